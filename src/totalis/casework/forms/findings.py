"""Why a finding or flag is closed."""

from __future__ import annotations

from django import forms

from totalis.webbase.forms import DeskForm


class CloseForm(DeskForm):
    """The reason, for whoever reads the case later."""

    reason = forms.CharField(
        label="Reason",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What settles it, so that a stranger can follow.",
        error_messages={"required": "Say what settles it."},
    )
