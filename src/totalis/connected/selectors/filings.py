"""Filings as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from totalis.connected.models import Asked, Filing, FilingState, Received, Reply, ReplyKind

if TYPE_CHECKING:
    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor

OUTCOMES = {
    "issued": "Granted: the certificate was issued",
    "refused": "Refused",
    "withdrawn": "Taken back",
}


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question, with the answer that is on its way or was refused."""

    question: Asked
    reply: Reply | None


@dataclass(frozen=True, slots=True)
class FilingLine:
    """A filing and all that came of it."""

    filing: Filing
    questions: list[QuestionLine]
    received: list[Received]
    withdrawal: Reply | None
    corrections: list[Reply]

    @property
    def outcome(self) -> str:
        """How it ended, in words."""
        return OUTCOMES.get(self.filing.outcome, "")

    @property
    def resend(self) -> Reply | None:
        """The last correction, where the service refused it; its packet may be sent again."""
        newest = self.corrections[-1] if self.corrections else None
        return newest if newest is not None and newest.state == FilingState.REFUSED else None

    @property
    def may_be_withdrawn(self) -> bool:
        """Whether it can still be taken back from here."""
        said = self.withdrawal is not None and self.withdrawal.state != FilingState.REFUSED
        return self.filing.state == FilingState.TAKEN and not said


def filings_of(case: Case) -> list[FilingLine]:
    """The filings of a case, the newest first."""
    rows = Filing.objects.filter(case=case).select_related("service", "packet", "made_by")
    return [_line(row) for row in rows.order_by("-pk")]


def filing_of(actor: Actor, number: int) -> Filing | None:
    """A filing of the organisation by its number."""
    rows = Filing.objects.of(actor.organisation)
    return rows.select_related("service", "case", "packet").filter(pk=number).first()


def question_of(actor: Actor, number: int) -> Asked | None:
    """A question in a filing of the organisation, by our own number of it."""
    rows = Asked.objects.of(actor.organisation)
    return (
        rows.select_related("filing__service", "filing__packet", "case").filter(pk=number).first()
    )


def _line(filing: Filing) -> FilingLine:
    replies = list(filing.replies.select_related("packet", "made_by").order_by("pk"))
    answers = {row.question_id: row for row in replies if row.kind == ReplyKind.ANSWER}
    withdrawals = [row for row in replies if row.kind == ReplyKind.WITHDRAWAL]
    return FilingLine(
        filing=filing,
        questions=[
            QuestionLine(row, answers.get(row.pk)) for row in filing.questions.order_by("pk")
        ],
        received=list(filing.received.select_related("certificate", "evidence").order_by("pk")),
        withdrawal=withdrawals[-1] if withdrawals else None,
        corrections=[row for row in replies if row.kind == ReplyKind.CORRECTION],
    )
