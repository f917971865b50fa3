"""What is on file for many questions at once, as known at a moment: a few statements for thousands of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.gate.answering import Linked, OnFile
from totalis.gate.question import Proof
from totalis.gate.words import Word
from totalis.payroll.selectors.index import (
    approvals_of,
    cases_of,
    certificates_of,
    links_of,
    spoken_of,
    stretches_of,
    workers_of,
)
from totalis.procedure.casefile import PayrollState

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from totalis.gate.question import Approval, Question
    from totalis.payroll.selectors.index import Link, Spoken, Stretch
    from totalis.webbase.accounts.models import Organisation

_NOBODY: frozenset[int] = frozenset()


def on_file(
    organisation: Organisation, questions: Sequence[Question], known_at: datetime
) -> Iterator[OnFile]:
    """What is known about each question, in their order."""
    if not questions:
        return
    numbers = {one.worker for one in questions}
    days = min(one.day for one in questions), max(one.day for one in questions)
    workers = workers_of(organisation, numbers, known_at)
    links = links_of(organisation, numbers, known_at)
    found = [_on_day(links, one) for one in questions]
    linked = {link.case for some in found for link in some}
    stretches = stretches_of(organisation, linked, days, known_at)
    loose = {
        worker
        for one, some in zip(questions, found, strict=True)
        if not some
        for worker in workers.get(one.worker, _NOBODY)
    }
    spoken = spoken_of(organisation, loose, days, known_at)
    cases = cases_of(organisation, linked | {one.case for some in spoken.values() for one in some})
    said = [
        [_said(stretches, link, one.day) for link in some]
        for one, some in zip(questions, found, strict=True)
    ]
    prove = _Proving(cases, [one for some in said for one in some if one is not None], known_at)
    for one, some, each in zip(questions, found, said, strict=True):
        held = workers.get(one.worker, _NOBODY)
        if some:
            yield OnFile(
                workers=held,
                linked=tuple(
                    Linked(
                        case=cases[link.case][0],
                        worker=cases[link.case][1],
                        proof=stretch and prove.of(stretch),
                    )
                    for link, stretch in zip(some, each, strict=True)
                ),
            )
        else:
            yield OnFile(
                workers=held,
                linked_otherwise=(one.worker, one.stream) in links,
                may_concern=_concerned(spoken, cases, held, one.day),
            )


def _on_day(links: Mapping[tuple[str, str], Sequence[Link]], one: Question) -> Sequence[Link]:
    found = links.get((one.worker, one.stream))
    return [link for link in found if link.holds_on(one.day)] if found else ()


def _said(stretches: Mapping[int, Sequence[Stretch]], link: Link, day: date) -> Stretch | None:
    """The one thing that a case says of a day; None where the index says nothing, or more than one."""
    found = [one for one in stretches.get(link.case, ()) if one.first <= day <= one.last]
    return found[0] if len(found) == 1 else None


class _Proving:
    """What cases say, with the certificates and the people behind it: each stretch is worked out once."""

    def __init__(
        self, cases: Mapping[int, tuple[str, int]], said: Iterable[Stretch], at: datetime
    ) -> None:
        said = {id(one): one for one in said}.values()
        exempt = {one.match for one in said if one.word == Word.EXEMPT and one.match is not None}
        self._cases = cases
        self._certificates = certificates_of(
            {one.certificate for one in said if one.certificate is not None}
        )
        self._approvals = approvals_of(exempt, at)
        self._known: dict[int, Proof] = {}

    def of(self, stretch: Stretch) -> Proof:
        """What a case says to payroll."""
        found = self._known.get(id(stretch))
        if found is None:
            found = self._known[id(stretch)] = self._of(stretch)
        return found

    def _of(self, one: Stretch) -> Proof:
        number, issuer = self._certificates[one.certificate] if one.certificate else ("", "")
        return Proof(
            case=self._cases[one.case][0],
            word=Word(one.word),
            reason=one.reason,
            changed=one.state == PayrollState.CHANGED,
            certificate=str(one.certificate or ""),
            certificate_number=number,
            issuer=issuer,
            match=str(one.match or ""),
            approval=self._approval(one),
            valid_until=one.valid_until,
            covered_by=one.covered_by,
            exempt_in=one.exempt_in,
        )

    def _approval(self, one: Stretch) -> Approval | None:
        if one.word != Word.EXEMPT or one.match is None:
            return None
        return self._approvals.get(one.match)


def _concerned(
    spoken: Mapping[int, Sequence[Spoken]],
    cases: Mapping[int, tuple[str, int]],
    workers: Iterable[int],
    day: date,
) -> tuple[str, ...]:
    found = {
        cases[one.case][0]
        for worker in workers
        for one in spoken.get(worker, ())
        if one.first <= day <= one.last
    }
    return tuple(sorted(found))
