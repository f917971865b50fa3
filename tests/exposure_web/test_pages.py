"""The pages of exposure: what they say, who may do what, and that a form sent twice acts once."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.desk.cast import NOW
from tests.exposure_web.samples import (
    HOUSE,
    SLIP,
    UNKNOWN,
    classified_run,
    contributions_run,
    numbers_of,
    taken,
    typed_run,
    unknown_line,
    work_of,
)
from totalis.exposure.models import ChargeResolution, ChargeRun, Overlap
from totalis.exposure.services import beginning
from totalis.exposure.services.classifying import classify_run
from totalis.exposure.services.resolutions import resolve
from totalis.exposure.services.runs import type_lines

pytestmark = pytest.mark.django_db
DESK = "/desk/borealis/exposure/"


def text_of(response):
    """The words of a page."""
    plain = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", unescape(plain))


def found(pattern, text):
    """The last group of the first match."""
    match = re.search(pattern, text, re.DOTALL)
    assert match is not None
    return match.groups()[-1]


def token_of(response):
    return found(r'name="form_token" value="([^"]+)"', response.content.decode())


def test_an_empty_desk_says_how_to_begin(as_user, cast):
    del cast
    page = text_of(as_user("ada").get(DESK))
    assert "No charge lines yet" in page
    assert "Type a payslip" in page
    assert "No contributions yet" in text_of(as_user("ada").get(f"{DESK}same-earnings/"))
    assert "No certificate on file" in text_of(as_user("ada").get(f"{DESK}late/"))


def test_a_payslip_is_typed(as_user, cast):
    del cast
    client = as_user("ada")
    given = {
        "title": "Payslip of January 2026",
        "agreement": "FR",
        "currency": "EUR",
        "period_start": "2026-01-01",
        "period_end": "2026-01-31",
        "line-TOTAL_FORMS": "8",
        "line-INITIAL_FORMS": "0",
        "line-0-label": "Sécurité sociale plafonnée",
        "line-0-payer": "employee",
        "line-0-base": "4005.00",
        "line-0-rate": "6.90",
        "line-0-amount": "276.35",
        "line-1-label": UNKNOWN,
        "line-1-amount": "40",
    }
    answer = client.post(f"{DESK}charges/new/", given)
    run = ChargeRun.objects.get()
    assert answer.headers["Location"] == f"{DESK}charges/{run.pk}/"
    page = text_of(client.get(answer.headers["Location"]))
    assert "276.35 EUR" in page
    assert "1 kind of line to clear up" in page
    assert "Not due while a certificate of the other country is held." in page
    assert "checked 22 November 2026" in page


def test_an_amount_without_words_is_asked_for(as_user, cast):
    del cast
    given = {
        "title": "Slip",
        "agreement": "FR",
        "currency": "EUR",
        "line-TOTAL_FORMS": "8",
        "line-INITIAL_FORMS": "0",
        "line-0-amount": "40",
    }
    answer = as_user("ada").post(f"{DESK}charges/new/", given)
    assert answer.status_code == 422
    assert "Write the words of the line." in text_of(answer)
    assert not ChargeRun.objects.exists()


def test_a_register_asks_for_its_country_on_its_page(as_user, cast):
    client = as_user("ada")
    register = taken(cast.act("ada"), "charges", "label,amount\nCSG,5.00\n", f"{SLIP}.csv")
    page = client.get(register.leads_to)
    assert "Of which country are these charges?" in text_of(page)
    answer = client.post(f"{register.leads_to}country/", {"agreement": "FR"})
    assert answer.headers["Location"] == register.leads_to
    assert "France" in text_of(client.get(register.leads_to))


def test_nothing_is_chosen_beforehand_and_a_form_acts_once(as_user, cast):
    client = as_user("ada")
    run = typed_run(cast.act("ada"))
    address = f"{DESK}charges/{run.pk}/lines/{unknown_line(run).pk}/"
    page = client.get(address)
    body = page.content.decode()
    assert " checked" not in re.sub(r"checked \d", "", body)
    assert found(r'<select name="charge".*?<option value="([^"]*)" selected>', body) == ""
    given = {
        "category": "not_covered",
        "why": "Collective agreement, annex 2",
        "form_token": token_of(page),
    }
    first = client.post(f"{address}answer/", given)
    second = client.post(f"{address}answer/", given)
    assert first.headers["Location"] == second.headers["Location"]
    assert ChargeResolution.objects.count() == 1
    shown = text_of(client.get(f"{DESK}charges/{run.pk}/"))
    assert "Answered by Ada Okafor on 22 November 2026: Collective agreement, annex 2" in shown
    assert "not confirmed by a second person" in shown


def test_covered_charges_mixed_with_csg_call_for_a_professional(as_user, cast):
    for label, payer, says in (
        ("Cotisations sociales (micro-entrepreneur)", "self_employed", True),
        (UNKNOWN, "employee", False),
    ):
        lines = [{"label": label, "payer": payer, "amount": Decimal(410), "currency": "EUR"}]
        run = type_lines(actor=cast.act("ada"), title="S", agreement="FR", lines=lines, at=NOW)
        line = run.charge_lines.get()
        page = text_of(as_user("dev").get(f"{DESK}charges/{run.pk}/lines/{line.pk}/"))
        assert ("Covered charges are mixed with CSG or CRDS" in page) is says


def test_an_answer_is_confirmed_withdrawn_and_still_shown(as_user, cast):
    numbers = numbers_of(cast.act("ada"))
    one = f"{DESK}answers/{numbers['resolution']}/"
    as_user("ben").post(f"{one}confirm/")
    assert "Ben Lindqvist" in text_of(as_user("dev").get(one))
    assert as_user("ben").post(f"{one}withdraw/", {"reason": "x"}).status_code == 403
    assert as_user("ada").post(f"{one}withdraw/", {"reason": ""}).status_code == 422
    as_user("ada").post(f"{one}withdraw/", {"reason": "Another plan"})
    page = text_of(as_user("cora").get(f"{DESK}answers/"))
    assert "Withdrawn by Ada Okafor on 22 November 2026: Another plan" in page


def test_a_document_is_kept_with_the_answer(as_user, cast):
    client = as_user("ada")
    run = typed_run(cast.act("ada"))
    address = f"{DESK}charges/{run.pk}/lines/{unknown_line(run).pk}/answer/"
    paper = SimpleUploadedFile("annex.txt", b"Annex 2: the plan of the house.\n", "text/plain")
    client.post(address, {"category": "not_covered", "why": "Annex 2", "document": paper})
    given = ChargeResolution.objects.get()
    assert given.document_name == "annex.txt"
    answer = client.get(f"{DESK}answers/{given.pk}/document/")
    assert answer.content.startswith(b"Annex 2")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_filters_and_download(as_user, cast):
    client = as_user("dev")
    run = classified_run(cast.act("ada"))
    page = client.get(f"{DESK}charges/{run.pk}/?category=csg&words=zzz")
    assert "No line fits" in text_of(page)
    answer = client.get(f"{DESK}charges/{run.pk}/lines.csv?category=crds")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert all(",crds," in line for line in lines[1:])
    assert len(lines) > 1


def test_same_earnings_are_shown_with_their_lines(as_user, cast):
    client = as_user("dev")
    run = contributions_run(cast.act("ada"))
    address = f"{DESK}same-earnings/{run.pk}/"
    page = text_of(client.get(address))
    assert "6 lines" in page
    assert "Same earnings charged twice 1 stream" in page
    twice = Overlap.objects.get(finding="same_earnings")
    one = text_of(client.get(f"{address}streams/{twice.pk}/"))
    assert "612.00 USD in the United States, 276.35 EUR in France" in one
    assert "unclear 40.00 EUR" in one
    assert "Contribution maison au titre du plan" in one
    assert "No case has staff number E-1001" in one
    assert "The same earnings may be charged twice" in one
    # Currencies are never added: 612.00 and 276.35 have no sum on the page.
    assert "888.35" not in one


def test_an_answer_counts_for_contributions_too(as_user, cast):
    ada = cast.act("ada")
    lines = [{"label": HOUSE, "payer": "employee", "amount": Decimal(40), "currency": "EUR"}]
    typed = type_lines(actor=ada, title="Slip", agreement="FR", lines=lines, at=NOW)
    resolve(
        actor=ada,
        run=typed,
        line=typed.charge_lines.get(),
        category="not_covered",
        why="Annex 2",
        at=NOW,
    )
    run = contributions_run(ada)
    twice = run.overlaps.get(finding="same_earnings")
    assert not twice.foreign_unclear
    line = run.contribution_lines.get(label=HOUSE)
    assert line.category == "not_covered"
    assert {name: value for name, value in run.apart[0].items() if name != "amount"} == {
        "country": "FR",
        "currency": "EUR",
        "category": "not_covered",
        "lines": 1,
    }
    other = contributions_run(cast.act("hana"))
    assert other.contribution_lines.get(label=HOUSE).category == "unclear"
    page = text_of(as_user("dev").get(f"{DESK}same-earnings/{run.pk}/streams/{twice.pk}/"))
    assert HOUSE not in page, "what is set apart stands behind no finding"


def test_the_calculator_says_what_it_does_not_know(as_user, cast):
    client = as_user("dev")
    run = classified_run(cast.act("ada"))
    asked = {
        "pay": "8000",
        "first": "2025-01-01",
        "last": "2025-02-28",
        "country": "FR",
        "run": str(run.pk),
    }
    page = text_of(client.get(f"{DESK}money/", asked))
    # 6.2 and 1.45 percent of 8,000 dollars in each of two months, for each of the two.
    assert "United States, employee 1,224.00 USD" in page
    assert "United States, employer 1,224.00 USD" in page
    assert "What FR charges is not known for every month" in page
    wrong = client.get(f"{DESK}money/", asked | {"country": "CH"})
    assert wrong.status_code == 422
    assert "These are charges of France." in text_of(wrong)


def test_another_house_s_records_are_nowhere(as_user, cast):
    numbers = numbers_of(cast.act("hana"))
    client = as_user("ada")
    for path in (
        f"charges/{numbers['charge_run']}/",
        f"charges/{numbers['charge_run']}/lines/{numbers['charge_line']}/",
        f"answers/{numbers['resolution']}/",
        f"same-earnings/{numbers['contribution_run']}/",
        f"same-earnings/{numbers['contribution_run']}/streams/{numbers['overlap']}/",
    ):
        assert client.get(f"{DESK}{path}").status_code == 404
    money = {"pay": 1, "first": "2025-01-01", "last": "2025-01-31", "country": "FR"}
    answer = client.get(f"{DESK}money/", money | {"run": numbers["charge_run"]})
    assert answer.status_code == 422


def test_a_large_register_is_classified_by_the_worker(as_user, cast, monkeypatch):
    monkeypatch.setattr(beginning, "DIRECT", 10)
    enqueued: list[int] = []

    class Queue:
        @staticmethod
        def enqueue(number):
            enqueued.append(number)

    monkeypatch.setattr(beginning, "classify_lines", Queue)
    monkeypatch.setattr(transaction, "on_commit", lambda act: act())
    run = classified_run(cast.act("ada"))
    assert ChargeRun.objects.filter(pk=run.pk, current=None).exists()
    page = text_of(as_user("dev").get(f"{DESK}charges/{run.pk}/"))
    assert f"0 of {run.lines} lines are classified." in page
    monkeypatch.setattr("totalis.exposure.services.classifying.CHUNK", 7)
    assert classify_run(number=enqueued[0], at=NOW) == run.lines
    answers = work_of(ChargeRun.objects.get(pk=run.pk)).answers
    assert answers.values("line").distinct().count() == run.lines


def test_pages_take_no_more_queries_where_there_is_more(as_user, cast):
    ada, client = cast.act("ada"), as_user("dev")
    runs = classified_run(ada), contributions_run(ada)
    pages = (
        "",
        "answers/",
        "same-earnings/",
        f"charges/{runs[0].pk}/",
        f"same-earnings/{runs[1].pk}/",
    )

    def counted():
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as seen:
                assert client.get(f"{DESK}{page}").status_code == 200
            found.append(len(seen))
        return found

    counted()  # the catalogue is read
    before = counted()
    resolve(
        actor=ada,
        run=runs[0],
        line=unknown_line(runs[0]),
        category="relief",
        why="Letter",
        at=NOW,
    )
    for _ in range(3):
        contributions_run(ada)
        typed_run(ada)
    for overlap in list(runs[1].overlaps.all()):
        for number in range(5):
            overlap.pk, overlap.staff_number = None, f"X-{number}"
            overlap.save()
    assert counted() == before
    assert max(before) <= 16
