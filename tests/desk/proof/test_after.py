"""After the certificate: delivery with proof, returns, changed law, closing, and the proof for any day."""

from __future__ import annotations

import io
import json
import shutil
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

import totalis.lawbook
from tests.desk.cast import NOW
from tests.desk.proof.walk import entered, fresh, paper_of, released, sent_case, word
from tests.desk.request.walk import decided_case
from totalis.casework.models import CaseDetermination, Certificate, Reopening
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services import decisions, lawchange
from totalis.casework.services.closing import close_case, reopen_case
from totalis.casework.services.decisions import determine_case
from totalis.casework.services.deliveries import (
    record_attachment,
    record_delivery,
    record_receipt,
)
from totalis.casework.services.exports import export_proof
from totalis.casework.services.facts import state_facts
from totalis.documents.verify import verify_bytes
from totalis.kernel.errors import InputError
from totalis.lawbook.book import Lawbook
from totalis.webbase.files.selectors import content
from totalis.webbase.notices.models import Notice

pytestmark = pytest.mark.django_db
YEARS_KEPT = 7


def delivered(cast, case, certificate):
    return record_delivery(
        actor=cast.act("ada"),
        case=case,
        certificate=certificate,
        recipient="us_employer",
        recipient_name="Records office",
        sent_on=NOW.date(),
        method="Courier",
        at=NOW,
    )


def test_sent_is_not_received(cast):
    case, certificate = released(cast)
    delivery = delivered(cast, case, certificate)
    assert fresh(case).stage == "delivery"
    record_receipt(
        actor=cast.act("ada"),
        case=case,
        delivery=delivery,
        receipt_on=NOW.date(),
        evidence=paper_of(cast, case),
        at=NOW,
    )
    assert fresh(case).stage == "in_force"


def test_a_receipt_cannot_lie_before_the_sending_nor_be_recorded_twice(cast):
    case, certificate = released(cast)
    delivery = delivered(cast, case, certificate)
    said = {"actor": cast.act("ada"), "case": case, "delivery": delivery, "at": NOW}
    proof = paper_of(cast, case)
    with pytest.raises(InputError, match="receipt_on"):
        record_receipt(receipt_on=NOW.date() - timedelta(days=1), evidence=proof, **said)
    record_receipt(receipt_on=NOW.date(), evidence=proof, **said)
    with pytest.raises(InputError, match="receipt_on"):
        record_receipt(receipt_on=NOW.date(), evidence=proof, **said)


def test_a_return_carries_the_copy_once_a_year_with_the_marking_of_that_year(cast):
    case, certificate = released(cast)
    said = {"actor": cast.act("ada"), "case": case, "certificate": certificate, "at": NOW}
    year = certificate.start.year
    made = record_attachment(tax_year=year, attached_on=date(year + 1, 4, 10), **said)
    assert "Exempt, see attached statement" in made.marking
    with pytest.raises(InputError, match="tax_year"):
        record_attachment(tax_year=year, attached_on=date(year + 1, 4, 10), **said)
    with pytest.raises(InputError, match="tax_year"):
        record_attachment(tax_year=year - 1, attached_on=date(year, 4, 10), **said)


def test_changed_facts_reopen_the_decision_and_name_the_certificate_that_falls(cast):
    case, certificate = released(cast)
    version = case.factversion_set.latest("number")
    state_facts(
        actor=cast.act("ada"),
        case=case,
        values={"engagements[three-years-in-lyon].end": "2033-12-31"}
        if case.engagement == "three-years-in-lyon"
        else {f"engagements[{case.engagement}].end": "2033-12-31"},
        basis="Told by the business unit",
        seen_version=version.number,
        at=NOW + timedelta(days=1),
    )
    reopened = Reopening.objects.get(case=case)
    assert reopened.cause == "facts"
    assert list(reopened.certificates.all()) == [certificate]
    assert reopened.pay_from is not None
    assert word(case) == "changed"


@pytest.fixture
def shorter_law(tmp_path):
    """A lawbook in which the French limit is three years, as if the law had been known otherwise."""
    source = Path(totalis.lawbook.__file__).parent
    target = tmp_path / "lawbook"
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    france = target / "agreements" / "fr.yaml"
    text = france.read_text(encoding="utf-8")
    assert "P5Y" in text
    france.write_text(text.replace("P5Y", "P2Y"), encoding="utf-8")
    return Lawbook(target)


def test_changed_law_reopens_the_open_decisions_that_it_changes_and_no_others(
    cast, shorter_law, monkeypatch
):
    changed = decided_case(cast)
    closed = decided_case(cast)
    close_case(actor=cast.act("ada"), case=closed, reason="Posting called off", at=NOW)
    before = CaseDetermination.objects.count()
    assert lawchange.follow_changed_law(at=NOW) == []
    for module in (decisions, lawchange):
        monkeypatch.setattr(module, "lawbook", lambda: shorter_law)
    found = lawchange.follow_changed_law(at=NOW)
    assert [item.case_id for item in found] == [changed.pk]
    assert found[0].cause == "law"
    assert CaseDetermination.objects.count() == before + 1
    assert Notice.objects.filter(user=changed.owner, key=f"reopened:{found[0].pk}").exists()
    assert lawchange.follow_changed_law(at=NOW) == []


def test_a_closed_case_is_kept_for_the_years_of_the_organisation_and_changes_no_more(cast):
    case, certificate = released(cast)
    closed = close_case(actor=cast.act("ada"), case=case, reason="The posting ended", at=NOW)
    assert closed.keep_until == date(NOW.year + YEARS_KEPT, NOW.month, NOW.day)
    with pytest.raises(InputError, match="case"):
        delivered(cast, case, certificate)
    with pytest.raises(InputError, match="reason"):
        reopen_case(actor=cast.act("ada"), case=case, reason="", at=NOW)
    reopen_case(actor=cast.act("ada"), case=case, reason="A claim came in", at=NOW)
    delivered(cast, case, certificate)


def bag(export):
    return content(export.blob)


def test_the_proof_for_a_day_is_genuine_and_says_exempt(cast):
    case, certificate = released(cast)
    made = export_proof(
        actor=cast.act("dev"), case=case, day=certificate.start, at=NOW + timedelta(hours=1)
    )
    result = verify_bytes(bag(made), "proof.zip")
    assert result.genuine, [step.findings for step in result.steps if step.findings]
    with zipfile.ZipFile(io.BytesIO(bag(made))) as archive:
        answer = next(name for name in archive.namelist() if name.endswith("data/answer.json"))
        assert json.loads(archive.read(answer))["state"] == "exempt"


def test_one_changed_byte_in_the_proof_is_found_and_named(cast):
    case, certificate = released(cast)
    made = export_proof(actor=cast.act("dev"), case=case, day=certificate.start, at=NOW)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(bag(made))) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for entry in source.infolist():
            data = source.read(entry)
            if entry.filename.endswith("approvals.json"):
                data = data.replace(b"true", b"True", 1)
            target.writestr(entry, data)
    result = verify_bytes(out.getvalue(), "proof.zip")
    assert not result.genuine
    named = [str(finding) for step in result.steps for finding in step.findings]
    assert any("approvals.json" in name for name in named)


def test_the_proof_as_known_then_holds_nothing_that_came_later(cast):
    case = sent_case(cast)
    known_at = NOW + timedelta(minutes=1)
    entered(cast, case)
    Certificate.objects.update(made_at=NOW + timedelta(days=3))
    file = case_file(fresh(case), known_at)
    assert file.certificates == ()
    made = export_proof(actor=cast.act("dev"), case=case, day=NOW.date(), known_at=known_at, at=NOW)
    assert verify_bytes(bag(made), "proof.zip").genuine


def test_an_export_is_in_the_history_of_the_case(cast):
    case, certificate = released(cast)
    export_proof(actor=cast.act("dev"), case=case, day=certificate.start, at=NOW)
    last = case_file(fresh(case)).audit[-1]
    assert last.verb == "exported proof"
    assert last.who.startswith("Dev")


def test_deciding_again_on_another_day_keeps_the_older_determination(cast):
    case = decided_case(cast)
    determine_case(actor=cast.act("ada"), case=case, as_of=date(2027, 1, 1), at=NOW)
    days = [item.as_of for item in case_file(fresh(case)).determinations]
    assert len(days) == 2
    assert days[-1] == date(2027, 1, 1)
