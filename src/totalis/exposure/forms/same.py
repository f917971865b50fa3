"""Which streams of a test are shown."""

from __future__ import annotations

from django import forms

from totalis.exposure.selectors.contributions import FINDINGS
from totalis.webbase.forms import DeskForm


class StreamFilterForm(DeskForm):
    """By finding, a page at a time."""

    finding = forms.ChoiceField(
        label="Finding", required=False, choices=[("", "All"), *FINDINGS.items()]
    )
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def chosen(self) -> tuple[str, int]:
        """The finding and the page; what cannot be read is left out."""
        self.is_valid()
        return self.cleaned_data.get("finding") or "", self.cleaned_data.get("page") or 1
