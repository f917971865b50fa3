"""The small calculator of money at risk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from totalis.earnings.contribution_law import contribution_law
from totalis.exposure.forms.pay import SOURCE_OF_RATE, RateField, RateSourceField
from totalis.exposure.selectors.catalogues import country_choices, country_name
from totalis.exposure.selectors.risk import LOCAL
from totalis.webbase.forms import DayField, DeskForm

if TYPE_CHECKING:
    from totalis.exposure.models import ChargeRun

MOST_MONTHS = 120
FIRST_YEAR = 1980


class MoneyForm(DeskForm):
    """Pay, days and the country whose charges stand beside FICA or SECA."""

    pay = forms.DecimalField(
        label="Pay in a full month",
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text="Gross. From it the US side is computed, month by month, with the wage base of each year.",
    )
    currency = forms.ChoiceField(
        label="Currency of the pay",
        choices=(("", "US dollars"), (LOCAL, "The currency of the other country")),
        required=False,
        help_text="Each side is computed in its own currency. For the one that the pay is not in, a rate is needed below.",
    )
    self_employed = forms.ChoiceField(
        label="How the work is done",
        choices=(("", "As an employee"), ("yes", "Self-employed")),
        required=False,
        help_text="Employees: FICA, both shares. Self-employed: SECA.",
    )
    first = DayField(label="First day", help_text="The first day on which both countries charge.")
    last = DayField(label="Last day", help_text="The last one, or the last one that you plan for.")
    country = forms.ChoiceField(
        label="Other country",
        choices=lambda: [
            ("", "Choose a country"),
            *(choice for choice in country_choices() if choice[0] != "US"),
        ],
        help_text="The country that charges the same pay.",
    )
    per_dollar = RateField()
    rate_source = RateSourceField()
    run = forms.ChoiceField(
        label="Its charges",
        required=False,
        help_text="Classified payslips of that country: their covered lines are the other side. They come before what its rates would say.",
    )
    staff_number = forms.CharField(
        label="Staff number",
        required=False,
        max_length=40,
        help_text="Only where the register holds lines of several people.",
    )

    def __init__(self, *args: Any, runs: list[ChargeRun], **kwargs: Any) -> None:  # noqa: ANN401 - the signature is Django's
        super().__init__(*args, **kwargs)
        field = self.fields["run"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                ("", "None"),
                *((str(run.pk), f"{run.title} ({run.agreement})") for run in runs),
            ]

    def clean(self) -> dict[str, Any]:
        """Days in their order, and not too many of them; a currency that is known."""
        given = super().clean() or self.cleaned_data
        country = given.get("country", "")
        if given.get("currency") == LOCAL and country and contribution_law(country) is None:
            says = f"Which currency {country_name(country)} has is not on file: give the pay in US dollars."
            self.add_error("currency", says)
        if given.get("per_dollar") and not given.get("rate_source"):
            self.add_error("rate_source", SOURCE_OF_RATE)
        first, last = given.get("first"), given.get("last")
        if first and first.year < FIRST_YEAR:
            self.add_error("first", f"Rates are known from {FIRST_YEAR} on.")
        if first and last:
            if last < first:
                self.add_error("last", "The last day lies before the first.")
            elif (last.year - first.year) * 12 + last.month - first.month >= MOST_MONTHS:
                self.add_error("last", f"At most {MOST_MONTHS} months at once.")
        return given
