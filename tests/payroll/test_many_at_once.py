"""Many questions at once get the very answers that each would get alone, from rows that are read one by one."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from tests.desk.cast import NOW
from tests.payroll.walk import INSIDE, LATER, NUMBER, STREAM, payable
from totalis.casework.models import PayrollSpan, StaffNumber, Worker
from totalis.gate.answering import Linked, OnFile, answered
from totalis.gate.question import Approval, Proof, Question
from totalis.gate.words import Word
from totalis.payroll.models import StreamLink
from totalis.payroll.selectors import index
from totalis.payroll.selectors.answers import packaged
from totalis.payroll.services import ask_many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tests.desk.cast import Cast

pytestmark = pytest.mark.django_db
NUMBERS = (NUMBER, "E'2", "{E,3}", "nobody")
STREAMS = (STREAM, 'bonus "x"')
CHARGES = ("", "", "maladie", "csg", "?")
MOMENTS = (NOW, LATER, LATER + timedelta(hours=1))


def scatter(cast: Cast, chosen: random.Random) -> None:
    """Rows as no service would write them: overlapping, with gaps, known for a while, without match or certificate."""
    payable(cast)
    (span,) = PayrollSpan.objects.filter(word="exempt")
    link, number = StreamLink.objects.get(), StaffNumber.objects.get(number=NUMBER)
    former = Worker.objects.exclude(pk=number.worker_id).first()
    proof = {"certificate_id": span.certificate_id, "match_id": span.match_id}
    PayrollSpan.objects.bulk_create(
        PayrollSpan(
            **{name: getattr(span, name) for name in ("organisation", "case", "worker", "state")},
            first=(first := INSIDE + timedelta(days=chosen.randint(-2500, 2500))),
            last=first + timedelta(days=chosen.randint(0, 300)),
            word=chosen.choice([*Word]).value,
            reason=f"Stretch {place}",
            **{name: chosen.choice([value, None]) for name, value in proof.items()},
            valid_until=chosen.choice([None, first]),
            exempt_in=chosen.choice(["FR", "DE", ""]),
            known_from=(since := chosen.choice(MOMENTS)),
            known_until=since + timedelta(minutes=chosen.choice([30, 90])),
        )
        for place in range(60)
    )
    StreamLink.objects.bulk_create(
        StreamLink(
            **{name: getattr(link, name) for name in ("organisation", "case", "made_by")},
            staff_number=chosen.choice(NUMBERS),
            stream=chosen.choice(STREAMS),
            first=chosen.choice([None, INSIDE - timedelta(days=chosen.randint(0, 900))]),
            last=chosen.choice([None, INSIDE + timedelta(days=chosen.randint(0, 900))]),
            made_at=chosen.choice(MOMENTS),
            removed_at=chosen.choice([None, MOMENTS[-1]]),
        )
        for _ in range(4)
    )
    StaffNumber.objects.bulk_create(
        StaffNumber(
            organisation=number.organisation,
            worker=former if former and chosen.random() < 0.3 else number.worker,
            number=chosen.choice(NUMBERS[:3]),
            known_from=chosen.choice(MOMENTS),
            known_until=MOMENTS[-1] + timedelta(hours=2),
        )
        for _ in range(4)
    )


def known(row: PayrollSpan | StaffNumber, at: datetime) -> bool:
    return row.known_from <= at and (row.known_until is None or row.known_until > at)


def proof_of(row: PayrollSpan, at: datetime) -> Proof:
    certificate, match = row.certificate, row.match
    approval = None
    if row.word == "exempt" and match and match.released_at and match.released_at <= at:
        approval = Approval(
            accepted_by=match.made_by.name if match.made_by else "Totalis",
            accepted_at=match.made_at,
            released_by=match.released_by.name if match.released_by else "Totalis",
            released_at=match.released_at,
        )
    return Proof(
        case=row.case.reference,
        word=Word(row.word),
        reason=row.reason,
        changed=row.state == "changed",
        certificate=str(row.certificate_id or ""),
        certificate_number=certificate.number if certificate else "",
        issuer=certificate.issuer if certificate else "",
        match=str(row.match_id or ""),
        approval=approval,
        valid_until=row.valid_until,
        covered_by=row.covered_by,
        exempt_in=row.exempt_in,
    )


class Tables:
    """Every row that there is."""

    def __init__(self) -> None:
        self.numbers = list(StaffNumber.objects.all())
        self.links = list(StreamLink.objects.select_related("case").order_by("pk"))
        self.spans = list(
            PayrollSpan.objects.select_related(
                *("case", "certificate", "match__made_by", "match__released_by")
            )
        )


def found_alone(tables: Tables, question: Question, at: datetime) -> OnFile:
    """What is on file for one question, row by row."""
    day = question.day
    numbers = [one for one in tables.numbers if known(one, at)]
    held = frozenset(one.worker_id for one in numbers if one.number == question.worker)
    links = [
        one
        for one in tables.links
        if (one.staff_number, one.stream) == (question.worker, question.stream)
        if one.made_at <= at and (one.removed_at is None or one.removed_at > at)
    ]
    leading = [one for one in links if (one.first or date.min) <= day <= (one.last or date.max)]
    said = [one for one in tables.spans if known(one, at) and one.first <= day <= one.last]
    linked = []
    for one in leading:
        spans = [span for span in said if span.case_id == one.case_id]
        proof = proof_of(spans[0], at) if len(spans) == 1 else None
        linked.append(Linked(case=one.case.reference, worker=one.case.worker_id, proof=proof))
    may = {one.case.reference for one in said if one.worker_id in held and one.word != "withhold"}
    return OnFile(
        workers=held,
        linked=tuple(linked),
        linked_otherwise=bool(links) and not linked,
        may_concern=() if linked else tuple(sorted(may)),
    )


def questions(chosen: random.Random) -> Sequence[Question]:
    return [
        Question(
            worker=chosen.choice(NUMBERS),
            stream=chosen.choice(STREAMS),
            day=INSIDE + timedelta(days=chosen.randint(-2600, 2900)),
            charge=chosen.choice(CHARGES),
        )
        for _ in range(40)
    ]


@pytest.mark.parametrize("seed", [0, 1, 3])
def test_many_at_once_are_answered_as_each_alone(cast, monkeypatch, seed):
    monkeypatch.setattr(index, "FEW", 2)
    chosen = random.Random(seed)  # noqa: S311 - nothing secret
    scatter(cast, chosen)
    tables, words = Tables(), set()
    for moment in MOMENTS:
        asked = questions(chosen)
        many = ask_many(
            actor=cast.act("cora"), questions=asked, at=MOMENTS[-1], known_at=moment, record=False
        )
        alone = [
            answered(one, found_alone(tables, one, moment), reach=packaged(), known_at=moment)
            for one in asked
        ]
        assert msgspec.json.encode(many) == msgspec.json.encode(alone)
        words |= {one.word for one in many}
    assert words == {*Word}
