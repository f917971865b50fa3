"""Checks, prefilling and packets on case files with holes."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings, strategies as st

from tests.procedure.strategies import LAW, case_files, certificates
from totalis.procedure.casefile import CaseFile, CertificateRecord, Direction, Lane
from totalis.procedure.checks import CHECKS, run_checks
from totalis.procedure.forms import FormField, fields_for
from totalis.procedure.forms_prefill import prefilled
from totalis.procedure.lanes import lane_of

KEYS = {entry.key for entry in CHECKS}


def fields_of(case: CaseFile) -> tuple[FormField, ...]:
    agreement = LAW.agreement(case.partner) if LAW.has(case.partner) else None
    product = case.request.product if case.request else "certificate"
    lane = case.request.lane if case.request else Lane.EMPLOYER
    direction = case.direction
    if direction in (Direction.NONE, Direction.OPEN):
        direction = Direction.US_CERTIFICATE
    return fields_for(product, lane, agreement, direction)


@given(case_files(), st.lists(certificates(), max_size=2), st.dates(date(2020, 1, 1)))
def test_checks_never_crash(case: CaseFile, others: list[CertificateRecord], on: date):
    for found in run_checks(case, fields_of(case), on=on, others=others):
        assert found.key in KEYS
        assert found.says
        assert found.remedy
        assert found.place


@given(case_files())
def test_prefilling_never_crashes_and_names_documents_of_the_case(case: CaseFile):
    fields = fields_of(case)
    held = {item.id for item in case.evidence}
    for key, value in prefilled(case, fields).items():
        assert key == value.field
        assert value.value
        assert not value.evidence or value.evidence in held


@settings(max_examples=40)
@given(case_files())
def test_a_lane_always_has_a_reason(case: CaseFile):
    lane, reason = lane_of(case)
    assert lane in Lane
    assert reason.endswith(".")
