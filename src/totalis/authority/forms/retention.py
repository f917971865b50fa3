"""What the page about retention asks."""

from __future__ import annotations

from django import forms

from totalis.webbase.forms import DeskForm

FEWEST, MOST = 1, 100


class PreviewForm(DeskForm):
    """For how many years to look; nothing is set by it."""

    years = forms.IntegerField(
        label="Years",
        min_value=FEWEST,
        max_value=MOST,
        help_text="Shows what a policy of so many years would dispose of tonight. Nothing is set.",
    )


class RetentionForm(DeskForm):
    """The policy."""

    allowed = forms.TypedChoiceField(
        label="Personal data of old requests",
        choices=[("", "Choose"), ("yes", "are disposed of by night"), ("no", "are kept for good")],
        coerce=lambda value: value == "yes",
        help_text="Disposal begins a week after you set it. What is disposed of cannot be had back.",
    )
    years = forms.IntegerField(
        label="Kept whole for so many years",
        min_value=FEWEST,
        max_value=MOST,
        help_text="Since the request was completed, the certificate's last day, and the last line in the register, whichever is latest.",
    )
    reason = forms.CharField(
        label="Law or order",
        max_length=300,
        help_text="By which it is so, such as: Records schedule of 4 May 2026, item 12. It stands in the history.",
    )
