"""Information that an examiner asks for inside a request, and what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.authority.models import Channel, Happened, Question
from totalis.authority.selectors.assessment import newest_assessment
from totalis.authority.services.assigning import begin, examining, held, no_numbers, refuse
from totalis.authority.services.correcting import new_version
from totalis.authority.services.submitting import add_enclosures
from totalis.authority.services.telling import happened
from totalis.lawbook.forms.book import edition as edition_of
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from totalis.authority.models import CoverageRequest
    from totalis.authority.services.submitting import Enclosure
    from totalis.webbase.accounts.actor import Actor

TEXT_LENGTH = 2000
ANSWER_LENGTH = 5000


def ask(
    *,
    actor: Actor,
    request: CoverageRequest,
    text: str,
    fields: Sequence[str],
    answer_by: date,
    at: datetime,
) -> Question:
    """Ask the requester for information; the fields named may be corrected by the answer.

    Raises:
        MissingRightError: the person may not examine.
        InputError: the request is completed or decided, an empty or too long text, a number of a person in it, a field
            that the form has not, a day that has come already.
    """
    with examining(actor=actor, request=request) as row:
        says = text.strip()
        _check_text(says)
        _check_fields(row, fields)
        if answer_by <= at.date():
            refuse("answer_by", f"{answer_by}", "a day to come", "Leave time to answer.")
        _undecided(row)
        _is_asked_here(row)
        begin(row, actor=actor, at=at)
        made = Question.objects.create(
            organisation=row.organisation,
            request=row,
            text=says,
            fields=sorted(set(fields)),
            answer_by=answer_by,
            made_by=actor.user,
            made_at=at,
        )
        details = {"question": made.pk, "fields": made.fields, "answer_by": answer_by.isoformat()}
        happened(Happened.ASKED, request=row, at=at, by=actor.user, details=details)
        _record(actor, "asked for information", row, at, details)
    return made


def answer(
    *,
    request: CoverageRequest,
    question: Question,
    text: str,
    corrections: Mapping[str, str],
    files: Sequence[Enclosure],
    at: datetime,
    actor: Actor,
) -> Question:
    """Take in the answer to a question: words, corrected fields as a new version before the engine, documents.

    Answered once; by whoever may see the request, which the caller has made sure of.

    Raises:
        InputError: it is answered already, the request is completed or decided, nothing is said, or a field is corrected
            that was not asked about.
    """
    with transaction.atomic():
        row = held(request)
        open_one = _open_question(row, question)
        _undecided(row)
        says = text.strip()
        changed = {
            key: value for key, value in corrections.items() if row.answers.get(key, "") != value
        }
        _check_answer(open_one, says, changed, files)
        open_one.answer, open_one.answered_at = says, at
        open_one.save(update_fields=["answer", "answered_at"])
        about = f"question:{open_one.pk}"
        if changed:
            new_version(
                request=row,
                answers={**row.answers, **changed},
                reason=f"Answer to the question of {open_one.made_at:%-d %B %Y}",
                at=at,
            )
        add_enclosures(request=row, enclosures=[_about(one, about) for one in files], at=at)
        details = {"question": open_one.pk, "fields": sorted(changed), "documents": len(files)}
        happened(Happened.ANSWERED, request=row, at=at, by=actor.user, details=details)
        _record(actor, "answered question", row, at, details)
    return open_one


def take_back(*, actor: Actor, question: Question, at: datetime) -> Question:
    """Close a question that needs no answer any more.

    Raises:
        MissingRightError: the person may not examine.
        InputError: it is answered, or the request completed.
    """
    with examining(actor=actor, request=question.request) as row:
        open_one = _open_question(row, question)
        open_one.taken_back_at = at
        open_one.save(update_fields=["taken_back_at"])
        _record(actor, "took back question", row, at, {"question": open_one.pk})
    return open_one


def proposed_question(request: CoverageRequest) -> tuple[str, list[str]]:
    """What the engine would ask: the words and the fields, out of what the newest assessment leaves open."""
    found = newest_assessment(request)
    points = [point for point in found.points if point["field"]] if found is not None else []
    form = edition_of(request.edition)
    known = {field.key for step in form.steps for field in step.fields}
    lines = [f"- {point['says']}" for point in points]
    fields = list(dict.fromkeys(point["field"] for point in points if point["field"] in known))
    if not lines:
        return "", []
    return "\n".join(["To decide your request we need to know:", *lines]), fields


def _open_question(row: CoverageRequest, question: Question) -> Question:
    found = Question.objects.select_for_update(of=("self",)).get(pk=question.pk, request=row)
    if found.answered_at is not None or found.taken_back_at is not None:
        refuse(
            "question",
            "a question that is closed",
            "one that is open",
            "Correct the request instead.",
        )
    return found


def _undecided(row: CoverageRequest) -> None:
    if row.decisions.filter(rejected_at=None).exists():
        refuse(
            "request",
            "a request that is being decided",
            "one that nobody has decided",
            "Wait until the decision is confirmed or rejected.",
        )


def _is_asked_here(row: CoverageRequest) -> None:
    """A partner agency reads messages; a question inside its request would wait for ever."""
    if row.channel == Channel.PARTNER:
        refuse(
            "request",
            "a request of the partner agency, which reads no questions here",
            "one that a requester sent",
            "Write to the partner agency: Messages with the partner agency, above.",
        )


def _check_text(says: str) -> None:
    if not says:
        refuse("text", "nothing", "a question", "Say what you need to know, and why.")
    if len(says) > TEXT_LENGTH:
        refuse("text", f"{len(says)} letters", f"at most {TEXT_LENGTH}", "Say it shorter.")
    no_numbers("text", says)


def _check_fields(row: CoverageRequest, fields: Sequence[str]) -> None:
    known = {field.key for step in edition_of(row.edition).steps for field in step.fields}
    strange = sorted(set(fields) - known)
    if strange:
        refuse("fields", ", ".join(strange), "fields of the form", "Choose from the list.")


def _check_answer(
    question: Question, says: str, changed: Mapping[str, str], files: Sequence[Enclosure]
) -> None:
    if not (says or changed or files):
        refuse("text", "nothing", "an answer", "Write it, correct a field, or add a document.")
    if len(says) > ANSWER_LENGTH:
        refuse("text", f"{len(says)} letters", f"at most {ANSWER_LENGTH}", "Shorten it.")
    strange = sorted(set(changed) - set(question.fields))
    if strange:
        refuse(
            "corrections",
            ", ".join(strange),
            "fields that the question names",
            "Correct other fields by a correction of the request.",
        )


def _about(one: Enclosure, about: str) -> Enclosure:
    return type(one)(blob=one.blob, name=one.name, about=about)


def _record(
    actor: Actor, verb: str, row: CoverageRequest, at: datetime, details: dict[str, object]
) -> None:
    record(
        actor=actor,
        verb=verb,
        subject=row.control_number,
        at=at,
        case_reference=row.control_number,
        details=details,
    )
