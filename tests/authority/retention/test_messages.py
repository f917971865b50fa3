"""Disposal of what partners wrote about no request of ours, and what is left of a certificate afterwards: dump, store, check."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.urls import reverse

from tests.authority.cast import NOW, written_request
from tests.authority.exchange.partner import France
from tests.authority.retention.test_retention import (
    LATER,
    PLANTED,
    SSN,
    YEARS,
    everything,
    full,
    policy,
)
from totalis.authority.exchange.reading import written
from totalis.authority.exchange.shapes import (
    CertificateCopy,
    Coverage,
    Determined,
    InformationRequest,
    Period,
    Worker,
)
from totalis.authority.models import (
    CoverageRequest,
    ExchangeMessage,
    IssuedCertificate,
    MessageState,
    Partner,
    Standing,
)
from totalis.authority.selectors.checking import file_checked, paper_checked
from totalis.authority.services.disposing import dispose_due
from totalis.authority.services.exchanging_inbox import take_in
from totalis.authority.services.exchanging_writing import resend, write_to_partner
from totalis.authority.services.partners import add_partner
from totalis.authority.services.registering import (
    correct_certificate,
    end_early,
    replace_certificate,
    withdraw_certificate,
)
from totalis.authority.services.registering_second import propose_correction
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.audit.selectors import verify_chain
from totalis.webbase.files.models import Blob
from totalis.webbase.files.selectors import content
from totalis.webbase.files.store import store, stored_names
from totalis.webbase.files.tasks import let_go_unused, sweep

if TYPE_CHECKING:
    from tests.authority.cast import Office
    from totalis.authority.exchange.shapes import Content

pytestmark = pytest.mark.django_db
CITY = f"{PLANTED}ton"


@pytest.fixture
def partner(office: Office) -> Partner:
    """France, as the house knows it."""
    return add_partner(
        actor=office.act("silas"),
        country="FR",
        name="Centre of Liaison",
        address="https://liaison.example/service/messages/",
        key=France().public,
        at=NOW,
    )


def came(partner: Partner, said: Content, conversation: str, at: Any = NOW) -> ExchangeMessage:
    """A message of the partner's, taken in."""
    with clock.stopped_at(at):
        message = France().message(said, conversation=conversation)
    proof = {"message": {"of": PLANTED}}
    row, receipt = take_in(partner=partner, text=written(message), proof=proof, at=at)
    assert receipt.taken, receipt.problems
    return row


def copy(number: str, end: str | None, happened: str = "issued", **more: Any) -> CertificateCopy:
    """A copy of a certificate that the partner issued."""
    return CertificateCopy(
        happened=happened,
        number=number,
        content={
            "number": number,
            "holder": {"name": f"Jean {PLANTED}", "number": SSN},
            "coverage": {"start": "2024-01-01", "end": end},
            "replaces": more.pop("replaces", ""),
        },
        content_digest=f"sha256:{'c' * 64}",
        **more,
    )


def kept() -> set[str]:
    """The conversations of which something is still said."""
    rows = ExchangeMessage.objects.exclude(text="")
    return set(rows.values_list("conversation", flat=True))


def disposed(at: Any) -> set[str]:
    """What is left after a night."""
    with clock.stopped_at(at):
        dispose_due(at)
    return kept()


def test_copies_go_so_many_years_after_the_last_day_that_they_cover(
    office: Office, partner: Partner
) -> None:
    policy(office)
    came(partner, copy("FR-1", "2026-06-30"), "over")
    came(partner, copy("FR-2", "2029-12-31"), "until-2029")
    came(partner, copy("FR-3", None), "open")
    came(partner, copy("FR-4", None), "ended")
    came(partner, copy("FR-4", None, "ended", ended_on=date(2027, 3, 31)), "ended")
    came(partner, copy("FR-5", None), "withdrawn")
    came(partner, copy("FR-5", None, "withdrawn"), "withdrawn")
    came(partner, copy("FR-6", None), "replaced")
    came(partner, copy("FR-7", "2026-12-31", "replaced", replaces="FR-6"), "replaced")
    everyone = {"over", "until-2029", "open", "ended", "withdrawn", "replaced"}
    five = NOW.replace(year=2031)
    assert disposed(five) == everyone, "the fifth year is not over"
    assert disposed(five + timedelta(days=1)) == everyone - {"over", "withdrawn"}
    assert disposed(five.replace(month=12, day=31)) == everyone - {"over", "withdrawn"}
    assert disposed(five.replace(year=2032, month=1, day=1)) == {"until-2029", "open", "ended"}
    assert disposed(five.replace(year=2032, month=4, day=1)) == {"until-2029", "open"}
    assert disposed(five.replace(year=2034, month=12, day=31)) == {"until-2029", "open"}
    assert disposed(five.replace(year=2035, month=1, day=1)) == {"open"}
    assert disposed(five.replace(year=2099)) == {"open"}
    gone = AuditEntry.objects.filter(verb="disposed of partner's messages")
    assert gone.count() == 5
    assert {one.details["messages"] for one in gone} == {1, 2}
    assert verify_chain(office.organisation) == []


def test_other_messages_about_no_request_go_when_their_conversation_is_over(
    office: Office, partner: Partner
) -> None:
    policy(office)
    worker = Worker(name=f"Jean {PLANTED}", born_on="1980-01-01", numbers={"FR": SSN})
    period = Period(first=date(2024, 1, 1), last=date(2026, 12, 31))
    covered = Coverage(covered_by="FR", exempt_in="US", period=period, article="6(1)")
    came(partner, Determined(worker=worker, coverage=covered), "determined")
    came(partner, InformationRequest(text=f"Who is {PLANTED}?"), "asked")
    late = NOW + timedelta(days=400)
    came(partner, InformationRequest(text=f"Once more: {PLANTED}?"), "asked", at=late)
    unread, receipt = take_in(
        partner=partner, text=f'{{"{PLANTED}": 1}}', proof={"message": PLANTED}, at=NOW
    )
    assert not receipt.taken
    due = write_to_partner(
        actor=office.act("nora"),
        partner=partner,
        content=InformationRequest(text=f"Where does {PLANTED} live?"),
        at=NOW,
    )
    five = NOW.replace(year=2031) + timedelta(days=1)
    assert disposed(five) == {"determined", "asked", due.conversation}
    unread.refresh_from_db()
    assert (unread.text, unread.proof, unread.last_error) == ("", {}, "")
    assert unread.digest.startswith("sha256:")
    assert disposed(five.replace(year=2032, month=1, day=1)) == {"asked", due.conversation}
    assert disposed(late.replace(year=2033)) == {due.conversation}, "what is under way stays"
    ExchangeMessage.objects.filter(pk=due.pk).update(state=MessageState.GIVEN_UP, due_at=None)
    assert disposed(late.replace(year=2033)) == set()
    with pytest.raises(InputError):
        resend(actor=office.act("nora"), message=due, at=late)


def test_a_request_of_the_partners_stays_while_its_copy_covers_a_day(
    office: Office, partner: Partner
) -> None:
    policy(office)
    done: dict[str, Any] = {"state": "completed", "outcome": "agreed", "completed_at": NOW}
    row = written_request(office, channel="partner", product="exception", **done)
    first = came(partner, InformationRequest(text="Who?"), "agreed")
    ExchangeMessage.objects.filter(pk=first.pk).update(request=row)
    copied = came(partner, copy("FR-1", "2033-12-31"), "agreed")
    assert copied.request == row, "it joins the request of its conversation"
    assert disposed(NOW.replace(year=2038)) == {"agreed"}
    kept_yet = CoverageRequest.objects.get(pk=row.pk)
    assert kept_yet.disposed_at is None
    assert disposed(NOW.replace(year=2039, month=1, day=1)) == set()
    row.refresh_from_db()
    assert row.disposed_at is not None
    # Somebody over there writes once more: it joins the request, and goes when it is old itself.
    late = NOW.replace(year=2040)
    assert came(partner, InformationRequest(text="Still?"), "agreed", at=late).request == row
    assert disposed(late.replace(year=2045)) == {"agreed"}
    assert disposed(late.replace(year=2045) + timedelta(days=1)) == set()


def test_off_it_reaches_nothing_and_pages_say_what_it_would_reach(
    office: Office, partner: Partner, as_person: Any
) -> None:
    row = came(partner, copy("FR-1", "2026-06-30"), "over")
    assert disposed(LATER) == {"over"}
    with clock.stopped_at(LATER):
        page = as_person("silas").get(f"{office.house}retention/?years={YEARS}").text
    assert "Beside them 1 message" in page
    assert "can no longer be done with a certificate" in page
    assert "What the public check answers afterwards" in page
    policy(office)
    assert disposed(LATER) == set()
    with clock.stopped_at(LATER):
        shown = as_person("nora").get(f"{office.house}partners/messages/{row.pk}/").text
        assert "What it said was disposed of" in shown
        assert shown.count("disposed of with what it said") == 2
        assert as_person("nora").get(f"{office.house}partners/{partner.pk}/").status_code == 200
        assert as_person("nora").get(f"{office.house}partners/").status_code == 200


# ── the whole, afterwards ──


def dump() -> str:
    """Every row of every table, read past every model: what a dump of the database holds."""
    with connection.cursor() as cursor:
        found = []
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - names from the database itself
            found += [f"{name}: {row!r}" for row in cursor.fetchall()]
    return "\n".join(found)


def in_store() -> bytes:
    """Every byte that lies in the store."""
    found = []
    for name in stored_names():
        with store().open(name) as kept_file:
            found.append(kept_file.read())
    return b"".join(found)


def test_nothing_personal_is_left_in_the_database_or_in_the_store(office: Office) -> None:
    full(office)
    partner = Partner.objects.get()
    came(partner, copy("FR-1", "2026-06-30"), "over")
    came(partner, InformationRequest(text=f"Who is {PLANTED} of {CITY}?"), "asked")
    names = set(Blob.objects.values_list("store_name", flat=True))
    assert len(names) == 3, "two documents and the sealed PDF"
    assert names <= set(stored_names())
    needles = (PLANTED.lower(), SSN, SSN.replace("-", ""), "1988-03-14")
    policy(office)
    with clock.stopped_at(LATER):
        dispose_due(LATER)
        let_go_unused(LATER + timedelta(days=8))
        sweep(LATER + timedelta(days=9))
    plain = dump().lower()
    assert "disposed of personal data" in plain, "the dump reads the tables"
    left = [text for _place, text in everything()]
    for needle in needles:
        assert needle not in plain
        assert not [text for text in left if needle in text.lower()], needle
        assert needle.encode() not in in_store().lower()
    assert not names & set(stored_names())
    assert kept() == set()


def test_what_can_be_done_and_checked_after_disposal_is_what_the_page_says(office: Office) -> None:
    full(office)
    certificate = IssuedCertificate.objects.get()
    pdf, credential = content(certificate.paper), certificate.credential.encode()
    code = certificate.check_code

    def checked(day: date) -> list[tuple[str, bool | None]]:
        common: dict[str, Any] = {"day": day, "at": LATER}
        found = [
            paper_checked(office.agency, certificate.number, code, **common),
            file_checked(office.agency, pdf, "certificate.pdf", **common),
            file_checked(office.agency, credential, "certificate.sd-jwt", **common),
        ]
        return [(str(one.verdict), one.genuine) for one in found]

    days = (date(2026, 12, 31), date(2028, 6, 1), date(2030, 1, 1))
    before = [checked(day) for day in days]
    assert [one[0][0] for one in before] == ["not_begun", "in_force", "period_over"]
    policy(office)
    with clock.stopped_at(LATER):
        assert dispose_due(LATER) == 1
        assert [checked(day) for day in days] == before
    paper = paper_checked(office.agency, certificate.number, code, day=days[1], at=LATER)
    assert paper.about["initials"] == ""
    assert paper.about["last day"] == "2029-12-31"
    certificate.refresh_from_db()
    nora, petra = office.act("nora"), office.act("petra")
    common: dict[str, Any] = {"certificate": certificate, "reason": "Too late.", "at": LATER}
    for act in (
        lambda: withdraw_certificate(actor=petra, **common),
        lambda: replace_certificate(actor=nora, **common),
        lambda: end_early(actor=nora, last_day=date(2028, 1, 1), **common),
        lambda: correct_certificate(actor=nora, changes={"holder.name": "M. R."}, **common),
        lambda: propose_correction(actor=nora, changes={"holder.name": "Bea Short"}, **common),
    ):
        with pytest.raises(InputError) as error:
            act()
        assert "disposed of" in error.value.problems[0].found
    assert certificate.standing == Standing.IN_FORCE


def test_the_public_page_of_a_disposed_certificate_has_no_empty_line(
    office: Office, client: Any
) -> None:
    full(office)
    certificate = IssuedCertificate.objects.get()
    policy(office)
    with clock.stopped_at(LATER):
        dispose_due(LATER)
        asked = {"number": certificate.number, "code": certificate.check_code, "day": "2028-06-01"}
        data = {f"paper-{key}": value for key, value in asked.items()}
        page = client.post(reverse("service:check_paper"), data).content.decode()
    assert certificate.number in page
    assert "2029" in page
    assert "Initials of the person" not in page
