"""A stay that somebody types, and a log that somebody hands in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from totalis.casework.forms.facts import EvidenceChoice
from totalis.casework.forms.fields import CountryField
from totalis.webbase.forms import DayField, DeskForm

if TYPE_CHECKING:
    from totalis.casework.models import Case

WORKED = (("", "Not known"), ("yes", "Yes"), ("no", "No"))
DAY_FIRST = (
    ("", "As the file itself shows it"),
    ("day", "The day comes first (3/4 is 3 April)"),
    ("month", "The month comes first (3/4 is March 4)"),
)


class StayForm(DeskForm):
    """One stay in one country."""

    start = DayField(
        label="First day",
        help_text="The day of arrival counts.",
        error_messages={"required": "Give the first day.", "invalid": "Write a day that exists."},
    )
    end = DayField(
        label="Last day",
        help_text="Both days count.",
        error_messages={"required": "Give the last day.", "invalid": "Write a day that exists."},
    )
    country = CountryField(
        label="Country",
        help_text="Where the person was, also between flights overnight.",
        error_messages={"required": "Choose the country."},
    )
    worked = forms.ChoiceField(
        label="Worked there",
        choices=WORKED,
        required=False,
        widget=forms.RadioSelect,
        help_text="Whether any work was done there in these days.",
    )
    purpose = forms.CharField(
        label="Purpose", required=False, max_length=200, help_text="Such as a site visit, or leave."
    )
    evidence = EvidenceChoice(label="Document that shows it", help_text="Ticket, stamp, booking.")

    def __init__(self, *args: Any, case: Case, **more: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **more)
        documents = self.fields["evidence"]
        if isinstance(documents, EvidenceChoice):
            documents.of(case)

    def values(self) -> dict[str, Any]:
        """What was typed, by the names of `services.travel.GivenStay`."""
        worked = {"yes": True, "no": False}.get(self.cleaned_data["worked"])
        return {**self.cleaned_data, "worked": worked}


class ImportForm(DeskForm):
    """A table or a calendar file with stays."""

    file = forms.FileField(
        label="Table (CSV) or calendar (ICS)",
        help_text="A table needs headings for first day, last day (or one day) and country; worked and purpose may follow.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.ics"}),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose the file again.",
        },
    )
    day_first = forms.ChoiceField(
        label="Days written in figures, such as 3/4/2026",
        choices=DAY_FIRST,
        required=False,
        help_text="Only asked for where the file does not show it.",
    )

    def read_day_first(self) -> bool | None:
        """How to read days in figures; None where the file must show it."""
        return {"day": True, "month": False}.get(self.cleaned_data["day_first"])
