"""Three cases walked in a browser by the people who would walk them, from empty to proof."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.hashers import make_password

from tests.desk.file.papers import pdf
from tests.desk.request.walk import TYPED
from tests.desk.whole.hands import PASSWORD, Person, person
from tests.web import front_interview
from totalis.webbase.accounts.models import User
from totalis.webbase.audit.selectors import verify_chain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.desk.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TOTALIS = str(Path(sys.executable).with_name("totalis"))
TODAY, NOW = "2026-11-22", "2026-11-22T12:00"


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
    for ending in (".pdf", "facts.yaml", ".jsonl"):
        forged, changed = with_one_byte_changed(archive, ending)
        answer = verified(forged)
        assert answer.returncode == 2, f"{changed}: {answer.stdout}{answer.stderr}"
        assert changed.partition("/")[2] in answer.stdout + answer.stderr


def register(who: Person, house: str, case: str) -> None:
    """The worker's particulars, and the employers of both countries in their roles."""
    who.go(f"/desk/{house}/workers/1/change/")
    who.fill(
        birth_date="1988-03-14",
        birth_place="Baltimore",
        birth_country="US",
        citizenship="US",
        ssn="536904399",
        lines="12 Light Street",
        city="Baltimore",
        region="MD",
        postal_code="21202",
        country="US",
        email="maria.rivera@example.org",
    )
    who.press("Save")
    employers = (
        (
            "Borealis Instruments, Inc.",
            "US",
            "1 Harbor Way",
            "Boston",
            "MA",
            "02210",
            "us_employer",
        ),
        ("Borealis France SAS", "FR", "8 rue Royale", "Lyon", "", "69001", "foreign_employer"),
    )
    for number, (name, country, lines, city, region, code, role) in enumerate(employers, start=1):
        who.go(f"/desk/{house}/employers/new/")
        more = {"ein": "04-2103594"} if country == "US" else {}
        who.fill(
            name=name,
            country=country,
            lines=lines,
            city=city,
            region=region,
            postal_code=code,
            **more,
        )
        who.press("Register")
        who.go(f"{case}parties/")
        who.fill(role=role, employer=str(number))
        who.press("Add")


def test_from_empty_to_proof(doors, papers, tmp_path, cast):
    ada = doors("ada", "france", signed_in=False)
    case = _opened_out_of_the_interview(ada)
    register(ada, "borealis", case)
    _file_with_evidence_and_timeline(ada, case, papers)
    packet = _built(ada, case)
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


def _file_with_evidence_and_timeline(ada: Person, case: str, papers: Callable[..., Path]) -> None:
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
        employer="1",
        description="Calibration of instruments",
    )
    ada.press("Add")
    ada.go(f"{case}timeline/")
    ada.look("timeline")


def _built(ada: Person, case: str) -> str:
    """The request filled in and its packet built; answers the packet's address."""
    ada.go(f"{case}request/")
    ada.look("request")
    ada.press("Begin request")
    ada.go(f"{case}request/fields/")
    for name, value in TYPED.items():
        if ada.page.locator(f'main [name="{name}"]').count():
            ada.fill(**{name: value})
    ada.fill(permanent_residence="US")
    for name in ("begin_date", "end_date"):
        ada.page.locator(f'main [name="{name}_source"]').select_option(index=1)
    ada.look("fields")
    ada.press("Save")
    ada.go(f"{case}request/")
    stops = ada.page.locator(".stopper__list").all_inner_texts()
    assert not stops, stops
    ada.press("Build packet")
    ada.look("packet-built")
    return f"{case}request/packets/1/"


def _preparer_is_refused(ada: Person, packet: str) -> None:
    """Who built the packet finds no button, and one made by hand is refused."""
    ada.go(packet)
    ada.look("packet-of-its-preparer")
    assert not ada.page.get_by_role("button", name="Approve packet").count()
    assert ada.send_by_hand(f"{packet}decide/", decision="approve") == 403


def _sent_and_watched(ada: Person, case: str, papers: Callable[..., Path]) -> None:
    packet = f"{case}request/packets/1/"
    ada.go(f"{packet}send/")
    ada.fill(sent_at=NOW, control_number="COC-2026-4711", file=papers("page", "Received"))
    ada.look("sending")
    ada.press("Record sending")
    ada.reads("COC-2026-4711")
    ada.go(f"{case}tracking/check/")
    ada.fill(checked_at=NOW, label="Completed", verbatim="Your request has been completed.")
    ada.press("Record")
    ada.go(f"{case}tracking/")
    ada.look("tracking")


def _wrong_then_right(ada: Person, ben: Person, case: str, papers: Callable[..., Path]) -> str:
    """A certificate that ends too early is found, corrected and the right one accepted; answers its address."""
    wrong = certificate(ada, case, papers, number="US-FR-1", end="2028-12-31")
    ada.reads("break")
    ada.look("certificate-with-a-wrong-end")
    ben.go(wrong)
    assert not ben.page.get_by_role("button", name="Accept certificate").count()
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

    right = certificate(ada, case, papers, number="US-FR-2", end="2029-12-31", replaces="1")
    ada.look("corrected-certificate")
    ben.go(right)
    for point in ben.page.locator('input[name^="point-"]').all():
        ben.fill(**{str(point.get_attribute("name")): True})
    ben.fill(reason="Beside the document: the article is that of the posting.")
    ben.press("Accept certificate")
    ben.reads("Accepted")
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
    long = next(
        name for name in names if name.endswith(("recipient_name", "receipt_on", "tax_year"))
    )
    return long.removesuffix(
        next(end for end in ("recipient_name", "receipt_on", "tax_year") if long.endswith(end))
    )


def certificate(
    who: Person,
    case: str,
    papers: Callable[..., Path],
    *,
    number: str,
    end: str,
    replaces: str = "",
) -> str:
    """Keep a certificate and type what it says; answers its page."""
    who.go(f"{case}certificate/")
    who.fill(file=papers(number, f"Certificate {number}", f"2027-01-01 to {end}"))
    if replaces:
        who.page.locator('[name="replaces"]').select_option(index=int(replaces))
    who.press("Keep document")
    who.look(f"typing-{number.lower()}")
    who.fill(
        product="certificate",
        issuer_country="US",
        issuer="Social Security Administration",
        number=number,
        worker_name="Maria Rivera",
        worker_number="536-90-4399",
        employer_name="Borealis Instruments, Inc.",
        covered_by="US",
        exempt_in="FR",
        start="2027-01-01",
        end=end,
        article="6(1)",
        issued_on="2026-11-20",
        received_on=TODAY,
    )
    who.press("Record certificate")
    return who.page.url
