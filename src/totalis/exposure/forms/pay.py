"""What a worker earns, and a rate of exchange, as forms ask for them."""

from __future__ import annotations

from typing import Any

from django import forms

from totalis.webbase.forms import DeskForm

SOURCE_OF_RATE = "Say where the rate stands, and of which day it is."


class RateField(forms.DecimalField):
    """One US dollar in the currency of the other country."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(
            label="One US dollar in the currency of the other country",
            required=False,
            min_value=0,
            max_digits=16,
            decimal_places=8,
            help_text="Such as 0.92 for the euro. Without a rate nothing is converted: the side in the other currency stays unknown.",
            **given,
        )


class RateSourceField(forms.CharField):
    """Where that rate stands."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(
            label="Where that rate stands",
            required=False,
            max_length=200,
            help_text="Such as “European Central Bank, reference rate of 2 January 2026”. It is shown with the calculation.",
            **given,
        )


class PayForm(DeskForm):
    """The pay of a case."""

    amount = forms.DecimalField(
        label="Pay in a full month",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text="Gross, without bonuses that are paid once a year. It counts for the whole engagement.",
        error_messages={"required": "Give the pay of a full month."},
    )
    currency = forms.CharField(
        label="Currency",
        max_length=3,
        help_text="Three letters: USD, or the currency of the other country.",
        error_messages={"required": "Name the currency."},
    )
    known_by = forms.CharField(
        label="How it is known",
        max_length=300,
        help_text="Such as “Assignment letter of 3 March, annex 1”.",
        error_messages={"required": "Say where the pay stands, or who told it."},
    )
    per_dollar = RateField()
    rate_source = RateSourceField()

    def __init__(self, *args: Any, local: str = "", **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(*args, **kwargs)
        if local:
            self.fields["currency"].help_text = f"USD, or {local}."

    def clean_currency(self) -> str:
        """In capitals."""
        return str(self.cleaned_data["currency"]).strip().upper()
