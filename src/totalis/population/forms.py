"""What people choose about a screening: which rows to see, which day's law."""

from __future__ import annotations

from django import forms

from totalis.documents.words import OUTCOMES
from totalis.population.selectors.runs import Chosen
from totalis.webbase.forms import DayField, DeskForm

INVALID = ("invalid", "The row cannot be read")
LONGEST_WORDS = 60


class RowFilterForm(DeskForm):
    """Which rows of a screening are shown."""

    outcome = forms.ChoiceField(
        label="Answer",
        required=False,
        choices=[("", "All"), *((key.value, says) for key, says in OUTCOMES.items()), INVALID],
    )
    agreement = forms.CharField(label="Agreement", required=False, max_length=2)
    covered_by = forms.CharField(label="Covered by", required=False, max_length=2)
    case = forms.ChoiceField(
        label="Case",
        required=False,
        choices=(
            ("", "With or without"),
            ("none", "No case yet"),
            ("some", "Has a case"),
            ("left", "Left out when asked for"),
        ),
    )
    words = forms.CharField(label="Staff number", required=False, max_length=LONGEST_WORDS)
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def chosen(self) -> Chosen:
        """What was asked for; what cannot be read is left out."""
        self.is_valid()
        given = self.cleaned_data
        return Chosen(
            outcome=given.get("outcome") or "",
            agreement=(given.get("agreement") or "").upper(),
            covered_by=(given.get("covered_by") or "").upper(),
            case=given.get("case") or "",
            words=given.get("words") or "",
            page=given.get("page") or 1,
        )


class DayForm(DeskForm):
    """Under the law of which day a register is screened."""

    as_of = DayField(
        label="Day whose law applies",
        help_text="The former screening stays beside it, as it was.",
        error_messages={"required": "Choose a day."},
    )
