"""The packet: exact, canonical, and whatever changes under it changes its digest and is said in words."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from msgspec.structs import replace

from tests.procedure.request.examples import (
    AFFILIATE,
    ANN,
    EMPLOYER,
    ON,
    SHEET,
    WORKER,
    certificate,
    changed,
    fields_of,
    french,
    letter,
)
from tests.procedure.request.test_checks_never_crash import fields_of as fields_drawn
from tests.procedure.strategies import LAW, case_files
from totalis.kernel.digest import canonical_json
from totalis.procedure.casefile import CaseFile, Party, PartyRole, SourceConsulted
from totalis.procedure.packet import packet_again, packet_digest, packet_snapshot
from totalis.procedure.packet_changes import what_changed
from totalis.procedure.packet_letter import exception_letter_parts


def snapshot(case: CaseFile) -> dict[str, Any]:
    return packet_snapshot(case, fields_of(case), on=ON)


@settings(max_examples=60)
@given(case_files(), case_files())
def test_a_packet_is_json_and_what_changed_is_empty_only_for_the_same(one: CaseFile, two: CaseFile):
    first = packet_snapshot(one, fields_drawn(one), on=ON)
    second = packet_snapshot(two, fields_drawn(two), on=ON)
    assert json.loads(canonical_json(first)) == first
    assert what_changed(first, first) == []
    same = packet_digest(first) == packet_digest(second)
    assert same is (what_changed(first, second) == [])


@given(st.data())
def test_any_single_change_is_told(data: st.DataObject):
    kept = snapshot(french())
    key = data.draw(st.sampled_from(sorted(kept)))
    emptied: dict[type, Any] = {dict: {}, list: []}
    other = emptied.get(type(kept[key]), "something else")
    if kept[key] != other:
        assert what_changed(kept, {**kept, key: other})
    assert what_changed(kept, {name: kept[name] for name in kept if name != key})


def test_it_holds_what_is_sent_and_what_it_rests_on():
    kept = snapshot(french())
    assert kept["worker"]["ssn"] == "536904399"
    assert kept["assignment"]["start"] == "2027-01-01"
    assert [item["role"] for item in kept["employers"]] == ["us_employer", "foreign_employer"]
    assert kept["jurisdiction"]["covered_by"] == "US"
    assert kept["jurisdiction"]["rule"] == "fr.employment.detached_us_to_fr"
    assert kept["lane"] == {
        "lane": "employer",
        "reason": "US law sees the work as employment.",
    }
    assert kept["facts"]["digest"].startswith("sha256:")
    assert kept["determination"]["law"] == LAW.digest
    document = next(item for item in kept["fields"] if item["field"] == "worker_ssn")["document"]
    assert document == {
        "id": "ev1",
        "title": "Assignment letter",
        "version": 1,
        "digest": "sha256:" + "a" * 64,
    }


def test_a_client_is_named_nowhere_in_a_packet():
    assert "Grand Client" not in json.dumps(snapshot(french()))


def other_sheet() -> dict[str, Any]:
    return changed(SHEET, end="2028-12-31")  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("after", "says"),
    [
        (lambda: french(values={"end_date": "2029-12-30"}), "Last day of work"),
        (lambda: french(values={"worker_ssn": "536904390"}), "Social Security number changed."),
        (lambda: french(worker=replace(WORKER, phone="+1 312 875 9009")), "worker changed (phone)"),
        (lambda: french(other_sheet()), "The facts changed"),
        (lambda: french(channel="fax"), "channel"),
        (lambda: french(product="correction"), "product"),
        (lambda: french(evidence=(replace(letter(), version=2),)), "version 1 to"),
        (
            lambda: french(
                parties=(
                    Party(role=PartyRole.US_EMPLOYER, employer=replace(EMPLOYER, name="Other")),
                    Party(role=PartyRole.FOREIGN_EMPLOYER, employer=AFFILIATE),
                )
            ),
            "from Example Corporation to Other",
        ),
        (
            lambda: french(
                sources=(SourceConsulted(title="a", url="b", accessed_on=ON, why="c", by=ANN),)
            ),
            "sources consulted",
        ),
    ],
)
def test_what_changed_is_said_in_words(after: Any, says: str):
    found = what_changed(snapshot(french()), snapshot(after()))
    assert any(says in sentence for sentence in found), found
    assert packet_digest(snapshot(french())) != packet_digest(snapshot(after()))


def test_a_sentence_never_repeats_a_personal_number():
    found = what_changed(snapshot(french()), snapshot(french(values={"worker_ssn": "111223333"})))
    assert "111223333" not in " ".join(found)
    assert "536904399" not in " ".join(found)


def test_time_alone_does_not_void_an_approval():
    case = french()
    kept = snapshot(case)
    later = replace(case, known_at=case.known_at + timedelta(days=400))
    assert packet_digest(packet_again(kept, later, fields_of(later))) == packet_digest(kept)


def test_a_certificate_that_came_up_meanwhile_does():
    kept = snapshot(french())
    others = (certificate(end=date(2028, 1, 1)),)
    again = packet_again(kept, french(), fields_of(french()), others)
    assert what_changed(kept, again) == ["The checks of the data have another result."]


def test_the_letter_for_an_extension_goes_where_coverage_is_wanted():
    # RS 02001.565 (Portugal): at most one year more, asked for before the five years end.
    sheet = changed(SHEET, work_country="PT", end="2032-06-30")
    case = french(
        sheet,
        {"exception_reason": "The turbine is late.", "exception_until": "2032-06-30"},
        partner="PT",
        product="exception",
        periods=(),
    )
    made = exception_letter_parts(case, LAW.agreement("PT"))
    assert made.country == "US"
    assert "17741" in made.addressee
    assert made.longest == "1 year"
    assert made.ask_before
    assert made.missing == ()
    assert "30 June 2032" in next(part.text for part in made.parts if part.heading == "Stay")
    assert "The turbine is late." in [part.text for part in made.parts]
    assert made.sources


def test_a_letter_says_what_is_missing():
    case = french(partner="DK", product="exception", periods=())
    made = exception_letter_parts(case, LAW.agreement("DK"))
    assert "Reason" in made.missing
    partner = exception_letter_parts(
        replace(case, direction=type(case.direction).FOREIGN_CERTIFICATE), LAW.agreement("DK")
    )
    assert partner.addressee == ""
    assert partner.country == "DK"
