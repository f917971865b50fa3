"""Handing in documents, and typing what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from totalis.procedure.strength_kinds import evidence_kinds
from totalis.webbase.files.kinds import ACCEPT, ALLOWED
from totalis.webbase.forms import DayField, DeskForm

if TYPE_CHECKING:
    from collections.abc import Iterable


def kind_choices() -> list[tuple[str, str]]:
    """Every kind of document, with a first line for none."""
    kinds = sorted(evidence_kinds().values(), key=lambda kind: (kind.key == "other", kind.title))
    return [("", "Choose"), *((kind.key, kind.title) for kind in kinds)]


class DocumentFileField(forms.FileField):
    """A document to keep."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - Django's own arguments
        more.setdefault("label", "File")
        more.setdefault("help_text", f"{ALLOWED}. It is kept encrypted and never overwritten.")
        more.setdefault("widget", forms.FileInput(attrs={"accept": ACCEPT}))
        more.setdefault(
            "error_messages",
            {
                "required": "Choose a file.",
                "empty": "The file is empty. Choose the file again.",
                "max_length": "The name of the file is too long. Give it a shorter one.",
            },
        )
        super().__init__(**more)


class VersionForm(DeskForm):
    """A newer version of a document."""

    file = DocumentFileField()
    document_date = DayField(
        label="Day on the document",
        required=False,
        help_text="The day that stands on it, not the day it came.",
    )
    note = forms.CharField(
        label="Note",
        required=False,
        max_length=300,
        help_text="Where it came from, or what is special about it.",
    )


class DocumentForm(VersionForm):
    """A new document."""

    title = forms.CharField(
        label="Title",
        max_length=200,
        help_text="What people call it, for example “Assignment letter, signed”.",
        error_messages={"required": "Say what it is."},
    )
    kind = forms.ChoiceField(
        label="Kind",
        choices=kind_choices,
        help_text="It says what the document can prove.",
        error_messages={"required": "Choose the kind."},
    )
    field_order: Iterable[str] | None = ("file", "kind", "title", "document_date", "note")


class PageForm(DeskForm):
    """Where in a document something stands."""

    page = forms.CharField(
        label="Page", required=False, max_length=20, help_text="For example 2, or “back”."
    )


class CaseDatumForm(PageForm):
    """What a document says of a person or an employer."""

    value = forms.CharField(
        label="What the document says",
        max_length=300,
        help_text="Type it as it stands there, even where it is wrong. Days as YYYY-MM-DD.",
        error_messages={"required": "Type what the document says."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    field_order: Iterable[str] | None = ("value", "page")
