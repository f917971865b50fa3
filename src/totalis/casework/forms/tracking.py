"""What people type after the sending: checks, contacts, numbers, steps of the alternate procedure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from totalis.casework.forms.moments import DocumentForm, MomentField
from totalis.webbase.forms import DayField, DeskForm

if TYPE_CHECKING:
    from collections.abc import Iterable

CHANNELS = (
    ("online", "Online"),
    ("phone", "Telephone"),
    ("email", "E-mail"),
    ("mail", "Mail"),
    ("fax", "Fax"),
    ("courier", "Courier"),
)


class CheckForm(DocumentForm):
    """What the channel said."""

    checked_at = MomentField(label="Read on", help_text="Day and time (UTC) at which you looked.")
    channel = forms.ChoiceField(
        label="Where", choices=CHANNELS, help_text="Where you read or heard it."
    )
    label = forms.CharField(
        label="Label of the channel",
        max_length=80,
        required=False,
        help_text="As it is shown there, letter by letter. Leave empty where none is shown.",
    )
    verbatim = forms.CharField(
        label="Text of the channel",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Copy the whole text, word for word. Nothing of it is ever changed.",
    )


class ContactForm(DocumentForm):
    """A contact with the agency that is no follow-up."""

    direction = forms.ChoiceField(
        label="Who spoke",
        choices=(("in", "The agency wrote or called"), ("out", "We wrote or called")),
    )
    happened_at = MomentField(label="When", help_text="Day and time (UTC).")
    channel = forms.ChoiceField(label="How", choices=CHANNELS, help_text="The way the words took.")
    counterpart = forms.CharField(
        label="Office or person", max_length=160, help_text="Who was on the other side."
    )
    verbatim = forms.CharField(
        label="What was written or said",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Word for word where you have it.",
    )


class FollowUpForm(ContactForm):
    """A message that asks where the answer is."""

    direction = None  # type: ignore[assignment] # Django's way to drop a field
    override_reason = forms.CharField(
        label="Why this one need not wait",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept with the message and shown to every auditor.",
    )

    def __init__(self, *args: Any, may_override: bool, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        if not may_override:
            del self.fields["override_reason"]


class ControlNumberForm(DocumentForm):
    """The channel's own number."""

    control_number = forms.CharField(
        label="Control number",
        max_length=60,
        help_text="As the confirmation shows it. Its format is unknown, so that nothing but its length is tested.",
    )


class WaitingForm(DeskForm):
    """The agency's current instruction on waiting."""

    business_days = forms.IntegerField(
        label="Business days to wait", help_text="The number that the instruction names."
    )
    source = forms.CharField(
        label="Where it stands",
        max_length=300,
        help_text="Address of the page, or the letter with its date.",
    )
    read_on = DayField(label="Read on", help_text="The day on which you looked it up.")
    revision = forms.IntegerField(widget=forms.HiddenInput)


class AttemptForm(DocumentForm):
    """A step of the alternate procedure."""

    happened_at = MomentField(label="When", help_text="Day and time (UTC).")
    addressee = forms.CharField(
        label="Who was asked", max_length=160, help_text="The office, by its name."
    )
    asked_for = forms.CharField(
        label="What was asked for",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: a statement that the earnings are not covered by the US system.",
    )
    outcome = forms.CharField(
        label="What came of it",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Leave empty while there is no answer; it can be added later, once.",
    )


class OutcomeForm(DocumentForm):
    """What came of a step."""

    outcome = forms.CharField(
        label="What came of it",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The answer, in its own words where you have them.",
    )


class SendingForm(DocumentForm):
    """The moment of sending."""

    sent_at = MomentField(label="Sent on", help_text="Day and time (UTC).")
    control_number = forms.CharField(
        label="Control number",
        max_length=60,
        required=False,
        help_text="What the channel gave back. It can be added later under Tracking.",
    )


class ExceptionForm(DeskForm):
    """Another channel than online."""

    channel = forms.ChoiceField(
        label="Channel",
        choices=(),
        help_text="The way you ask to use instead of the online service.",
    )
    reason = forms.CharField(
        label="Why online does not do",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The approver reads it, and every auditor after her.",
    )
    destination = forms.CharField(
        label="Destination",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Number or address exactly as it will be used.",
    )
    destination_source = forms.CharField(
        label="Where you checked it",
        max_length=300,
        help_text="Address of the page, or the letter or call, from which you took it now.",
    )
    destination_checked_on = DayField(
        label="Checked on", help_text="Sources name different offices: look it up again today."
    )

    def __init__(self, *args: Any, channels: Iterable[tuple[str, str]], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = list(channels)  # type: ignore[attr-defined] # a ChoiceField
