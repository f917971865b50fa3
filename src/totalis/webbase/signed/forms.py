"""A public key of another machine, as a person pastes it."""

from __future__ import annotations

import json
from typing import Any

from django import forms

LONGEST = 2000


class KeyField(forms.CharField):
    """A public key as text; cleaned to the JWK."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - the field's own options
        super().__init__(**{"max_length": LONGEST, **options})
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "rows": 5}

    def clean(self, value: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever was sent
        """The key as a mapping."""
        text = super().clean(value)
        try:
            key = json.loads(text)
        except (ValueError, RecursionError) as error:
            message = (
                "This is no key. Copy the whole text that the other side shows, with both braces."
            )
            raise forms.ValidationError(message) from error
        if not isinstance(key, dict):
            message = "A key begins with { and ends with }. Copy the whole text."
            raise forms.ValidationError(message)
        return key
