"""What a requester says while a request is examined: who is told, what the page says, and that nothing is decided past it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from django.urls import reverse

from tests.authority.cast import FR_ANSWERS, NOW, assessed, sent, too_long
from totalis.authority.models import Decision
from totalis.authority.selectors.heard import newest_heard
from totalis.authority.services.asking import answer, ask
from totalis.authority.services.assigning import hand_over, take_up
from totalis.authority.services.correcting import correct, withdraw
from totalis.authority.services.deciding import Given, decide
from totalis.authority.services.submitting import enclosed
from totalis.kernel.errors import InputError
from totalis.webbase.accounts.models import Membership
from totalis.webbase.notices.models import Notice
from totalis.webbase.once.tokens import FIELD, new_token

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer

    from tests.authority.cast import Office
    from totalis.authority.models import CoverageRequest

LATER = NOW + timedelta(hours=1)
NEW_TOWN = {"place_of_birth": "Springfield"}


def corrected(office: Office, row: CoverageRequest, at: Any = LATER, **said: str) -> None:
    """The requester corrects some fields."""
    row.refresh_from_db()
    whole = {**row.answers, **(said or NEW_TOWN)}
    correct(request=row, answers=whole, reason="A slip.", at=at, actor=office.public)


def asked(office: Office, row: CoverageRequest, who: str = "otto") -> Any:
    """Somebody asks a question."""
    by = NOW.date() + timedelta(days=10)
    return ask(
        actor=office.act(who), request=row, text="Since when?", fields=[], answer_by=by, at=NOW
    )


def answered(office: Office, row: CoverageRequest, question: Any, **more: Any) -> None:
    """The requester answers it in words."""
    given = {"text": "Since May.", "corrections": {}, "files": [], **more}
    answer(request=row, question=question, at=LATER, actor=office.public, **given)


def told(office: Office) -> set[tuple[str, str]]:
    """Who was told what."""
    names = {user.pk: name for name, user in office.people.items()}
    return {(names[one.user_id], one.subject.partition(" ")[2]) for one in Notice.objects.all()}


def address(office: Office, name: str, row: CoverageRequest | None = None) -> str:
    """Of a page of the house."""
    number = {"number": row.control_number} if row is not None else {}
    return reverse(f"authority:{name}", kwargs={"organisation": office.organisation.slug} | number)


def hidden(text: str, name: str) -> str:
    """What a page's form carries."""
    found = re.search(rf'name="{name}" value="(\d*)"', text)
    assert found, name
    return found[1]


# ── who is told ──


def test_who_has_taken_it_up_is_told_what_changed_and_nothing_that_was_typed(
    office: Office,
) -> None:
    row = sent(office)
    corrected(office, row)
    assert not Notice.objects.exists(), "nobody has it yet"
    take_up(actor=office.act("nora"), request=row, at=NOW)
    corrected(office, row, worker_full_name="Mary Rivera", worker_ssn="212-48-1234")
    assert told(office) == {("nora", "was corrected")}
    notice = Notice.objects.get()
    assert "Changed:" in notice.body
    for typed in ("Mary", "Rivera", "212-48", "1234", "536-90"):
        assert typed not in f"{notice.subject} {notice.body} {notice.link}"
    assert notice.link == address(office, "request", row)


def test_who_asked_and_who_decided_are_told_too_and_who_left_is_not(office: Office) -> None:
    row = too_long(office)
    take_up(actor=office.act("nora"), request=row, at=NOW)
    question = asked(office, row, "otto")
    answered(office, row, question)
    assert told(office) == {("nora", "was answered"), ("otto", "was answered")}
    hand_over(actor=office.act("nora"), request=row, to=office.people["quinn"], at=NOW)
    given = Given(kind="issue", covered_by="US", exempt_in="FR", article="6(1)")
    decide(actor=office.act("petra"), request=row, assessment=assessed(row), given=given, at=NOW)
    Membership.objects.filter(user=office.people["otto"]).update(ends=NOW.date())
    Notice.objects.all().delete()
    tomorrow = NOW + timedelta(days=1)
    withdraw(request=row, reason="Not needed.", at=tomorrow, actor=office.public)
    assert told(office) == {("quinn", "was withdrawn"), ("petra", "was withdrawn")}


def test_the_queue_marks_it_for_whom_it_concerns_until_she_has_opened_it(
    office: Office, as_person: Callable[[str], Client]
) -> None:
    row, other = sent(office), sent(office, answers={"worker_ssn": "212-48-1234"})
    for one in (row, other):
        take_up(actor=office.act("nora"), request=one, at=NOW)
    corrected(office, row)
    nora, otto = as_person("nora"), as_person("otto")
    queue = address(office, "queue")
    assert nora.get(queue).text.count("News from the requester") == 1
    assert "News from the requester" not in otto.get(queue).text
    narrowed = nora.get(f"{queue}?only=news&state=all").text
    assert row.control_number in narrowed
    assert other.control_number not in narrowed
    page = address(office, "request", row)
    assert "New from the requester" not in otto.get(page).text, "he was not told"
    seen = nora.get(page).text
    assert "New from the requester since you last looked" in seen
    assert "Baltimore became <strong>Springfield</strong>" in seen
    assert "New from the requester" not in nora.get(page).text
    assert "News from the requester" not in nora.get(queue).text


def test_news_are_all_that_was_said_since_and_not_the_last_word_alone(
    office: Office, as_person: Callable[[str], Client]
) -> None:
    row = sent(office)
    corrected(office, row, place_of_hire="Salem, United States")
    take_up(actor=office.act("nora"), request=row, at=NOW)
    corrected(office, row, place_of_birth="Springfield")
    corrected(office, row, at=LATER + timedelta(hours=1), end_date="2029-06-30")
    text = as_person("nora").get(address(office, "request", row)).text
    news = text[text.index("New from the requester") : text.index('class="examine"')]
    assert "Springfield" in news
    assert "30 June 2029" in news
    assert "Salem" not in news, "that she had before her when she took it up"


# ── nothing is decided past it ──


def decided(client: Client, office: Office, row: CoverageRequest, page: str, **more: str) -> Any:
    """What comes of the form of a page."""
    data = {name: hidden(page, name) for name in ("seen", "heard")}
    data |= {"kind": "issue", FIELD: new_token(), **more}
    return client.post(address(office, "decide", row), data)


@pytest.mark.parametrize("said", ["fields", "words", "document", "document with an answer"])
def test_what_was_said_after_the_page_was_opened_stops_the_decision_and_is_shown(
    office: Office, as_person: Callable[[str], Client], said: str
) -> None:
    row = sent(office)
    question = asked(office, row, "nora")
    nora = as_person("nora")
    page = nora.get(address(office, "request", row)).text
    letter = enclosed(agency=office.agency, data=b"From May on.", file_name="may.txt", at=NOW)
    if said == "fields":
        corrected(office, row)
    elif said == "words":
        answered(office, row, question)
    elif said == "document":
        again = {"request": row, "answers": row.answers, "attachments": [letter]}
        correct(**again, reason="It was missing.", at=LATER, actor=office.public)
    else:
        answered(office, row, question, files=[letter])
    stale = decided(nora, office, row, page, reasons="As the letter says.")
    assert stale.status_code == 422
    assert "Nothing was decided" in stale.text
    assert ("Baltimore became <strong>Springfield</strong>" in stale.text) == (said == "fields")
    assert ("New <a" in stale.text) == ("document" in said)
    assert "As the letter says." in stale.text, "what was typed is kept"
    assert not Decision.objects.exists()
    done = decided(nora, office, row, stale.text)
    assert done.status_code == 302, "having seen it she decides"
    row.refresh_from_db()
    assert row.outcome == "issued"


def test_a_withdrawn_or_decided_request_says_so_to_who_comes_too_late(
    office: Office, as_person: Callable[[str], Client]
) -> None:
    nora = as_person("nora")
    gone, done = sent(office), sent(office, answers={"worker_ssn": "212-48-1234"})
    pages = {one: nora.get(address(office, "request", one)).text for one in (gone, done)}
    withdraw(request=gone, reason="No.", at=LATER, actor=office.public)
    given = Given(kind="issue")
    decide(actor=office.act("otto"), request=done, assessment=assessed(done), given=given, at=NOW)
    for row, word in ((gone, "withdrawn"), (done, "issued")):
        late = decided(nora, office, row, pages[row])
        assert late.status_code == 422
        assert "Nothing was decided" in late.text
        assert f"is completed: {word}" in late.text
    assert Decision.objects.count() == 1


def test_a_form_without_what_was_heard_decides_nothing(
    office: Office, as_person: Callable[[str], Client]
) -> None:
    row = sent(office)
    data = {"seen": assessed(row).pk, "kind": "issue", FIELD: new_token()}
    assert as_person("nora").post(address(office, "decide", row), data).status_code == 422
    assert not Decision.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_correction_and_a_decision_at_once_never_both_stand(office: Office) -> None:
    """Whichever is first: the other one is refused, and what is issued says what was decided on."""
    row = sent(office)
    heard, seen = newest_heard(row), assessed(row)
    start = Barrier(2)

    def run(act: Callable[[], Any]) -> str:
        try:
            start.wait(timeout=60)
            act()
        except InputError as error:
            return error.problems[0].path
        finally:
            connections.close_all()
        return ""

    def deciding() -> None:
        given = Given(kind="issue")
        nora = office.act("nora")
        decide(actor=nora, request=row, assessment=seen, given=given, at=NOW, heard=heard)

    def correcting() -> None:
        whole = {**FR_ANSWERS, **NEW_TOWN}
        correct(request=row, answers=whole, reason="A slip.", at=NOW, actor=office.public)

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(run, (deciding, correcting)))
    assert found in (["heard", ""], ["", "request"])
    row.refresh_from_db()
    assert row.requestversions.count() == (2 if found[0] else 1)
    assert Decision.objects.count() == (0 if found[0] else 1)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_that_came_too_late_is_readable(
    office: Office,
    sign_in: Callable[[Page, str], None],
    live_server: LiveServer,
    page: Page,
    narrow_page: Page,
    axe: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    for number, one in enumerate((page, narrow_page)):
        row = sent(office, answers={"worker_ssn": f"212-48-123{number}"})
        take_up(actor=office.act("nora"), request=row, at=NOW)
        sign_in(one, "nora")
        one.goto(live_server.url + address(office, "request", row))
        corrected(office, row, place_of_birth="Springfield", end_date="2029-06-30")
        one.get_by_label("Issue", exact=True).check(force=True)
        one.get_by_role("button", name="Record decision").click()
        one.get_by_role("heading", name="Nothing was decided").wait_for()
        assert one.get_by_label("Issue", exact=True).is_checked() is False
        axe(one)
        shoot(one, f"authority-decision-overtaken-{number}")
        corrected(office, row, at=LATER + timedelta(hours=1), place_of_birth="Lowell")
        one.goto(live_server.url + address(office, "queue"))
        one.get_by_text("News from the requester").first.wait_for()
        axe(one)
        shoot(one, f"authority-queue-news-{number}")
