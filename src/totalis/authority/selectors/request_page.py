"""A request as an examiner sees it: what was said, what the engine makes of it, what came before, what happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec
from django.http import Http404

from totalis.authority.models import CoverageRequest, Decision, Question, State
from totalis.authority.selectors.assessment import newest_assessment
from totalis.authority.selectors.assessment_words import PROPOSAL_WORDS
from totalis.authority.selectors.attachments import about_words, attachments_of
from totalis.authority.selectors.heard import News, newest_heard, news_since
from totalis.authority.selectors.queue import words_of
from totalis.authority.selectors.request_page_said import Step, changes_of, steps_of
from totalis.authority.selectors.requests_overlap import issued_since
from totalis.authority.selectors.requests_worker import worker_keys
from totalis.casework.selectors.answers import for_the_desk
from totalis.evaluate import Determination
from totalis.facts.countries import name_of
from totalis.facts.reader import read_sheet
from totalis.frontdoor.selectors.law import lawbook
from totalis.frontdoor.selectors.result import parts_of
from totalis.lawbook.forms.book import edition as edition_of
from totalis.webbase.audit.selectors import entries_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from totalis.authority.models import Assessment, Attachment, RequestVersion
    from totalis.authority.selectors.request_page_said import Change
    from totalis.frontdoor.selectors.result import Part
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.audit.models import AuditEntry

HISTORY = 60
"""How many entries of the chain the page shows; the download has all."""
SAME_WORKER = 20


@dataclass(frozen=True, slots=True)
class Proposal:
    """The engine's answer beside the request."""

    assessment: Assessment
    words: str
    parts: Sequence[Part]
    findings: tuple[str, ...]
    is_stale: str
    """Why nothing may be decided on it any more; empty where it is the newest under the law of today."""
    last_lawful_day: str


@dataclass(frozen=True, slots=True)
class RequestPage:
    """Everything on the page."""

    request: CoverageRequest
    country: str
    lane: str
    product: str
    steps: Sequence[Step]
    version: RequestVersion
    versions: Sequence[VersionLine]
    proposal: Proposal | None
    questions: Sequence[Question]
    decisions: Sequence[Decision]
    standing: Decision | None
    earlier: Sequence[CoverageRequest]
    attachments: Sequence[DocumentLine]
    certificates: Sequence[Any]
    history: Sequence[AuditEntry]
    is_late: bool
    heard: int
    """The last event in which the requester said something: what a decision on this page has heard."""
    news: News | None
    """What the reader has not seen yet, or not when she began to decide."""

    @property
    def waits(self) -> bool:
        """Whether the decision that stands waits for a second person."""
        made = self.standing
        return made is not None and made.needs_second and made.confirmed_at is None


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document and what it belongs to, in words."""

    file: Attachment
    about: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version and what it changed."""

    version: RequestVersion
    changes: Sequence[Change]


def request_of(actor: Actor, number: str) -> CoverageRequest:
    """The request of the agency by its control number.

    Raises:
        Http404: there is none here.
    """
    rows = CoverageRequest.objects.of(actor.organisation)
    found = rows.select_related("organisation", "assigned_to", "refers_to", "client")
    request: CoverageRequest | None = found.filter(control_number=number).first()
    if request is None:
        raise Http404
    return request


def request_page(
    request: CoverageRequest, today: date, *, whole_numbers: bool, heard: int | None = None
) -> RequestPage:
    """The page of a request; numbers of persons whole only where the reader asked for them and may read them.

    With `heard`, what the requester said after that event stands on it as news.
    """
    known = newest_heard(request)  # first: what comes in while the rest is read is not heard
    form = edition_of(request.edition)
    versions = list(request.requestversions.order_by("number"))
    newest = versions[-1]
    decisions = list(
        request.decisions.select_related(
            "made_by", "confirmed_by", "policy", "assessment"
        ).order_by("-pk")
    )
    return RequestPage(
        request=request,
        country=name_of(request.agreement),
        lane=words_of(request.lane),
        product=words_of(request.product),
        steps=steps_of(form, newest.answers, whole_numbers=whole_numbers),
        version=newest,
        versions=[
            VersionLine(
                one, changes_of(form, before.answers, one.answers) if before is not None else ()
            )
            for before, one in zip([None, *versions], versions, strict=False)
        ][::-1],
        proposal=proposal_for(request, newest, today),
        questions=list(request.questions.select_related("made_by").order_by("-pk")),
        decisions=decisions,
        standing=next((one for one in decisions if one.rejected_at is None), None),
        earlier=same_worker(request),
        attachments=[DocumentLine(one, about_words(form, one)) for one in attachments_of(request)],
        certificates=list(request.certificates.order_by("-pk")),
        history=history_of(request),
        is_late=request.completed_at is None
        and request.due_on is not None
        and request.due_on < today,
        heard=known,
        news=None if heard is None else news_since(request, versions, heard),
    )


def proposal_for(request: CoverageRequest, version: RequestVersion, today: date) -> Proposal | None:
    """What the engine says of the newest version, word for word as it was kept."""
    found = newest_assessment(request)
    if found is None or request.disposed_at is not None:
        return None
    made = msgspec.convert(found.determination, Determination)
    said = next(
        (one for one in request.requestversions.all() if one.digest == found.version_digest),
        version,
    )
    sheet = read_sheet(said.facts)
    answers = zip(parts_of(sheet, made, today), made.engagements, strict=True)
    first = made.engagements[0] if made.engagements else None
    last = first.clock.last_lawful_day if first is not None and first.clock is not None else None
    return Proposal(
        assessment=found,
        words=PROPOSAL_WORDS[found.proposal],
        parts=[replace(for_the_desk(part, sheet, answer)) for part, answer in answers],
        findings=tuple(item.says for item in made.findings),
        is_stale=_stale(request, found, version),
        last_lawful_day=f"{last:%-d %B %Y}" if last is not None else "",
    )


def _stale(request: CoverageRequest, found: Assessment, version: RequestVersion) -> str:
    if found.version_digest != version.digest:
        return "The request was corrected after this assessment."
    if found.law != lawbook().digest:
        return "The law has changed since this assessment."
    other = None if request.state == State.COMPLETED else issued_since(request, found.points)
    if other is not None:
        return f"{other.control_number} about the same worker was issued since, for days that meet."
    return ""


def same_worker(request: CoverageRequest) -> Sequence[CoverageRequest]:
    """Other requests about the worker, withdrawn and refused ones too, the newest first."""
    rows = CoverageRequest.objects.of(request.organisation).exclude(pk=request.pk)
    found = rows.filter(worker_key__in=worker_keys(request.answers)).order_by("-received_at")
    return list(found[:SAME_WORKER])


def history_of(request: CoverageRequest) -> Sequence[AuditEntry]:
    """The entries of the chain about the request, the newest first."""
    entries = entries_of(request.organisation, request.control_number)
    return list(entries.order_by("-number")[:HISTORY])
