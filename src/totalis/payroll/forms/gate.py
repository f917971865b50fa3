"""The question, the link of a stream, its end."""

from __future__ import annotations

from typing import Any

from django import forms

from totalis.webbase.forms import DayField, DeskForm

WORDS = (("", "Any word"), ("exempt", "exempt"), ("hold", "hold"), ("withhold", "withhold"))


class QuestionForm(DeskForm):
    """One question."""

    worker = forms.CharField(
        label="Staff number",
        max_length=40,
        help_text="Exactly as it stands in the worker's record.",
    )
    stream = forms.CharField(
        label="Earning stream",
        max_length=120,
        help_text="As payroll names it, and as it was linked to a case.",
    )
    day = DayField(label="Day", help_text="A day of the pay period.")
    charge = forms.CharField(
        label="Charge",
        max_length=200,
        required=False,
        help_text="One line of the payslip, if only that is meant. Empty asks about the stream as a whole.",
    )
    known_on = DayField(
        label="Known on",
        required=False,
        help_text="To ask what was known at the end of an earlier day (UTC). Empty is now.",
    )


class LinkForm(DeskForm):
    """A stream that belongs to a case."""

    case = forms.CharField(
        label="Case",
        max_length=20,
        help_text="Its reference, such as TC-2026-0142. The stream is linked for the staff number of its worker.",
    )
    stream = forms.CharField(
        label="Earning stream", max_length=120, help_text="Exactly as payroll names it."
    )
    first = DayField(
        label="First day",
        required=False,
        help_text="The first day on which this stream pays the work of the case. Empty is open.",
    )
    last = DayField(label="Last day", required=False, help_text="The last such day. Empty is open.")
    why = forms.CharField(
        label="How you know",
        max_length=300,
        required=False,
        help_text="The contract, the assignment letter, who told you.",
    )

    def clean_case(self) -> str:
        """The reference as it is written."""
        reference: str = self.cleaned_data["case"]
        return reference.strip().upper()


class UnlinkForm(DeskForm):
    """The end of a link."""

    reason = forms.CharField(
        label="Why it does not belong there",
        max_length=300,
        help_text="The link stays on record with this reason.",
    )


class FilterForm(DeskForm):
    """Which of the answers that were recorded are listed."""

    worker = forms.CharField(
        label="Staff number", max_length=40, required=False, help_text="The whole number."
    )
    word = forms.ChoiceField(
        label="Word", choices=WORDS, required=False, help_text="Of single questions."
    )

    def chosen(self) -> dict[str, Any]:
        """What was chosen; nothing where it cannot be read."""
        return self.cleaned_data if self.is_valid() else {}
