"""Findings, flags, record strength and sources."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from tests.desk.cast import NOW, case_address, posting_to_france
from tests.desk.file.papers import pdf
from totalis.casework.models import Closure, SourceConsulted
from totalis.casework.selectors.casefile import case_file
from totalis.casework.services.decisions import determine_case
from totalis.casework.services.evidence import add_document, newest_version, read_document
from totalis.casework.services.facts import state_facts
from totalis.casework.services.findings import close
from totalis.casework.services.sources import note_source
from totalis.kernel.errors import InputError
from totalis.procedure.escalation import open_flags
from totalis.procedure.findings import open_findings

COUNTRY = "engagements[posting-to-lyon].work_country"


@pytest.fixture
def case(cast):
    """A case in which two documents name two last days."""
    ada = cast.act("ada")
    case = posting_to_france(ada)
    determine_case(actor=ada, case=case, as_of=NOW.date(), at=NOW)
    for title, end in (("Assignment letter", "2029-06-30"), ("Contract", "2029-12-31")):
        paper = add_document(
            actor=ada,
            case=case,
            title=title,
            kind="assignment_letter",
            data=pdf(title),
            file_name="paper.pdf",
            at=NOW,
        )
        read_document(
            actor=ada,
            case=case,
            version=newest_version(paper),
            place="engagements[posting-to-lyon].end",
            value=end,
            page="2",
            at=NOW,
        )
    return case


@pytest.fixture
def flagged(cast):
    """A case without an agreement: a professional must look."""
    ada = cast.act("ada")
    case = posting_to_france(ada)
    state_facts(
        actor=ada,
        case=case,
        values={COUNTRY: "SG"},
        basis="Own knowledge",
        seen_version=1,
        at=NOW,
    )
    assert open_flags(case_file(case), NOW.date())
    return case


def test_both_documents_of_a_contradiction_are_named_and_linked(as_user, case):
    shown = as_user("dev").get(case_address(case) + "evidence/findings/").content.decode()
    assert "Two documents disagree" in shown
    for title in ("Assignment letter", "Contract"):
        assert f">{title}</a>, page 2" in shown
    assert "30 June 2029" in shown
    assert "Close finding" not in shown


def test_a_finding_is_closed_with_the_reason_and_opens_when_the_document_changes(
    as_user, cast, case
):
    client = as_user("ada")
    address = case_address(case) + "evidence/findings/"
    key = next(
        one.key for one in open_findings(case_file(case)) if one.kind == "documents_disagree"
    )
    without = client.post(address + "close/", {"key": key, "reason": " "})
    assert without.status_code == 422
    assert "Say what settles it" in without.content.decode()
    closed = client.post(address + "close/", {"key": key, "reason": "The letter is newer"})
    assert closed.status_code == 302
    assert key not in {one.key for one in open_findings(case_file(case))}
    assert "The letter is newer" in client.get(address).content.decode()
    again = client.post(address + "close/", {"key": key, "reason": "Twice"})
    assert again.status_code == 422
    paper = case_file(case).evidence[0]
    read_document(
        actor=cast.act("ada"),
        case=case,
        version=newest_version_of(case, paper.id),
        place="engagements[posting-to-lyon].end",
        value="2029-08-31",
        at=NOW,
    )
    kinds = {one.kind for one in open_findings(case_file(case))}
    assert "documents_disagree" in kinds


def newest_version_of(case, key):
    return newest_version(case.evidence_set.get(pk=int(key)))


def test_a_flag_is_closed_by_an_approver_only(as_user, cast, flagged):
    key = open_flags(case_file(flagged), NOW.date())[0].key
    address = case_address(flagged) + "evidence/findings/"
    refused = as_user("ada").post(address + "close/", {"key": key, "reason": "Fine"})
    assert refused.status_code == 403
    with pytest.raises(PermissionDenied):
        close(actor=cast.act("ada"), case=flagged, key=key, reason="Fine", at=NOW)
    shown = as_user("ben").get(address).content.decode()
    assert "Close flag" in shown
    done = as_user("ben").post(address + "close/", {"key": key, "reason": "Adviser engaged"})
    assert done.status_code == 302
    assert Closure.objects.get(case=flagged).made_by == cast.ben
    assert not open_flags(case_file(flagged), NOW.date())


def test_an_auditor_closes_nothing(cast, case):
    key = open_findings(case_file(case))[0].key
    for who in ("ben", "cora", "dev"):
        with pytest.raises(PermissionDenied):
            close(actor=cast.act(who), case=case, key=key, reason="Fine", at=NOW)


def test_record_strength_says_what_is_missing_and_what_would_settle_it(as_user, case):
    shown = as_user("ada").get(case_address(case) + "evidence/strength/").content.decode()
    assert "Employment contract" in shown
    assert "What would settle it" in shown
    assert "?kind=employment_contract" in shown


def test_a_source_is_noted_with_its_day(as_user, case):
    client = as_user("ada")
    address = case_address(case) + "evidence/sources/"
    given = {
        "title": "Online service page",
        "url": "https://www.ssa.gov/international/",
        "accessed_on": "2026-11-20",
        "why": "Which channel is open",
    }
    assert client.post(address + "note/", given).status_code == 302
    assert "20 November 2026" in client.get(address).content.decode()
    for wrong in ({"url": "javascript:alert(1)"}, {"accessed_on": "2030-01-01"}, {"why": ""}):
        assert client.post(address + "note/", given | wrong).status_code == 422
    assert SourceConsulted.objects.filter(case=case).count() == 1


def test_a_source_of_another_organisations_case_is_not_noted(cast, case):
    with pytest.raises((InputError, PermissionDenied, type(case).DoesNotExist)):
        note_source(
            actor=cast.act("hana"),
            case=case,
            title="x",
            url="",
            accessed_on=date(2026, 1, 1),
            why="x",
            at=NOW,
        )
    assert not SourceConsulted.objects.exists()
