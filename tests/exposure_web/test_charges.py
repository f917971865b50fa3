"""Charge lines taken in, classified, resolved by people, classified anew: nothing lost, nothing decided silently."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import msgspec
import pytest
from django.core.exceptions import PermissionDenied

from tests.desk.cast import NOW
from tests.exposure_web.samples import (
    UNKNOWN,
    classified_run,
    slip_csv,
    slip_rows,
    taken,
    typed_run,
    unknown_line,
    work_of,
)
from totalis.exposure.models import ChargeAnswer, ChargeLine, ChargeResolution, ChargeRun
from totalis.exposure.selectors.lines import Chosen, csv_lines, line_page
from totalis.exposure.selectors.money import amount_of
from totalis.exposure.selectors.runs import sums_of, unclear_of
from totalis.exposure.services.resolutions import confirm, resolve, withdraw
from totalis.exposure.services.runs import classify_again, say_agreement, type_lines
from totalis.kernel.errors import InputError
from totalis.lawbook.charges.book import Charges
from totalis.lawbook.charges.model import Category, Credit, Effect
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.registers.services import withdraw as withdraw_register

pytestmark = pytest.mark.django_db


def resolved(cast, run, line, category="not_covered", **more):
    return resolve(
        actor=cast.act("ada"),
        run=run,
        line=line,
        category=category,
        why="Collective agreement, annex 2",
        at=NOW,
        **more,
    )


def test_a_register_waits_for_its_country(cast):
    register = taken(cast.act("ada"), "charges", slip_csv(), "slip.csv")
    run = ChargeRun.objects.get(register=register)
    assert register.leads_to == f"/desk/borealis/exposure/charges/{run.pk}/"
    assert (run.agreement, run.current) == ("", None)
    assert run.lines == len(slip_rows()) + 2
    assert not ChargeAnswer.objects.exists()


def test_no_line_of_the_engine_is_passed_as_covered_that_is_not(cast):
    run = classified_run(cast.act("ada"))
    truth = {number: row["truth"] for number, row in enumerate(slip_rows(), start=2)}
    answers = work_of(run).answers.select_related("line")
    wrong = [
        (row.line.label, truth[row.number])
        for row in answers
        if row.category == "covered" and truth.get(row.number) != "covered"
    ]
    assert not wrong
    assert any(row.category == "covered" for row in answers)


def test_sums_are_those_of_the_lines_to_the_cent(cast):
    run = classified_run(cast.act("ada"))
    handed_in = sum(Decimal(row["amount"]) for row in slip_rows()) + 75
    total = sum(amount_of(row.amount) or 0 for row in work_of(run).answers.all())
    assert total == handed_in
    found = {one.word.key: one.amounts for one in sums_of(work_of(run))}
    covered = sum(
        amount_of(row.amount) or 0 for row in work_of(run).answers.filter(category="covered")
    )
    assert found["covered"] == (f"{covered:,.2f} EUR",)


def test_the_unclear_ones_come_first_and_once(cast):
    run = classified_run(cast.act("ada"), times=3)
    page = line_page(work_of(run), Chosen())
    ranks = [one.answer.rank for one in page.lines]
    assert ranks == sorted(ranks)
    assert page.lines[0].word.key == "unclear"
    kinds, count = unclear_of(work_of(run))
    assert count == len(kinds)
    ours = [one for one in kinds if one.line.label == UNKNOWN]
    assert [(one.lines, one.line.payer) for one in ours] == [(3, "employee"), (3, "employer")]


def test_an_answer_reaches_exactly_the_same_lines(cast):
    ada = cast.act("ada")
    run, typed = classified_run(ada, times=2), typed_run(ada)
    done = resolved(cast, run, unknown_line(run))
    # Two lines of the employee in the register, one in the typed payslip; not those of the employer.
    assert done.lines == 3
    reached = ChargeAnswer.objects.filter(resolution=done.resolution)
    assert Counter(row.line.run_id for row in reached) == {run.pk: 2, typed.pk: 1}
    for row in reached.select_related("reason", "by_catalogue", "line"):
        assert (row.category, row.by_catalogue.category) == ("not_covered", "unclear")
        assert "Ada Okafor" in row.reason.why
        assert "Collective agreement, annex 2" in row.reason.why
        assert row.line.payer == "employee"
    left = unknown_line(run, "employer").answers.get(classification=work_of(run))
    assert (left.category, left.resolution) == ("unclear", None)


def test_an_answer_counts_for_later_uploads_and_for_its_house_alone(cast):
    first = classified_run(cast.act("ada"))
    resolved(cast, first, unknown_line(first))
    later = typed_run(cast.act("ada"))
    assert unknown_line(later).answers.get().category == "not_covered"
    elsewhere = typed_run(cast.act("hana"))
    assert unknown_line(elsewhere).answers.get().category == "unclear"
    other_country = type_lines(
        actor=cast.act("ada"),
        title="Swiss",
        agreement="CH",
        lines=[{"label": UNKNOWN, "payer": "employee", "amount": Decimal(1), "currency": "CHF"}],
        at=NOW,
    )
    assert other_country.charge_lines.get().answers.get().category == "unclear"


def test_withdrawing_gives_the_lines_back_and_keeps_the_answer(cast):
    run = classified_run(cast.act("ada"))
    done = resolved(cast, run, unknown_line(run))
    withdraw(
        actor=cast.act("ada"), resolution=done.resolution, reason="The annex is another", at=NOW
    )
    answer = unknown_line(run).answers.get()
    assert (answer.category, answer.rank, answer.resolution) == ("unclear", 0, None)
    assert answer.reason == answer.by_catalogue
    kept = ChargeResolution.objects.get()
    assert (kept.withdrawn_as, kept.withdrawn_because) == ("Ada Okafor", "The annex is another")
    # And the line may be answered again.
    again = resolved(cast, run, unknown_line(run), "relief")
    assert again.lines == 1
    verbs = list(AuditEntry.objects.filter(subject=UNKNOWN).values_list("verb", flat=True))
    assert verbs == [
        "resolved charge line",
        "withdrew answer to charge line",
        "resolved charge line",
    ]


def test_what_the_catalogue_knows_is_nobody_s_to_change(cast):
    run = typed_run(cast.act("ada"))
    known = run.charge_lines.exclude(label=UNKNOWN).get()
    with pytest.raises(InputError, match="line"):
        resolved(cast, run, known)
    resolved(cast, run, unknown_line(run))
    with pytest.raises(InputError, match="line"):
        resolved(cast, run, unknown_line(run), "covered")


@pytest.mark.parametrize("label", ["CSG/CRDS", "TOTAL DES COTISATIONS ET CONTRIBUTIONS"])
def test_a_merged_line_is_never_passed_as_covered(cast, label):
    run = type_lines(
        actor=cast.act("ada"),
        title="Merged",
        agreement="FR",
        lines=[{"label": label, "payer": "employee", "amount": Decimal(90), "currency": "EUR"}],
        at=NOW,
    )
    with pytest.raises(InputError) as refused:
        resolved(cast, run, run.charge_lines.get(), "covered")
    assert "several charges" in refused.value.problems[0].remedy
    assert not ChargeResolution.objects.exists()
    assert run.charge_lines.get().answers.get().category == "unclear"


def test_an_entry_of_the_catalogue_brings_its_own_axes(cast):
    run = typed_run(cast.act("ada"))
    entry = next(
        one for one in Charges().catalogue("FR").charges if one.id == "vieillesse_plafonnee"
    )
    with pytest.raises(InputError):
        resolved(cast, run, unknown_line(run), "csg", charge=entry.id)
    resolved(cast, run, unknown_line(run), "covered", charge=entry.id)
    answer = unknown_line(run).answers.get()
    assert answer.reason.charge == entry.id
    assert answer.reason.certificate_effect == entry.certificate_effect


def test_rights(cast):
    run = typed_run(cast.act("ada"))
    line = unknown_line(run)
    for name in ("ben", "cora", "dev", "eve"):
        with pytest.raises(PermissionDenied):
            resolve(actor=cast.act(name), run=run, line=line, category="csg", why="Mine", at=NOW)
    given = resolved(cast, run, line).resolution
    for name in ("ada", "cora", "dev", "eve"):
        with pytest.raises(PermissionDenied):
            confirm(actor=cast.act(name), resolution=given, at=NOW)
    done = confirm(actor=cast.act("ben"), resolution=given, at=NOW)
    assert done.confirmed_as == "Ben Lindqvist"
    with pytest.raises(InputError):
        confirm(actor=cast.act("ben"), resolution=given, at=NOW)


def test_nobody_confirms_her_own_answer(cast):
    gia = cast.act("gia")
    run = typed_run(gia)
    given = resolve(
        actor=gia, run=run, line=unknown_line(run), category="csg", why="A letter", at=NOW
    )
    with pytest.raises(InputError):
        confirm(actor=gia, resolution=given.resolution, at=NOW)


def test_another_catalogue_is_another_classification_beside_the_first(cast, monkeypatch, as_user):
    ada, client = cast.act("ada"), as_user("ada")
    run = typed_run(ada)
    first = work_of(run)
    with pytest.raises(InputError):
        classify_again(actor=ada, run=run, at=NOW)
    law = Charges().catalogue("FR")
    known = {"vieillesse_plafonnee"}
    other = _with_unclear(law, known)
    for place in ("selectors.catalogues", "selectors.runs", "services.runs"):
        monkeypatch.setattr(f"totalis.exposure.{place}.charges", lambda: other)
    address = f"/desk/borealis/exposure/charges/{run.pk}/"
    assert "The catalogue has changed" in client.get(address).content.decode()
    answer = client.post(f"{address}again/")
    assert answer.headers["Location"] == f"{address}changes/"
    page = client.get(f"{address}changes/").content.decode()
    assert "1 line stands otherwise than before" in page
    assert "covered: Label" in page or "covered: label" in page
    again = ChargeRun.objects.get(pk=run.pk)
    assert again.current != first
    assert work_of(again).catalogue != first.catalogue
    line = run.charge_lines.exclude(label=UNKNOWN).get()
    assert line.answers.get(classification=first).category == "covered"
    assert line.answers.get(classification=again.current).category == "unclear"


def test_what_is_downloaded_is_what_is_shown(cast):
    run = classified_run(cast.act("ada"))
    lines = list(csv_lines(work_of(run), Chosen(category="csg")))
    assert lines[0].startswith("line,label,code,code_system,payer,amount,currency")
    assert len(lines) == 1 + work_of(run).answers.filter(category="csg").count()


def test_a_formula_in_a_label_is_a_text_in_the_file(cast):
    run = type_lines(
        actor=cast.act("ada"),
        title="Formula",
        agreement="FR",
        lines=[{"label": "=cmd|' /C calc'!A0", "amount": Decimal(-5), "currency": "EUR"}],
        at=NOW,
    )
    line = list(csv_lines(work_of(run), Chosen()))[1]
    assert "'=cmd" in line
    assert ",-5.00,EUR" in line


def test_social_security_numbers_are_not_kept(cast):
    run = type_lines(
        actor=cast.act("ada"),
        title="For 536-90-4399",
        agreement="FR",
        lines=[{"label": "Retenue 536-90-4399", "amount": Decimal(5), "currency": "EUR"}],
        at=NOW,
    )
    assert "536-90" not in run.title + run.charge_lines.get().label


def test_a_withdrawn_register_takes_its_lines_with_it(cast):
    ada = cast.act("ada")
    run = classified_run(ada)
    given = resolved(cast, run, unknown_line(run)).resolution
    assert run.register is not None
    withdraw_register(actor=ada, register=run.register, reason="The wrong month", at=NOW)
    run.refresh_from_db()
    assert run.withdrawn_at == NOW
    assert not ChargeLine.objects.filter(run=run).exists()
    assert ChargeResolution.objects.filter(pk=given.pk, withdrawn_at=None).exists()


def test_a_country_is_said_once(cast):
    ada = cast.act("ada")
    run = classified_run(ada)
    with pytest.raises(InputError):
        say_agreement(actor=ada, run=run, agreement="CH", at=NOW)
    with pytest.raises(PermissionDenied):
        say_agreement(actor=cast.act("ben"), run=run, agreement="FR", at=NOW)


def _with_unclear(law, names):
    """Catalogues in which some entries of France are unclear."""

    def lowered(entry):
        shares = tuple(
            msgspec.structs.replace(share, credit=Credit.NO_AUTHORITY) for share in entry.shares
        )
        return msgspec.structs.replace(
            entry, category=Category.UNCLEAR, certificate_effect=Effect.UNKNOWN, shares=shares
        )

    changed = msgspec.structs.replace(
        law,
        digest="sha256:another",
        charges=tuple(lowered(one) if one.id in names else one for one in law.charges),
    )

    class Changed(Charges):
        def catalogue(self, country):
            return changed if country == "FR" else super().catalogue(country)

    return Changed()
