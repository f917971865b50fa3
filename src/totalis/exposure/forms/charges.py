"""Charge lines as people type them, choose among them, and say what an unclear one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from totalis.exposure.selectors.catalogues import country_choices
from totalis.exposure.selectors.lines import Chosen
from totalis.exposure.selectors.resolutions import category_choices, charge_choices
from totalis.exposure.selectors.words import CATEGORIES
from totalis.tables.codes import CURRENCIES
from totalis.webbase.forms import DayField, DeskForm

if TYPE_CHECKING:
    from collections.abc import Mapping

ROWS = 8
LONGEST_WORDS = 80
PAYERS = (
    ("", "Not said"),
    ("employee", "Employee"),
    ("employer", "Employer"),
    ("self_employed", "Self-employed"),
)
COMMON = ("EUR", "GBP", "JPY", "CHF", "CAD", "USD")


class AgreementForm(DeskForm):
    """Of which country charge lines are."""

    agreement = forms.ChoiceField(
        label="Country of the charges",
        choices=lambda: [("", "Choose a country"), *country_choices()],
        help_text="The country whose system charged them. Lines of several countries are several uploads.",
        error_messages={"required": "Choose a country."},
    )


class PayslipForm(AgreementForm):
    """What the lines of a payslip share."""

    title = forms.CharField(
        label="What to call it",
        max_length=200,
        help_text="Such as “Payslip of March 2026”. No names and no social security numbers.",
        error_messages={"required": "Give it a title."},
    )
    currency = forms.ChoiceField(
        label="Currency",
        choices=lambda: [
            *((code, code) for code in COMMON),
            *((code, code) for code in sorted(CURRENCIES - set(COMMON))),
        ],
        help_text="Of every amount below.",
    )
    period_start = DayField(
        label="First day",
        required=False,
        help_text="Of the month that is charged. Without it rates are not checked and nothing is split.",
    )
    period_end = DayField(label="Last day", required=False, help_text="Of that month.")
    code_system = forms.ChoiceField(
        label="Table of the codes",
        required=False,
        choices=(("", "No codes"), ("dsn", "DSN (France)"), ("ctp", "CTP (URSSAF, France)")),
        help_text="A code means nothing without its table.",
    )

    def clean(self) -> dict[str, Any]:
        """Both days or none, in their order."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("period_start"), given.get("period_end")
        if (first is None) != (last is None) and not self.errors:
            self.add_error("period_end", "Give both days, or none.")
        elif first and last and last < first:
            self.add_error("period_end", "The last day lies before the first.")
        return given


class LineForm(DeskForm):
    """One line of a payslip."""

    label = forms.CharField(label="Charge", max_length=300, required=False)
    code = forms.CharField(label="Code", max_length=40, required=False)
    payer = forms.ChoiceField(label="Who pays", choices=PAYERS, required=False)
    base = forms.DecimalField(label="Base", max_digits=16, decimal_places=4, required=False)
    rate = forms.DecimalField(label="Rate %", max_digits=9, decimal_places=4, required=False)
    amount = forms.DecimalField(label="Amount", max_digits=16, decimal_places=4, required=False)

    def clean(self) -> dict[str, Any]:
        """A line with an amount has words or a code."""
        given = super().clean() or self.cleaned_data
        numbers = any(given.get(name) is not None for name in ("base", "rate", "amount"))
        if numbers and not given.get("label") and not given.get("code"):
            self.add_error("label", "Write the words of the line.")
        return given


LineFormSet = forms.formset_factory(LineForm, extra=ROWS, max_num=ROWS, absolute_max=ROWS)


def typed_lines(
    shared: Mapping[str, Any], rows: list[dict[str, Any]]
) -> list[Mapping[str, object]]:
    """The lines that were typed, each with what they share; empty rows are none."""
    common = {name: shared[name] for name in ("currency", "period_start", "period_end")}
    return [
        {**row, **common, "code_system": shared["code_system"] if row["code"] else ""}
        for row in rows
        if row.get("label") or row.get("code")
    ]


class LineFilterForm(DeskForm):
    """Which lines of a run are shown."""

    category = forms.ChoiceField(
        label="Category",
        required=False,
        choices=[("", "All"), *((word.key, word.label) for word in CATEGORIES.values())],
    )
    only = forms.ChoiceField(
        label="Only",
        required=False,
        choices=(("", "All lines"), ("resolved", "Answered by a person"), ("split", "Split lines")),
    )
    words = forms.CharField(label="Words of the charge", required=False, max_length=LONGEST_WORDS)
    page = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def chosen(self) -> Chosen:
        """What was asked for; what cannot be read is left out."""
        self.is_valid()
        given = self.cleaned_data
        return Chosen(
            given.get("category") or "",
            given.get("words") or "",
            given.get("only") or "",
            given.get("page") or 1,
        )


class ResolveForm(DeskForm):
    """What an unclear line is. Nothing is chosen beforehand."""

    category = forms.ChoiceField(
        label="What it is",
        widget=forms.RadioSelect,
        choices=category_choices,
        help_text="A line that holds several charges stays unclear: ask payroll for its parts.",
        error_messages={
            "required": "Choose what it is, or leave the page: unclear is a proper answer."
        },
    )
    charge = forms.ChoiceField(
        label="Which line of the catalogue it is",
        required=False,
        help_text="Where you know it. What the catalogue says of a certificate and of a credit then counts for the line.",
    )
    why = forms.CharField(
        label="Which document shows it",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as “Collective agreement, annex 2: our supplementary pension” or “Letter of the payroll provider of 3 March”.",
        error_messages={"required": "Say which document shows it."},
    )
    document = forms.FileField(
        label="The document itself",
        required=False,
        help_text="A PDF, picture or text. It is kept encrypted with your answer.",
    )

    def __init__(self, *args: Any, agreement: str, **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(*args, **kwargs)
        field = self.fields["charge"]
        if isinstance(field, forms.ChoiceField):
            field.choices = charge_choices(agreement)


class WithdrawForm(DeskForm):
    """Why something is taken back: an answer, typed lines, a pay."""

    reason = forms.CharField(
        label="Why it is taken back",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What is taken back stays in the list, with this.",
        error_messages={"required": "Say why."},
    )
