"""Taking a request in: once, whole, as it was typed, and readable by nobody in the database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections

from tests.authority.cast import NOW
from totalis.authority.models import (
    Assessment,
    Channel,
    Client,
    CoverageRequest,
    Draft,
    Happened,
    RequestEvent,
    RequestVersion,
)
from totalis.authority.selectors.requests_overlap import overlapping
from totalis.authority.services import drafting
from totalis.authority.services.correcting import correct, withdraw
from totalis.authority.services.submitting import requester, submit, version_digest
from totalis.kernel.errors import InputError
from totalis.webbase.audit.models import AuditEntry

if TYPE_CHECKING:
    from totalis.webbase.accounts.actor import Actor

NAMES = {
    "arabic": "مريم بنت عبد الله الأنصاري",
    "hebrew": "מרים בת־שבע לוי",
    "japanese": "髙橋　美咲",
    "combining": "Nguyễn Thị Ánh",
    "georgian": "ნინო წერეთელი Nguyễn",
    "rare": "𠮷野 Ǆ ﬁ ẞ",
    "long": "Wolfeschlegelsteinhausen " * 200,
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_names_of_any_length_and_script_are_kept_byte_for_byte(sent, name: str) -> None:
    made = sent(worker_full_name=name)
    kept = CoverageRequest.objects.get(pk=made.pk)
    assert kept.answers["worker_full_name"].encode() == name.encode()
    assert len(NAMES["long"]) == 5000


def test_a_request_is_put_before_the_engine_told_and_recorded(office, sent) -> None:
    made = sent()
    version = RequestVersion.objects.get(request=made)
    assert version.digest == version_digest(made.answers, made.facts)
    assert Assessment.objects.get(request=made).version_digest == version.digest
    assert [event.kind for event in RequestEvent.objects.filter(request=made)] == [
        Happened.RECEIVED
    ]
    entry = AuditEntry.objects.get(organisation=office.organisation)
    assert (entry.verb, entry.subject, entry.who) == (
        "sent request",
        made.control_number,
        "Online form",
    )
    assert made.facts["engagements"][0]["start"] == made.answers["begin_date"]


def test_the_database_holds_no_name_number_or_day_in_clear(sent, answers) -> None:
    sent(_email="pat@example.com")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - its own tables
            for row in cursor.fetchall():
                for secret in (
                    answers["worker_full_name"],
                    answers["worker_ssn"].replace("-", ""),
                    answers["worker_ssn"],
                    answers["date_of_birth"],
                    "pat@example.com",
                ):
                    assert not any(secret in str(value) for value in row), (table, secret)


def test_an_answer_that_stops_it_is_refused_with_its_field(sent) -> None:
    with pytest.raises(InputError) as refused:
        sent(begin_date="2027-13-41")
    assert "answers.begin_date" in {one.path for one in refused.value.problems}
    assert not CoverageRequest.objects.exists()


def test_an_answer_beyond_all_measure_is_refused(sent) -> None:
    with pytest.raises(InputError):
        sent(worker_full_name="x" * 50_001)


def test_a_house_that_takes_no_requests_takes_none(office, sent) -> None:
    office.agency.takes_requests = False
    with pytest.raises(InputError):
        sent()


def test_a_reference_of_a_client_is_one_request(office, france, answers) -> None:
    desk = Client.objects.create(
        organisation=office.organisation, name="Desk", key_id="k", key={}, added_at=NOW
    )

    def send(**changes):
        return submit(
            agency=office.agency,
            edition=france,
            answers=answers | changes,
            facts=None,
            channel=Channel.CONNECTED,
            at=NOW,
            client=desk,
            client_reference="TC-1/1",
        )

    assert send() == send()
    assert CoverageRequest.objects.count() == 1
    with pytest.raises(InputError, match="reference"):
        send(worker_full_name="Somebody Else")


def test_the_same_worker_is_known_again_and_days_that_meet_are_found(sent) -> None:
    first = sent()
    other = sent(worker_ssn="536904399", worker_full_name="M. J. Miller")
    stranger = sent(worker_ssn="321-54-9876")
    later = sent(begin_date="2031-01-01", end_date="2031-12-31")
    assert first.worker_key == other.worker_key != stranger.worker_key
    assert overlapping(other) == (first,)
    assert overlapping(stranger) == overlapping(later) == ()
    withdraw(request=first, reason="", at=NOW, actor=_public(first))
    assert overlapping(other) == ()


def _public(request: CoverageRequest) -> Actor:
    return requester(request.organisation)


def test_a_correction_is_a_new_version_before_the_engine(sent) -> None:
    made = sent()
    before = Assessment.objects.get(request=made)
    new = dict(made.answers) | {"date_of_birth": "1985-04-18", "end_date": "2028-06-30"}
    version = correct(request=made, answers=new, reason="A slip", at=NOW, actor=_public(made))
    assert version is not None
    made.refresh_from_db()
    assert (version.number, made.second_fact, made.revision) == (2, "1985-04-18", 2)
    newest = Assessment.objects.filter(request=made).latest("pk")
    assert newest.version_digest == version.digest != before.version_digest
    told = RequestEvent.objects.filter(request=made).latest("pk")
    assert told.details == {"version": 2, "fields": ["date_of_birth", "end_date"]}
    assert "1985" not in str(AuditEntry.objects.latest("pk").details)
    assert correct(request=made, answers=new, reason="", at=NOW, actor=_public(made)) is None


def test_what_is_withdrawn_is_not_corrected(sent) -> None:
    made = sent()
    withdraw(request=made, reason="no longer needed", at=NOW, actor=_public(made))
    made.refresh_from_db()
    assert (made.state, made.outcome) == ("completed", "withdrawn")
    withdraw(request=made, reason="", at=NOW, actor=_public(made))
    told = RequestEvent.objects.filter(request=made, kind="withdrawn")
    assert told.count() == 1, "taken back twice it is taken back once"
    with pytest.raises(InputError):
        correct(
            request=made,
            answers=made.answers | {"place_of_birth": "Rome"},
            reason="x",
            at=NOW,
            actor=_public(made),
        )


@pytest.mark.django_db(transaction=True)
def test_two_sendings_of_one_draft_at_once_are_one_request(office, france, answers) -> None:
    draft = drafting.begin(
        agency=office.agency, edition=france, language="en", at=NOW, answers=answers
    )
    start = Barrier(6)

    def send(_number: int) -> str:
        try:
            mine = Draft.objects.get(pk=draft.pk)
            start.wait()
            made = submit(
                agency=office.agency,
                edition=france,
                answers=answers,
                facts=None,
                channel=Channel.ONLINE,
                at=NOW,
                draft=mine,
            )
            return made.control_number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        numbers = list(pool.map(send, range(6)))
    assert len(set(numbers)) == 1
    assert CoverageRequest.objects.count() == RequestVersion.objects.count() == 1
    assert RequestEvent.objects.count() == 1
    assert Draft.objects.get().answers == {}
