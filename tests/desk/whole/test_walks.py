"""Three cases walked in a browser by the people who would walk them, from empty to proof."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from django.contrib.auth.hashers import make_password
from playwright.sync_api import expect

from tests.desk.cast import case_address
from tests.desk.file.papers import pdf
from tests.desk.request.walk import TYPED, built, ready
from tests.desk.whole.hands import PASSWORD, Person, person
from tests.web import front_interview
from totalis.casework.models import PacketDecision
from totalis.webbase.accounts.models import User
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.audit.selectors import verify_chain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.desk.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOTALIS = str(Path(sys.executable).with_name("totalis"))
TODAY, NOW = "2026-11-22", "2026-11-22T12:00"

ON_THE_CERTIFICATE = {
    "product": "certificate",
    "issuer_country": "US",
    "issuer": "Social Security Administration",
    "number": "US-FR-1",
    "worker_name": "Maria Rivera",
    "worker_number": "536-90-4399",
    "employer_name": "Borealis Instruments, Inc.",
    "covered_by": "US",
    "exempt_in": "FR",
    "start": "2027-01-01",
    "end": "2029-12-31",
    "article": "6(1)",
    "issued_on": "2026-11-20",
    "received_on": TODAY,
}
MARIA = {
    "birth_date": "1988-03-14",
    "birth_place": "Baltimore",
    "birth_country": "US",
    "citizenship": "US",
    "ssn": "536904399",
    "lines": "12 Light Street",
    "city": "Baltimore",
    "region": "MD",
    "postal_code": "21202",
    "country": "US",
    "email": "maria.rivera@example.org",
}
BOSTON = {
    "name": "Borealis Instruments, Inc.",
    "country": "US",
    "ein": "04-2103594",
    "lines": "1 Harbor Way",
    "city": "Boston",
    "region": "MA",
    "postal_code": "02210",
}
LYON = {
    "name": "Borealis France SAS",
    "country": "FR",
    "lines": "8 rue Royale",
    "city": "Lyon",
    "postal_code": "69001",
}
GIA = {
    "given_names": "Gia",
    "family_names": "Moss",
    "birth_date": "1985-09-03",
    "birth_place": "Tucson",
    "birth_country": "US",
    "citizenship": "US",
    "ssn": "536904399",
    "number_country": "DE",
    "number": "65030985M004",
    "lines": "Weserstraße 31",
    "city": "Berlin",
    "postal_code": "12045",
    "country": "DE",
}
BERLIN = {
    "name": "Gia Moss Übersetzungen",
    "country": "DE",
    "lines": "Weserstraße 31",
    "city": "Berlin",
    "postal_code": "12045",
    "activity": "Translates technical manuals",
}
GIA_ASKS = {
    "nature_of_self_employment": "Translates technical manuals",
    "requester_name": "Gia Moss",
    "requester_address": "Weserstraße 31\n12045 Berlin\nGermany",
    "requester_phone": "+49 30 5550142",
}
KENJI = {
    "given_names": "Kenji",
    "family_names": "Sato",
    "birth_date": "1983-07-21",
    "birth_place": "Nagoya",
    "birth_country": "JP",
    "citizenship": "JP",
    "number_country": "JP",
    "number": "1234-567890",
    "lines": "2-10 Sakae",
    "city": "Nagoya",
    "postal_code": "460-0008",
    "country": "JP",
}
AOKI = {
    "name": "Aoki Seiki K.K.",
    "country": "JP",
    "lines": "3-4-1 Minami-Aoyama",
    "city": "Tokyo",
    "postal_code": "107-0062",
    "activity": "Makes machine tools",
}
DAYTON = {
    "name": "Cobalt Software",
    "country": "US",
    "ein": "31-1187425",
    "lines": "880 Foundry Lane",
    "city": "Dayton",
    "region": "OH",
    "postal_code": "45402",
}
JAPAN_ASKS = {
    "requester_name": "Aoki Seiki K.K., personnel department",
    "requester_address": "3-4-1 Minami-Aoyama\nTokyo 107-0062\nJapan",
    "requester_phone": "+81 3 5550 1420",
    "date_of_hire": "2006-04-03",
    "place_of_hire": "Nagoya, Japan",
    "address_in_japan": "2-10 Sakae\nNagoya 460-0008\nJapan",
    "place_of_work_us": "880 Foundry Lane\nDayton, OH 45402\nUnited States",
    "sex_form_of_work": "Male; posted employee; confirmed by the personnel department",
}


@pytest.fixture
def doors(
    cast: Cast,  # noqa: ARG001 - the people who sign in
    browser,
    live_server,
    axe,
    shoot,
) -> Iterator[Callable[..., Person]]:
    """`doors("ada", "france")` is Ada, signed in with her password in a browser of her own."""
    User.objects.update(password=make_password(PASSWORD))
    with ExitStack() as stack:

        def come_in(name: str, walk: str, *, signed_in: bool = True, **options) -> Person:
            one = stack.enter_context(person(browser, live_server, axe, shoot, walk, **options))
            if signed_in:
                one.sign_in(f"{name}@example.org")
            return one

        yield come_in


@pytest.fixture
def papers(tmp_path: Path) -> Callable[[str, str], Path]:
    """`papers("letter", "words")` is a PDF on the disk."""

    def made(name: str, *lines: str) -> Path:
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(pdf(*lines))
        return path

    return made


def verified(archive: Path) -> subprocess.CompletedProcess[str]:
    """What `totalis verify` says of an archive, as a program of its own."""
    return subprocess.run(  # noqa: S603 - our own program
        [TOTALIS, "verify", str(archive)], capture_output=True, text=True, check=False
    )


def with_one_byte_changed(archive: Path, ending: str) -> tuple[Path, str]:
    """A copy of an archive in which one byte of one file is another."""
    forged = archive.with_name(f"forged-{archive.name}")
    with zipfile.ZipFile(archive) as old, zipfile.ZipFile(forged, "w") as new:
        changed = next(name for name in old.namelist() if name.endswith(ending))
        for item in old.infolist():
            data = bytearray(old.read(item))
            if item.filename == changed:
                data[len(data) // 2] ^= 1
            new.writestr(item, bytes(data))
    return forged, changed


def exported(who: Person, case: str, day: str, folder: Path) -> Path:
    """The proof for a day, downloaded."""
    who.go(f"{case}export/")
    who.fill(day=day, known="now")
    who.press("Make proof")
    who.look("export")
    return who.take("Download proof", folder)


def proof_holds(archive: Path) -> None:
    """The archive verifies; with one byte changed in any of three files it does not, and the file is named."""
    sound = verified(archive)
    assert sound.returncode == 0, sound.stdout + sound.stderr
    for ending in ("story.pdf", "facts/version-1.json", "audit.jsonl"):
        forged, changed = with_one_byte_changed(archive, ending)
        answer = verified(forged)
        assert answer.returncode == 2, f"{changed}: {answer.stdout}{answer.stderr}"
        assert changed.partition("/")[2] in answer.stdout + answer.stderr


def register(who: Person, house: str, case: str) -> str:
    """The worker's particulars, and the employers of both countries in their roles; answers the first one's number."""
    who.go(case)
    who.go(f"{_worker_of(who)}change/")
    who.fill(**MARIA)
    who.press("Save worker")
    number = employer(who, house, case, "us_employer", **BOSTON)
    employer(who, house, case, "foreign_employer", **LYON)
    return number


def test_from_empty_to_proof(doors, papers, tmp_path, cast):
    ada = doors("ada", "france", signed_in=False)
    case = _opened_out_of_the_interview(ada)
    home = register(ada, "borealis", case)
    _file_with_evidence_and_timeline(ada, case, papers, home)
    packet = asked(ada, case, TYPED | {"permanent_residence": "US"})
    ada.look("packet-built")
    _preparer_is_refused(ada, packet)

    ben = doors("ben", "france")
    ben.go(packet)
    ben.look("packet-of-the-approver")
    ben.press("Approve packet")
    ben.reads("approved")

    _sent_and_watched(ada, case, papers)
    right = _wrong_then_right(ada, ben, case, papers)

    cora = doors("cora", "france")
    cora.go(right)
    cora.press("Release to payroll")
    cora.reads("Released to payroll")
    cora.look("released")

    _delivered(ada, case, papers)
    ada.go(f"{case}history/")
    ada.look("history")
    proof_holds(exported(ada, case, "2027-03-14", tmp_path))
    assert verify_chain(cast.borealis) == []


def _opened_out_of_the_interview(ada: Person) -> str:
    """From the first question to the case; answers its address."""
    front_interview.go_through(ada.page, front_interview.POSTED)
    ada.look("interview")
    ada.press("Start a case")
    ada.sign_in("ada@example.org")
    ada.reads("Facts from the interview")
    ada.fill(worker="new", given_names="Maria", family_names="Rivera", title="Rivera to Lyon")
    ada.look("new")
    ada.press("Open case")
    case = ada.page.url
    ada.look("opened")
    return case


def _file_with_evidence_and_timeline(
    ada: Person, case: str, papers: Callable[..., Path], home: str
) -> None:
    ada.go(f"{case}evidence/add/")
    letter = papers("letter", "Maria Rivera is sent to Lyon from 1 January 2027.")
    ada.fill(
        title="Assignment letter",
        kind="assignment_letter",
        file=letter,
        document_date="2026-11-02",
    )
    ada.press("Keep document")
    ada.look("evidence")

    ada.go(f"{case}timeline/add/work/")
    ada.fill(
        start="2027-01-01",
        end="2029-12-31",
        country="FR",
        status="employee",
        place="Lyon",
        employer=home,
        description="Calibration of instruments",
    )
    ada.press("Add period")
    ada.go(f"{case}timeline/")
    ada.look("timeline")


def _preparer_is_refused(ada: Person, packet: str) -> None:
    """Who built the packet finds no button, and one made by hand is refused."""
    ada.go(packet)
    ada.look("packet-of-its-preparer")
    expect(ada.page.get_by_role("button", name="Approve packet")).to_have_count(0)
    assert ada.send_by_hand(f"{packet}decide/", decision="approve") == 403


def _sent_and_watched(ada: Person, case: str, papers: Callable[..., Path]) -> None:
    packet = f"{case}request/packets/1/"
    sent(ada, packet, "COC-2026-4711", papers("page", "Received"))
    ada.go(f"{case}tracking/check/")
    ada.fill(checked_at=NOW, label="Completed", verbatim="Your request has been completed.")
    ada.press("Record status check")
    ada.go(f"{case}tracking/")
    ada.look("tracking")


def _wrong_then_right(ada: Person, ben: Person, case: str, papers: Callable[..., Path]) -> str:
    """A certificate that ends too early is found, corrected and the right one accepted; answers its address."""
    wrong = certificate(ada, case, papers, number="US-FR-1", end="2028-12-31")
    ada.reads("break")
    ada.look("certificate-with-a-wrong-end")
    ben.go(wrong)
    expect(ben.page.get_by_role("button", name="Accept certificate")).to_have_count(0)
    ben.look("certificate-cannot-be-accepted")
    ada.go(wrong)
    ada.fill(
        'form[action$="/correction/"]',
        asked_on=TODAY,
        channel="mail",
        what="The last day is 31 December 2029, as the request says.",
    )
    ada.press("Record correction request")
    ada.reads("awaited")

    right = certificate(ada, case, papers, number="US-FR-2", replaces="1")
    ada.look("corrected-certificate")
    accepted(ben, right, "Beside the document: the article is that of the posting.")
    return right


def _delivered(ada: Person, case: str, papers: Callable[..., Path]) -> None:
    ada.go(f"{case}delivery/")
    ada.look("delivery")
    ada.unfold()
    form = 'form[action*="/send/"] >> nth=0'
    prefix = _prefix(ada, form)
    ada.fill(
        form,
        **{
            f"{prefix}recipient_name": "Records office",
            f"{prefix}sent_on": TODAY,
            f"{prefix}method": "Handed over in person",
        },
    )
    ada.press("Record sending")
    ada.unfold()
    form = 'form[action*="/receipt/"] >> nth=0'
    prefix = _prefix(ada, form)
    ada.fill(
        form,
        **{f"{prefix}receipt_on": TODAY, f"{prefix}file": papers("receipt", "Received.")},
    )
    ada.press("Record receipt")
    ada.reads("shown by")
    ada.look("delivered")


def _prefix(who: Person, form: str) -> str:
    """What the names of a form begin with, where a page has several."""
    names = (
        who.page.locator(form)
        .locator("input, select")
        .evaluate_all("all => all.map(one => one.name)")
    )
    ends = ("recipient_name", "receipt_on", "tax_year")
    return next(str(name).removesuffix(end) for name in names for end in ends if name.endswith(end))


def certificate(
    who: Person,
    case: str,
    papers: Callable[..., Path],
    *,
    replaces: str = "",
    **says: str,
) -> str:
    """Keep a certificate and type what it says; answers its page."""
    said = ON_THE_CERTIFICATE | says
    who.go(f"{case}certificate/")
    who.fill(file=papers(said["number"].replace("/", "-"), f"{said['start']} to {said['end']}"))
    if replaces:
        who.page.locator('[name="replaces"]').select_option(index=int(replaces))
    who.press("Keep document")
    who.look("typing")
    who.fill(**said)
    who.press("Record certificate")
    return who.page.url


def accepted(who: Person, address: str, reason: str) -> None:
    """Every point of the checklist looked at, and the certificate accepted."""
    who.go(address)
    for point in who.page.locator('input[name^="point-"]').all():
        who.fill(**{str(point.get_attribute("name")): True})
    who.fill('form[action$="/decide/"]', reason=reason)
    who.press("Accept certificate")
    who.reads("Accepted")


def begun(who: Person, house: str, sheet: dict[str, Any], tmp_path: Path, **worker: str) -> str:
    """A case out of a fact sheet that is handed in, with its worker's particulars; answers its address."""
    path = tmp_path / "facts.yaml"
    path.write_text(yaml.safe_dump({"schema": "totalis/facts/1", **sheet}), encoding="utf-8")
    who.go(f"/desk/{house}/cases/new/")
    names = {key: worker.pop(key) for key in ("given_names", "family_names")}
    who.fill(worker="new", file=path, **names)
    who.press("Open case")
    case = who.page.url
    who.go(f"{_worker_of(who)}change/")
    who.fill(**worker)
    who.press("Save worker")
    return case


def _worker_of(who: Person) -> str:
    """The address of the worker, out of the case's page."""
    link = who.page.locator('dd a[href*="/workers/"]').first
    return str(link.get_attribute("href"))


def employer(who: Person, house: str, case: str, role: str, **given: str) -> str:
    """Register an employer or business, and name it in its role; answers its number."""
    who.go(f"/desk/{house}/employers/new/")
    who.fill(**given)
    who.press("Register employer")
    number = str(who.page.url).rstrip("/").rpartition("/")[2]
    who.go(f"{case}parties/")
    who.fill(role=role, employer=number)
    who.press("Add party")
    return number


def asked(who: Person, case: str, fields: dict[str, str]) -> str:
    """The request begun, filled in and its packet built; answers the packet's address."""
    who.go(f"{case}request/")
    who.press("Begin request")
    who.go(f"{case}request/fields/")
    for name, value in fields.items():
        if who.page.locator(f'main [name="{name}"]').count():
            who.fill(**{name: value})
    for source in who.page.locator('[name="begin_date_source"], [name="end_date_source"]').all():
        if source.locator("option").count() > 1:
            source.select_option(index=1)
    who.look("fields")
    who.press("Save fields")
    who.go(f"{case}request/")
    expect(who.page.locator(".stopper__list")).to_have_count(0)
    who.press("Build packet")
    return f"{case}request/packets/1/"


def sent(who: Person, packet: str, number: str, page: Path) -> None:
    """The packet sent, with the number that the agency gave."""
    who.go(f"{packet}send/")
    who.fill(sent_at=NOW, control_number=number, file=page)
    who.press("Record sending")
    who.reads(number)


def test_a_self_employed_person_alone(doors, papers, tmp_path, cast):
    """Gia asks for the German certificate, approves it herself, and sends a copy with the return of a year."""
    gia = doors("gia", "berlin")
    sheet = {
        "worker": {"citizenships": ["US"], "residence": "DE", "us_status": "citizen"},
        "engagements": [
            {
                "id": "e1",
                "kind": "self_employment",
                "category": "ordinary",
                "work_country": "DE",
                "start": date(2024, 3, 1),
                "open_ended": True,
                "normally_in": ["DE"],
                "same_activity_transferred": False,
                "earlier_postings": [],
            }
        ],
    }
    case = begun(gia, "gia-moss", sheet, tmp_path, **GIA)
    gia.look("opened")
    business = employer(gia, "gia-moss", case, "own_business_foreign", **BERLIN)
    gia.go(f"{case}evidence/add/")
    gia.fill(
        title="Business registration",
        kind="business_registration",
        file=papers("registration", "Translator in Berlin"),
    )
    gia.press("Keep document")
    gia.go(f"{case}timeline/add/work/")
    gia.fill(
        start="2024-03-01",
        country="DE",
        status="self_employed",
        place="Berlin",
        employer=business,
        description="Translates technical manuals",
    )
    gia.press("Add period")
    packet = asked(gia, case, GIA_ASKS)
    gia.go(packet)
    gia.reads("You work alone")
    gia.look("her-own-packet")
    gia.press("Approve packet")
    gia.reads("by the preparer herself, who works alone")
    gia.look("approved-by-herself")
    sent(gia, packet, "TK-1", papers("page", "Received"))
    address = certificate(
        gia,
        case,
        papers,
        issuer_country="DE",
        issuer="Techniker Krankenkasse",
        number="D/USA 101-1",
        worker_name="Gia Moss",
        worker_number="",
        employer_name="Gia Moss Übersetzungen",
        covered_by="DE",
        exempt_in="US",
        start="2024-03-01",
        end="",
        article="",
    )
    gia.look("certificate")
    accepted(gia, address, "My sickness fund issues it; it states no last day.")
    gia.press("Release to payroll")
    gia.go(f"{case}delivery/")
    gia.unfold()
    form = 'form[action$="/attach/"]'
    prefix = _prefix(gia, form)
    gia.fill(
        form,
        **{
            f"{prefix}tax_year": "2025",
            f"{prefix}attached_on": TODAY,
            f"{prefix}file": papers("return", "Marked page of the return"),
        },
    )
    gia.press("Record attachment")
    gia.reads("attached")
    row = gia.page.get_by_role("row").filter(has_text="2025")
    expect(row.first).to_contain_text("attached")
    expect(row.first).to_contain_text("“")
    gia.look("attached")
    assert PacketDecision.objects.get().by_preparer
    approved = AuditEntry.objects.get(verb="approved packet")
    assert approved.details["by_preparer"] is True
    proof_holds(exported(gia, case, "2026-03-14", tmp_path))
    assert verify_chain(cast.gias) == []


def test_a_foreign_certificate_comes_in(doors, papers, tmp_path, cast):
    """Finn, an adviser, asks Japan for his client's engineer; the client's people approve and release."""
    finn = doors("finn", "japan")
    sheet = {
        "worker": {"citizenships": ["JP"], "residence": "JP", "us_status": "nonresident_alien"},
        "engagements": [
            {
                "id": "e1",
                "kind": "employment",
                "category": "ordinary",
                "work_country": "US",
                "start": date(2026, 4, 1),
                "end": date(2029, 3, 31),
                "open_ended": False,
                "employer": {
                    "name": "Aoki Seiki K.K.",
                    "country": "JP",
                    "american": False,
                    "headquarters": "JP",
                },
                "hired_in": "JP",
                "sent_by_employer": True,
                "sent_from": "JP",
                "employed_before_transfer": True,
                "home_coverage_months_before": 96,
                "works_for": "affiliate",
                "earlier_postings": [],
            }
        ],
    }
    case = begun(finn, "cobalt", sheet, tmp_path, **KENJI)
    employer(finn, "cobalt", case, "foreign_employer", **AOKI)
    host = employer(finn, "cobalt", case, "us_employer", **DAYTON)
    finn.go(f"{case}evidence/add/")
    finn.fill(
        title="Assignment letter",
        kind="assignment_letter",
        file=papers("letter", "Kenji Sato, Dayton, 1 April 2026 to 31 March 2029"),
    )
    finn.press("Keep document")
    finn.go(f"{case}timeline/add/work/")
    finn.fill(
        start="2026-04-01",
        end="2029-03-31",
        country="US",
        status="employee",
        place="Dayton",
        employer=host,
        description="Sets up machine tools",
    )
    finn.press("Add period")
    packet = asked(finn, case, JAPAN_ASKS)
    ivan = doors("ivan", "japan")
    ivan.go(packet)
    ivan.look("packet")
    ivan.press("Approve packet")
    sent(finn, packet, "JPS-1", papers("page", "Received"))
    finn.go(case)
    finn.reads("withhold")
    address = certificate(
        finn,
        case,
        papers,
        issuer_country="JP",
        issuer="Japan Pension Service",
        number="J/USA-1",
        worker_name="Kenji Sato",
        worker_number="1234-567890",
        employer_name="Aoki Seiki K.K.",
        covered_by="JP",
        exempt_in="US",
        start="2026-04-01",
        end="2029-03-31",
        article="4(2)",
    )
    finn.look("certificate")
    accepted(ivan, address, "Looked at beside the paper; the office is the one of the employer.")
    jo = doors("jo", "japan")
    jo.go(address)
    jo.press("Release to payroll")
    jo.reads("Released to payroll")
    finn.go(f"{case}delivery/")
    finn.look("delivery")
    finn.go(case)
    finn.reads("exempt")
    finn.look("in-force")
    entry = AuditEntry.objects.get(verb="built packet")
    assert "Fathom" in entry.who, "the history does not say through whom the adviser acts"
    proof_holds(exported(finn, case, "2027-03-14", tmp_path))
    assert verify_chain(cast.cobalt) == []


def test_packet_and_approval_without_a_script(doors, cast):
    """The way from the fields to the approval in a browser that runs no scripts."""
    case = case_address(ready(cast))
    ada = doors("ada", "plain", java_script_enabled=False)
    ada.go(f"{case}request/")
    ada.press("Build packet")
    ben = doors("ben", "plain", java_script_enabled=False)
    ben.go(f"{case}request/packets/1/")
    ben.press("Refuse packet", refused=True)
    ben.reads("Say what must be different")
    ben.press("Approve packet")
    ben.reads("approved")
    assert PacketDecision.objects.get().approved


def test_the_approval_by_keyboard(doors, cast):
    """Ben reaches the reason and the button by Tab, and presses it with Enter; the focus can be seen all the way."""
    case = case_address(built(cast).case)
    ben = doors("ben", "keys")
    ben.go(f"{case}request/packets/1/")
    ben.tab_to("textarea#reason")
    ben.page.keyboard.type("Looked at every page.")
    ben.tab_to("button[value=approve]")
    ben.page.keyboard.press("Enter")
    ben.reads("Looked at every page.")
    assert PacketDecision.objects.get().approved
