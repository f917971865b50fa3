"""A period of the timeline: one form for work, one for residence and contributions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from totalis.casework.forms.fields import CountryField
from totalis.casework.models import Employer, Evidence, WorkPeriod
from totalis.procedure.casefile import PeriodLane
from totalis.webbase.forms import DayField, DeskForm

if TYPE_CHECKING:
    from collections.abc import Iterable

    from totalis.casework.models import Case

STATUSES = (("employee", "Employee"), ("self_employed", "Self-employed"))


class PeriodForm(DeskForm):
    """Days, country and proof: what every period has."""

    start = DayField(
        label="First day",
        error_messages={"required": "Give the first day.", "invalid": "Write a day that exists."},
    )
    end = DayField(
        label="Last day",
        required=False,
        help_text="Leave it empty while the period goes on or its end is unknown.",
    )
    country = CountryField(
        label="Country",
        help_text="One country; another one is a period of its own.",
        error_messages={"required": "Choose the country."},
    )
    description = forms.CharField(
        label="Note", required=False, max_length=300, help_text="A few words, where they help."
    )
    evidence = forms.ModelMultipleChoiceField[Evidence](
        label="Documents that prove it",
        queryset=Evidence.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Keep them under Evidence first, then they are listed here.",
    )

    def __init__(self, *args: Any, case: Case, lane: PeriodLane, **more: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **more)
        self.lane = lane
        documents = self.fields["evidence"]
        if isinstance(documents, forms.ModelMultipleChoiceField):
            own = Evidence.objects.of(case.organisation).filter(case=case)
            documents.queryset = own.order_by("title")

    def values(self) -> dict[str, Any]:
        """What was typed, by the names of `services.timeline.GivenPeriod`."""
        return {
            **self.cleaned_data,
            "lane": self.lane,
            "evidence": list(self.cleaned_data["evidence"]),
        }


class WorkPeriodForm(PeriodForm):
    """A period of work: one status, one place, one employer."""

    status = forms.ChoiceField(
        label="Employee or self-employed",
        choices=STATUSES,
        widget=forms.RadioSelect,
        error_messages={"required": "Say which of the two."},
    )
    place = forms.CharField(
        label="Place of work",
        max_length=120,
        help_text="The town or site where the work is physically done, not where a client or the employer has its seat.",
        error_messages={"required": "Name the town or site."},
    )
    employer = forms.ModelChoiceField[Employer](
        label="Employer or business",
        queryset=Employer.objects.none(),
        required=False,
        empty_label="None",
        help_text="A client is no employer.",
    )
    description = forms.CharField(
        label="What the work is",
        max_length=300,
        help_text="One kind of work. A new period starts whenever status, place, employer or contribution country changes.",
        error_messages={"required": "Say what the work is."},
    )
    field_order: Iterable[str] | None = (
        "start",
        "end",
        "country",
        "place",
        "status",
        "employer",
        "description",
        "evidence",
    )

    def __init__(self, *args: Any, case: Case, **more: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, case=case, **more)
        employers = self.fields["employer"]
        if isinstance(employers, forms.ModelChoiceField):
            employers.queryset = Employer.objects.of(case.organisation).order_by("name")


def period_form(case: Case, lane: PeriodLane, *args: Any, **more: Any) -> PeriodForm:  # noqa: ANN401 - Django's own arguments
    """The form of a lane."""
    kind = WorkPeriodForm if lane is PeriodLane.WORK else PeriodForm
    return kind(*args, case=case, lane=lane, **more)


def initial_of(period: WorkPeriod) -> dict[str, Any]:
    """A period as its form shows it."""
    names = ("start", "end", "country", "status", "place", "employer", "description")
    values: dict[str, Any] = {name: getattr(period, name) for name in names}
    return values | {"evidence": list(period.evidence.all())}
