"""What a document must be to be kept or named: of this case, with a title, of a known kind, of a day that was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.kernel.errors import InputError, Problem
from totalis.procedure.strength_kinds import evidence_kinds

if TYPE_CHECKING:
    from datetime import date, datetime

    from totalis.casework.models import Case, Evidence


def own_evidence(case: Case, evidence: Evidence | None, path: str = "evidence") -> Evidence | None:
    """A document that a statement, period or stay may name: one of this case, or none.

    Raises:
        InputError: it belongs to another case.
    """
    return None if evidence is None else of_case(case, evidence, path)


def of_case(case: Case, evidence: Evidence, path: str = "evidence") -> Evidence:
    """The document, if it is one of the case; an InputError else."""
    if evidence.case_id != case.pk:
        raise InputError(
            [
                Problem(
                    path,
                    "a document that this case does not have",
                    "one of its own documents",
                    "Choose it from the list.",
                )
            ]
        )
    return evidence


def described(title: str, kind: str, document_date: date | None, at: datetime) -> None:
    """Refuse a document without a title, of an unknown kind, or dated ahead; an InputError with every problem."""
    problems = []
    if not title.strip():
        problems.append(
            Problem("title", "nothing", "a name", "Say what it is: “Assignment letter”.")
        )
    if kind not in evidence_kinds():
        problems.append(
            Problem("kind", kind[:40] or "nothing", "a kind of the list", "Choose the kind.")
        )
    if problems:
        raise InputError(problems)
    dated(document_date, at)


def dated(document_date: date | None, at: datetime) -> None:
    """Refuse a day of a document that lies ahead; an InputError."""
    if document_date is not None and document_date > at.date():
        raise InputError(
            [
                Problem(
                    "document_date",
                    document_date.isoformat(),
                    "today or earlier",
                    "Write the day that stands on the document.",
                )
            ]
        )
