"""One question answered from what is on file: who the worker is, where the stream leads, what that case says.

Nothing is exempt but by one worker, one link, one case and one released certificate. Nothing on file is `withhold`;
more than one thing on file, or something that does not fit together, is `hold`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from totalis.gate.question import GateAnswer, Proof
from totalis.gate.words import Word
from totalis.kernel.dates import day_words

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.gate.charges import Reach
    from totalis.gate.question import Question


class Linked(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A case that a person tied the stream to for the day; `proof` is what it says of it."""

    case: str
    worker: int
    """The worker of the case, by the number of her record."""
    proof: Proof | None


class OnFile(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What is known about a question's worker and stream on its day."""

    workers: frozenset[int] = frozenset()
    """Every worker with that staff number."""
    linked: tuple[Linked, ...] = ()
    linked_otherwise: bool = False
    """The stream is tied to a case, for other days."""
    may_concern: tuple[str, ...] = ()
    """Cases of the worker that say `exempt` or `hold` for the day, where the stream is tied to none."""


def answered(question: Question, found: OnFile, *, reach: Reach, known_at: datetime) -> GateAnswer:
    """The answer to a question.

    Args:
        question: What payroll asks.
        found: What is on file for it.
        reach: Which charges a certificate reaches.
        known_at: The moment whose knowledge `found` is.
    """
    doubt = _of_the_worker(question, found) or _of_the_links(question, found)
    if doubt is not None:
        word, reason = doubt
        return GateAnswer(question=question, word=word, reason=reason, known_at=known_at)
    (link,) = found.linked
    proof = link.proof
    if proof is None:
        return GateAnswer(
            question=question,
            word=Word.HOLD,
            reason=waiting(link.case),
            known_at=known_at,
            case=link.case,
        )
    return _proven(question, proof, reach, known_at)


def waiting(case: str) -> str:
    """Why a case proves nothing whose words are of an earlier edition of the rules, or are none."""
    return f"Case {case} is being worked out for payroll by the rules of this version. Ask again in an hour."


def changing(case: str) -> str:
    """Why a case proves nothing that said something else by the time at which it was read."""
    return f"Case {case} changed while this was asked. Ask again."


def disposed(case: str) -> str:
    """Why a case proves nothing that was disposed of."""
    return f"Case {case} was disposed of, and proves nothing any more. Nothing on file exempts."


def _proven(question: Question, proof: Proof, reach: Reach, known_at: datetime) -> GateAnswer:
    """What the case says, unless the charge is one that its certificate does not reach."""
    word, reason, charges, until = _proved(proof), proof.reason, None, proof.valid_until
    if word is Word.EXEMPT and not question.charge:
        charges = reach.of_all(proof.exempt_in, question.day)
    elif word is Word.EXEMPT:
        word, why, charges = reach.of_one(question.charge, proof.exempt_in, question.day)
        if word is not Word.EXEMPT:
            reason, until = why, None
    return GateAnswer(
        question=question,
        known_at=known_at,
        word=word,
        reason=reason,
        changed=proof.changed,
        case=proof.case,
        certificate=proof.certificate,
        certificate_number=proof.certificate_number,
        issuer=proof.issuer,
        match=proof.match,
        approval=proof.approval,
        covered_by=proof.covered_by,
        exempt_in=proof.exempt_in,
        charges=charges,
        valid_until=until,
    )


def _proved(proof: Proof) -> Word:
    """The word of a case, but never `exempt` without certificate, match and approval beside it."""
    whole = proof.certificate and proof.match and proof.approval is not None
    return proof.word if proof.word is not Word.EXEMPT or whole else Word.HOLD


def _of_the_worker(question: Question, found: OnFile) -> tuple[Word, str] | None:
    if len(found.workers) == 1:
        return None
    if not found.workers:
        return (
            Word.WITHHOLD,
            f"Nobody has the staff number {question.worker!r} here. Nothing on file exempts.",
        )
    return (
        Word.HOLD,
        f"{len(found.workers)} workers have the staff number {question.worker!r}. Correct it in their records.",
    )


def _of_the_links(question: Question, found: OnFile) -> tuple[Word, str] | None:
    if not found.linked:
        return _unlinked(question, found)
    if len(found.linked) > 1:
        cases = ", ".join(sorted({one.case for one in found.linked}))
        return (
            Word.HOLD,
            f"The stream {question.stream!r} is linked more than once for this day ({cases}). Remove what is wrong.",
        )
    (link,) = found.linked
    if link.worker not in found.workers:
        return (
            Word.HOLD,
            f"The stream {question.stream!r} is linked to case {link.case}, which is about another worker.",
        )
    return None


def _unlinked(question: Question, found: OnFile) -> tuple[Word, str]:
    day = day_words(question.day)
    if found.may_concern:
        cases = ", ".join(found.may_concern)
        return (
            Word.HOLD,
            f"The stream {question.stream!r} is linked to no case for {day}. Link it if it is of {cases}; else withhold.",
        )
    other = " It is linked for other days." if found.linked_otherwise else ""
    return (
        Word.WITHHOLD,
        f"The stream {question.stream!r} is linked to no case for {day}.{other} Nothing on file exempts.",
    )
