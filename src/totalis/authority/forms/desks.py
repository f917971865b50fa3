"""What the pages about connected desks ask."""

from __future__ import annotations

import json
from typing import Any

from django import forms

from totalis.webbase.forms import DeskForm

LONGEST_KEY = 2000


class KeyField(forms.CharField):
    """A public key as text; cleaned to the JWK."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the field's own options
        super().__init__(
            **{
                "label": "Public key of the desk",
                "max_length": LONGEST_KEY,
                "help_text": "What the desk's own page shows under Connections. It begins with { and is no secret.",
                **options,
            }
        )
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "rows": 5}

    def clean(self, value: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever was sent
        """The key as a mapping."""
        text = super().clean(value)
        try:
            key = json.loads(text)
        except (ValueError, RecursionError) as error:
            message = "This is no key. Copy the whole text from the desk's page, with both braces."
            raise forms.ValidationError(message) from error
        if not isinstance(key, dict):
            message = "A key begins with { and ends with }. Copy the whole text."
            raise forms.ValidationError(message)
        return key


class ClientForm(DeskForm):
    """Which desk may file, and by which key it is known."""

    name = forms.CharField(
        label="Organisation that files",
        max_length=160,
        help_text="As examiners shall see it beside its requests, such as Borealis Instruments.",
    )
    key = KeyField()
    contact_email = forms.EmailField(
        label="E-mail of who looks after it",
        required=False,
        help_text="For questions about the connection itself; requests have their own contacts.",
    )


class ClientKeyForm(DeskForm):
    """Another key for a desk that may file."""

    key = KeyField(label="New public key of the desk")


class EndClientForm(DeskForm):
    """Why a desk may file no more."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        help_text="Kept in the history. What the desk filed so far stays as it is.",
    )
