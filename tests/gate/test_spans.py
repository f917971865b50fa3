"""The stretches of days say of every day what the case file says of it, whatever the file holds."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from tests.gate.test_four_words import ASKED, FELL
from tests.procedure.file.acme import (
    LODGED,
    TODAY,
    acme,
    certificate,
    decided,
    exempted,
    match,
    read,
    sheet_of,
)
from tests.procedure.strategies import case_files, days
from totalis.gate import Word, payroll_state, spans
from totalis.gate.spans import turning_days
from totalis.procedure.casefile import PayrollState

anything = settings(max_examples=60, suppress_health_check=list(HealthCheck), deadline=None)
ONE_DAY = timedelta(days=1)
THREE = {
    PayrollState.WITHHOLD: {Word.WITHHOLD},
    PayrollState.HOLD: {Word.HOLD},
    PayrollState.EXEMPT: {Word.EXEMPT},
    PayrollState.CHANGED: {Word.WITHHOLD, Word.HOLD},
}


def on(file, day=TODAY):
    (found,) = [one for one in spans(file) if one.holds_on(day)]
    return found


@anything
@given(case_files(), days)
def test_every_day_lies_in_one_span_that_says_what_the_file_says(file, chosen):
    near = {chosen, date.min, date.max, *turning_days(file)}
    near |= {day - ONE_DAY for day in near if day > date.min}
    near |= {day + ONE_DAY for day in near if day < date.max}
    for day in near:
        span, answer = on(file, day), payroll_state(file, day)
        assert (span.state, span.reason, span.certificate) == (
            answer.state,
            answer.reason,
            answer.certificate,
        )
        assert (span.covered_by, span.exempt_in) == (answer.covered_by, answer.exempt_in)
        assert span.word in THREE[answer.state]
        if span.word is Word.EXEMPT and answer.valid_until is not None:
            assert span.valid_until is not None
            assert span.valid_until <= answer.valid_until
        else:
            assert span.word is Word.EXEMPT or span.valid_until is None


@anything
@given(case_files())
def test_the_spans_cover_all_days_once_and_neighbours_differ(file):
    found = spans(file)
    assert found[0].first is None
    assert found[-1].last is None
    for before, after in pairwise(found):
        assert before.last is not None
        assert after.first == before.last + ONE_DAY
        assert (before.word, before.reason, before.certificate) != (
            after.word,
            after.reason,
            after.certificate,
        )


def test_a_certificate_in_force_makes_three_spans():
    before, during, after = spans(exempted())
    assert (before.word, during.word, after.word) == ("withhold", "exempt", "withhold")
    assert (during.first, during.last) == (date(2026, 1, 1), date(2028, 12, 31))
    assert during.valid_until == during.last
    assert (during.certificate, during.exempt_in) == ("c1", "FR")


def _undecided():
    facts, _record = decided(read(sheet_of({"affiliate_3121l": False})), number=2)
    return replace(exempted(), facts=(*exempted().facts, facts))


def _decided_otherwise():
    facts, record = decided(read(sheet_of({"affiliate_3121l": False})), number=2)
    file = exempted()
    return replace(file, facts=(*file.facts, facts), determinations=(*file.determinations, record))


def _replaced():
    other = certificate(id="c2", replaces="c1", start=TODAY + ONE_DAY)
    both = exempted(certificates=(certificate(), other))
    return replace(both, matches=(match(), match(certificate="c2")))


@pytest.mark.parametrize(
    ("file", "word"),
    [
        (
            exempted(certificates=(certificate(withdrawn_on=TODAY, withdrawn_reason="x"),)),
            "withhold",
        ),
        (_replaced(), "withhold"),
        (_decided_otherwise(), "withhold"),
        (_undecided(), "hold"),
        (exempted(determinations=()), "hold"),
        (exempted(reopenings=(FELL,)), "hold"),
    ],
    ids=["withdrawn", "replaced", "decided otherwise", "undecided", "no decision", "release again"],
)
def test_changed_becomes_what_payroll_has_to_do(file, word):
    assert on(file).changed
    assert on(file).word == word


def test_doubt_is_hold():
    file = exempted(matches=(match(differences=()),), lodgements=(LODGED,), corrections=(ASKED,))
    assert on(file).word == "exempt"
    assert on(acme(lodgements=(LODGED,))).word == "hold"
    assert on(acme(certificates=(certificate(),))).word == "hold"
