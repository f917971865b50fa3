"""How a fact is known: asked beside every group of facts and every question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from totalis.casework.models import Evidence
from totalis.webbase.forms import DayField, DeskForm

if TYPE_CHECKING:
    from totalis.casework.models import Case

READ = "Read in a document"
BASES = (
    READ,
    "Told by the worker",
    "Told by the employer",
    "Told by an agency",
    "Own knowledge",
)
"""How a person can know a fact; kept in the statement as it stands here."""


class EvidenceChoice(forms.ModelChoiceField[Evidence]):
    """One of the case's own documents."""

    def __init__(self, **more: Any) -> None:  # noqa: ANN401 - Django's own arguments
        more.setdefault("empty_label", "No document")
        super().__init__(queryset=Evidence.objects.none(), required=False, **more)

    def of(self, case: Case) -> None:
        """Offer the documents of a case."""
        self.queryset = Evidence.objects.of(case.organisation).filter(case=case).order_by("title")


class BasisForm(DeskForm):
    """Who says so, and what proves it."""

    basis = forms.ChoiceField(
        label="How do you know?",
        choices=[("", "Choose"), *((text, text) for text in BASES)],
        error_messages={"required": "Say how this is known."},
    )
    evidence = EvidenceChoice(
        label="Document that proves it",
        help_text="Keep it under Evidence first, then it is listed here.",
    )
    reason = forms.CharField(
        label="Why it changes",
        required=False,
        max_length=300,
        help_text="A few words for whoever reads the history.",
    )

    def __init__(self, *args: Any, case: Case, **more: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **more)
        documents = self.fields["evidence"]
        if isinstance(documents, EvidenceChoice):
            documents.of(case)

    def clean(self) -> dict[str, Any]:
        """A fact that was read in a document names the document."""
        values = super().clean() or {}
        if values.get("basis") == READ and not values.get("evidence") and not self.errors:
            self.add_error("evidence", "Choose the document in which you read it.")
        return values


class ProofForm(BasisForm):
    """How a fact that stands already is known."""

    reason = None  # type: ignore[assignment] # Django's way to leave a field of the base out


class LawDayForm(DeskForm):
    """Which day's law to decide by."""

    as_of = DayField(
        label="Law of which day",
        help_text="The agreements and rules in force on this day are used.",
    )
