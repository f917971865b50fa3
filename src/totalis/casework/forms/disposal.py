"""What the pages about disposal ask."""

from __future__ import annotations

from django import forms

from totalis.webbase.forms import DeskForm


class DisposalForm(DeskForm):
    """The policy."""

    allowed = forms.TypedChoiceField(
        label="Closed cases whose years are over",
        choices=[("", "Choose"), ("yes", "are disposed of by night"), ("no", "are kept for good")],
        coerce=lambda value: value == "yes",
        help_text="Disposal begins a week after you set it. What is disposed of cannot be had back.",
    )
    reason = forms.CharField(
        label="Law or order",
        max_length=300,
        help_text="By which it is so, such as: Retention schedule of 4 May 2026, item 12. It stands in the history.",
    )


class HoldForm(DeskForm):
    """Why a case is kept."""

    why = forms.CharField(
        label="What it is kept for",
        max_length=300,
        help_text="A dispute, an audit, an order; no names. It stands in the history, which is never disposed of.",
    )


class LiftForm(DeskForm):
    """Why it need not be kept any longer."""

    because = forms.CharField(
        label="Why it need not be kept any longer",
        max_length=300,
        help_text="Such as: The audit of 2025 is closed. It stands in the history.",
    )
