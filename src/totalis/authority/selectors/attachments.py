"""One document that came with a request, as an examiner reads it: a page beside what the request says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from totalis.authority.selectors.request_page_said import Said, steps_of
from totalis.casework.selectors.evidence import preview_of_file
from totalis.lawbook.forms.book import edition as edition_of
from totalis.webbase.files.selectors import text_of
from totalis.webbase.secrets.keys import UndecipherableError

if TYPE_CHECKING:
    from totalis.authority.models import Attachment, CoverageRequest, Question
    from totalis.casework.selectors.evidence import Preview
    from totalis.lawbook.forms.model import FormEdition

QUESTION = "question:"
LONGEST_TEXT = 20_000
"""Signs of a document's own text that the page shows."""


@dataclass(frozen=True, slots=True)
class AttachmentPage:
    """Everything on the page of a document."""

    attachment: Attachment
    preview: Preview
    text: str
    """The text that lies in a PDF, for whoever listens or searches; empty where there is none."""
    about: Said | None
    """The field that it belongs to, with what the request says there."""
    question: Question | None
    """The question that it answered."""
    before: Attachment | None
    after: Attachment | None


def attachments_of(request: CoverageRequest) -> list[Attachment]:
    """The documents of a request, in the order in which they came."""
    return list(request.attachments.select_related("blob").order_by("pk"))


def attachment_of(request: CoverageRequest, number: int) -> Attachment:
    """A document of the request.

    Raises:
        Http404: the request has no such document.
    """
    return get_object_or_404(request.attachments.select_related("blob"), pk=number)


def about_words(form: FormEdition, attachment: Attachment) -> str:
    """What a document belongs to, in words; empty where it names nothing."""
    if attachment.about.startswith(QUESTION):
        return "answer to a question"
    fields = (field for step in form.steps for field in step.fields)
    known = next((field.label for field in fields if field.key == attachment.about), "")
    return known or attachment.about.replace("_", " ")


def attachment_page(request: CoverageRequest, attachment: Attachment, page: str) -> AttachmentPage:
    """The page of a document; `page` is what the address says. Numbers of persons are masked."""
    every = attachments_of(request)
    place = [one.pk for one in every].index(attachment.pk)
    return AttachmentPage(
        attachment=attachment,
        preview=preview_of_file(attachment.blob, page),
        text=_text(attachment),
        about=_about(request, attachment.about),
        question=_question(request, attachment.about),
        before=every[place - 1] if place else None,
        after=every[place + 1] if place + 1 < len(every) else None,
    )


def _text(attachment: Attachment) -> str:
    try:
        return text_of(attachment.blob)[:LONGEST_TEXT]
    except (FileNotFoundError, UndecipherableError):
        return ""


def _about(request: CoverageRequest, key: str) -> Said | None:
    steps = steps_of(edition_of(request.edition), request.answers, whole_numbers=False)
    return next((line for step in steps for line in step.said if line.key == key), None)


def _question(request: CoverageRequest, about: str) -> Question | None:
    number = about.removeprefix(QUESTION)
    if number == about or not number.isdecimal():
        return None
    return request.questions.filter(pk=int(number)).first()
