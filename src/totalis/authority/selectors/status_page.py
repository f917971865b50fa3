"""What the requester sees of a request: where it stands, why, what comes next, when, and what she may do."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from totalis.authority.models import (
    CoverageRequest,
    Decision,
    Happened,
    IssuedCertificate,
    Outcome,
    Question,
    RequestEvent,
    State,
)
from totalis.authority.selectors import requests_words as words
from totalis.webbase.secrets.keys import decrypted, encrypted

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models import QuerySet

    from totalis.authority.models import Agency


@dataclass(frozen=True, slots=True)
class Story:
    """One line of what happened, for the requester."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class StatusPage:
    """Everything that the page shows."""

    row: CoverageRequest
    title: str
    state: str
    explanation: str
    next: str
    expected: date | None
    is_late: bool
    story: tuple[Story, ...]
    question: Question | None
    answered: tuple[Question, ...]
    refusal: Decision | None
    certificates: tuple[IssuedCertificate, ...]
    may_change: bool
    may_withdraw: bool
    may_follow: bool


def found(agency: Agency, number: str, born_on: str) -> CoverageRequest | None:
    """The request of a control number, if the day of birth is its worker's.

    Where there is no such number the same work is done on a day that nobody was born on, so that neither the answer nor
    its time tells whether there is one.
    """
    rows = CoverageRequest.objects.of(agency.organisation).filter(
        control_number=number, disposed_at=None
    )
    row = rows.only("pk", "second_fact").first()
    kept = row.second_fact if row is not None else decrypted(_nobody()).decode()
    if not hmac.compare_digest(kept.encode(), born_on.encode()) or row is None:
        return None
    return rows.select_related("refers_to").get()


@cache
def _nobody() -> str:
    return encrypted(b"0000-00-00")


def status_page(row: CoverageRequest, today: date) -> StatusPage:
    """The page of one request."""
    question = _open_questions(row).order_by("pk").first()
    done = row.state == State.COMPLETED
    decided = Decision.objects.filter(request=row, rejected_at=None).exists()
    return StatusPage(
        row=row,
        title=_("%(product)s: %(country)s")
        % {"product": words.product_label(row.product), "country": words.country(row.agreement)},
        state=_state(row),
        explanation=_explanation(row),
        next=_next(row, question),
        expected=None if done else row.due_on,
        is_late=bool(not done and row.due_on and row.due_on < today),
        story=_story(row),
        question=None if done else question,
        answered=tuple(
            Question.objects.filter(request=row, answered_at__isnull=False).order_by("pk")
        ),
        refusal=_refusal(row),
        certificates=tuple(
            IssuedCertificate.objects.filter(request=row)
            .select_related("document")
            .order_by("-made_at", "-pk")
        ),
        may_change=not done and not decided,
        may_withdraw=not done,
        may_follow=row.outcome == Outcome.ISSUED,
    )


def open_question(row: CoverageRequest, question_id: int) -> Question | None:
    """A question of this request that waits for an answer."""
    return _open_questions(row).filter(pk=question_id).first()


def _open_questions(row: CoverageRequest) -> QuerySet[Question]:
    """Those that wait for an answer; one that was taken back does not."""
    return Question.objects.filter(request=row, answered_at=None, taken_back_at=None)


def _state(row: CoverageRequest) -> str:
    return {
        State.RECEIVED: _("Received"),
        State.PENDING: _("Pending"),
        State.COMPLETED: _("Completed"),
    }[State(row.state)]


def _explanation(row: CoverageRequest) -> str:
    if row.state == State.RECEIVED:
        return _("Your request has arrived and waits for an examiner.")
    if row.state == State.PENDING:
        return _("An examiner has your request and looks at it.")
    return {
        Outcome.ISSUED: _("The request is decided: the document is issued."),
        Outcome.REFUSED: _("The request is decided: the document could not be issued."),
        Outcome.WITHDRAWN: _("The request was withdrawn. Nothing was issued on it."),
    }.get(Outcome(row.outcome), _("The request is completed."))


def _next(row: CoverageRequest, question: Question | None) -> str:
    if row.state == State.COMPLETED:
        return {
            Outcome.ISSUED: _(
                "Download the document below and keep it. Show it to the other country's authorities when they ask."
            ),
            Outcome.REFUSED: _(
                "Read the reasons below. You may send a new request if the facts change, or write to us."
            ),
        }.get(Outcome(row.outcome), _("You may send a new request at any time."))
    if question is not None:
        return _("We wait for your answer to the question below. Until then nothing else happens.")
    if row.state == State.RECEIVED:
        return _("An examiner takes it up. You need do nothing.")
    return _("The examiner decides, or asks you for more information. You need do nothing now.")


def _story(row: CoverageRequest) -> tuple[Story, ...]:
    said = {
        Happened.RECEIVED: _("Request received."),
        Happened.CORRECTED: _("Your correction received."),
        Happened.EXAMINED: _("Taken up by an examiner."),
        Happened.ASKED: _("More information asked for."),
        Happened.ANSWERED: _("Your answer received."),
        Happened.WITH_PARTNER: _("Put to the agency of the other country."),
        Happened.AGREED: _("Agreement with the agency of the other country."),
        Happened.ISSUED: _("Document issued."),
        Happened.REFUSED: _("Request refused."),
        Happened.WITHDRAWN: _("Request withdrawn."),
        Happened.CERTIFICATE_CORRECTED: _("Document corrected."),
        Happened.CERTIFICATE_REPLACED: _("Document replaced."),
        Happened.CERTIFICATE_ENDED: _("Document ended early."),
        Happened.CERTIFICATE_WITHDRAWN: _("Document withdrawn."),
    }
    events = RequestEvent.objects.filter(request=row).order_by("pk")
    return tuple(Story(one.made_at, said[Happened(one.kind)]) for one in events)


def _refusal(row: CoverageRequest) -> Decision | None:
    if row.outcome != Outcome.REFUSED:
        return None
    return Decision.objects.filter(request=row, kind="refuse", rejected_at=None).first()
