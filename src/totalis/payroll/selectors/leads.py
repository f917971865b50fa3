"""What is on file for a worker, a stream and a day, before anything is concluded from it.

Two readers give the same rows: `at_once` by one statement of PostgreSQL, `index` through Django, for SQLite. Here is what is
made of them.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from totalis.gate.answering import Linked, disposed
from totalis.gate.question import Approval, Proof
from totalis.gate.words import Word
from totalis.procedure.casefile import PayrollState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalis.payroll.selectors.behind import Behind, Led

SYSTEM = "Totalis"


class Key(NamedTuple):
    """What a question is about, but for the charge."""

    worker: str
    stream: str
    day: date


class Said(NamedTuple):
    """What a case says of a day: a row of the index with its certificate and, of an exemption, those behind it.

    The moments are as the database writes them: many thousands are read faster so than one by one.
    """

    span: int
    word: str
    state: str
    reason: str
    certificate: int | None
    match: int | None
    valid_until: date | None
    covered_by: str
    exempt_in: str
    number: str | None
    issuer: str | None
    accepted_by: str | None
    accepted_at: str | None
    released_by: str | None
    released_at: str | None


class Row(NamedTuple):
    """A link that counts on the day, with one thing that its case says of the day, if any."""

    link: int
    leads: Linked


def of_links(rows: Sequence[Row]) -> tuple[Linked, ...]:
    """The links in the order in which they were made; a case that says two things of a day proves nothing."""
    if len(rows) == 1:
        return (rows[0].leads,)
    found: dict[int, Linked] = {}
    for link, leads in sorted(rows, key=_link):
        known = found.get(link)
        found[link] = leads if known is None else msgspec.structs.replace(known, proof=None)
    return tuple(found.values())


def _link(row: Row) -> int:
    return row.link


class Proving:
    """What cases say, as proofs: each row of the index is worked out once."""

    def __init__(self, at: datetime, behind: Behind) -> None:
        self._at = at
        self._behind = behind
        self._known: dict[int, Proof] = {}
        self._moments: dict[str, datetime] = {}

    def __call__(self, led: Led, said: Said | None, until: datetime | None) -> Linked:
        """What a case says to payroll, if it counts.

        Args:
            led: The case.
            said: What it said of the day at the moment; None where it said nothing.
            until: From when on something else stands in the place of that.
        """
        case = led.reference
        proof: Proof | None
        if led.disposed_at is not None and led.disposed_at <= self._at:
            proof = Proof(case=case, word=Word.WITHHOLD, reason=disposed(case))
        elif doubt := self._behind.doubt(led, until):
            proof = Proof(case=case, word=Word.HOLD, reason=doubt)
        elif said is None:
            proof = None
        else:
            proof = self._known.get(said.span)
            if proof is None:
                proof = self._known[said.span] = self._proof(said, case)
        return Linked(case=case, worker=led.worker, proof=proof)

    def _proof(self, said: Said, case: str) -> Proof:
        return Proof(
            case=case,
            word=_WORDS[said.word],
            reason=said.reason,
            changed=said.state == PayrollState.CHANGED,
            certificate=str(said.certificate or ""),
            certificate_number=said.number or "",
            issuer=said.issuer or "",
            match=str(said.match or ""),
            approval=self._approval(said),
            valid_until=said.valid_until,
            covered_by=said.covered_by,
            exempt_in=said.exempt_in,
        )

    def _approval(self, said: Said) -> Approval | None:
        """Who stands behind an exemption, if the match was released by the moment."""
        if said.word != Word.EXEMPT or said.accepted_at is None or said.released_at is None:
            return None
        released = self._moment(said.released_at)
        if released > self._at:
            return None
        return Approval(
            accepted_by=said.accepted_by or SYSTEM,
            accepted_at=self._moment(said.accepted_at),
            released_by=said.released_by or SYSTEM,
            released_at=released,
        )

    def _moment(self, text: str) -> datetime:
        """A moment as the database writes it; SQLite's are UTC."""
        found = self._moments.get(text)
        if found is None:
            read = datetime.fromisoformat(text)
            found = read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
            self._moments[text] = found
        return found


_WORDS = {word.value: word for word in Word}
