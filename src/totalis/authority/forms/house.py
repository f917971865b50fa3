"""What the pages of the house ask of examiners and administrators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from totalis.authority.selectors.assessment_words import PRIORITIES
from totalis.authority.services.policy import LANES
from totalis.facts.countries import name_of
from totalis.frontdoor.selectors.law import lawbook
from totalis.webbase.forms import DayField, DeskForm

if TYPE_CHECKING:
    from totalis.lawbook.forms.model import FormEdition
    from totalis.webbase.accounts.models import User


class AskForm(DeskForm):
    """A question to the requester."""

    text = forms.CharField(
        label="What you need to know, and why",
        max_length=2000,
        help_text="The requester reads this as it stands. No numbers of persons: name the field instead.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    fields_asked = forms.MultipleChoiceField(
        label="Fields that the answer may correct",
        required=False,
        help_text="Ticked fields are offered with the answer. None: words and documents only.",
        widget=forms.CheckboxSelectMultiple,
    )
    answer_by = DayField(
        label="Answer by", help_text="After this day the request may be decided on what is known."
    )

    def __init__(self, *args: Any, edition: FormEdition, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        field = self.fields["fields_asked"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(one.key, one.label) for step in edition.steps for one in step.fields]


class DecideForm(DeskForm):
    """Issue or refuse, on the assessment that the page shows and on all that the requester had said by then."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    heard = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label="Your decision",
        choices=[("issue", "Issue"), ("refuse", "Refuse")],
        help_text="What differs from the engine's proposal, and every exception, goes to a second person.",
        widget=forms.RadioSelect,
    )
    start = DayField(
        label="First day",
        required=False,
        help_text="Of an issue: as asked for, unless you change it.",
    )
    end = DayField(
        label="Last day", required=False, help_text="Inside the period. Empty: as asked for."
    )
    covered_by = forms.ChoiceField(
        label="Covered by",
        required=False,
        help_text="Empty: as the engine determined; of an exception, as is asked for.",
    )
    exempt_in = forms.ChoiceField(
        label="Exempt in",
        required=False,
        help_text="Empty: as the engine determined; of an exception, as is asked for.",
    )
    article = forms.CharField(
        label="Article",
        required=False,
        max_length=40,
        help_text="Needed for a refusal. Of an issue: empty takes the engine's; another one differs from it.",
    )
    reasons = forms.CharField(
        label="Reasons for the requester",
        required=False,
        max_length=4000,
        help_text="Needed for a refusal: why, in plain words, and what would change it.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    override_reason = forms.CharField(
        label="Why you differ from the engine",
        required=False,
        max_length=500,
        help_text="Needed where you do. Kept with the decision, not told to the requester.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, countries: tuple[str, ...], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        for name in ("covered_by", "exempt_in"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = [("", "As determined"), *((key, name_of(key)) for key in countries)]


class RejectForm(DeskForm):
    """Why a decision goes back."""

    reason = forms.CharField(
        label="What must be looked at again",
        max_length=500,
        help_text="Kept with the decision; the request goes back to the examiners.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConsentForm(DeskForm):
    """The other agency's word on an exception, where it came by letter."""

    by = forms.CharField(
        label="Who agreed",
        max_length=160,
        help_text="The agency of the other country, and who signed: Cleiss, Mme Martin. It stands on the certificate.",
    )
    document = forms.CharField(
        label="In which document",
        max_length=160,
        help_text="So that it is found again: letter DRI/2026/118. It stands on the certificate. No numbers of persons.",
    )
    on = DayField(
        label="Day of the document", help_text="The day that it bears, not that of its arrival."
    )


class PriorityForm(DeskForm):
    """How soon."""

    priority = forms.TypedChoiceField(
        label="Priority",
        coerce=int,
        choices=[(key, words) for key, words in PRIORITIES.items()],
        help_text="Higher goes before what came earlier.",
    )
    reason = forms.CharField(
        label="Reason",
        required=False,
        max_length=300,
        help_text="Needed for anything but ordinary. No personal numbers.",
    )


class HandOverForm(DeskForm):
    """To whom."""

    to = forms.ChoiceField(
        label="Hand over to", required=False, help_text="Nobody: it goes back to the queue."
    )

    def __init__(self, *args: Any, people: list[User], **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        self.people = {str(one.pk): one for one in people}
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", "Nobody"), *((key, one.name) for key, one in self.people.items())]

    @property
    def user(self) -> User | None:
        """The person chosen."""
        return self.people.get(self.cleaned_data["to"])


class PolicyForm(DeskForm):
    """Straight-through issue for one agreement and lane."""

    agreement = forms.ChoiceField(label="Agreement", help_text="The country of the agreement.")
    lane = forms.ChoiceField(
        label="Form",
        choices=[(key, key.replace("_", "-").capitalize()) for key in LANES],
        help_text="For whom the request is made.",
    )
    allowed = forms.TypedChoiceField(
        label="Clear requests are",
        coerce=lambda value: value == "on",
        choices=[("off", "Left to examiners"), ("on", "Issued without a person")],
        help_text="Clear: settled by the engine, every field there, no overlap, nothing in doubt.",
        widget=forms.RadioSelect,
    )
    most_months = forms.IntegerField(
        label="Longest period in months",
        required=False,
        min_value=1,
        max_value=1200,
        help_text="Longer ones are left to examiners. Empty: whatever the rule allows.",
    )
    kept_for_people = forms.IntegerField(
        label="Left to examiners all the same, in percent",
        min_value=0,
        max_value=100,
        initial=0,
        help_text="Drawn at random among clear requests, so that people see what the engine passes.",
    )
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        help_text="Who decided this, and on what ground. It stays on record.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        field = self.fields["agreement"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        known = sorted((name_of(key.upper()), key.upper()) for key in lawbook().files)
        field.choices = [(code, name) for name, code in known]


class AgencyForm(DeskForm):
    """What the public is told of the agency."""

    name = forms.CharField(
        label="Name",
        max_length=160,
        help_text="As certificates, receipts and public pages name it.",
    )
    postal_address = forms.CharField(
        label="Postal address",
        required=False,
        help_text="Where requests by mail go.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    fax = forms.CharField(
        label="Fax", required=False, max_length=40, help_text="With country code."
    )
    telephone = forms.CharField(
        label="Telephone", required=False, max_length=40, help_text="With country code."
    )
    telephone_hours = forms.CharField(
        label="When somebody answers",
        required=False,
        max_length=120,
        help_text="Days, hours and time zone.",
    )
    email = forms.EmailField(
        label="E-mail address",
        required=False,
        help_text="For the public. Not for personal numbers.",
    )
    takes_requests = forms.BooleanField(
        label="The public forms are open",
        required=False,
        help_text="Closed: the pages say so, and nothing can be sent.",
    )
    service_days = forms.IntegerField(
        label="Service time in business days",
        min_value=1,
        max_value=1000,
        help_text="By when a request is due: Monday to Friday, federal holidays left out. For requests from now on.",
    )
