"""What the pages about partner agencies ask."""

from __future__ import annotations

from typing import Any

from django import forms

from totalis.authority.selectors.partners_copies import EACH, EXCEPTIONS, STATED
from totalis.facts.countries import COUNTRIES
from totalis.webbase.forms import DayField, DeskForm
from totalis.webbase.signed.forms import KeyField

TEXT_LENGTH = 8000
QUESTION, NEWS, FINAL, FOR_NOW = "A005", "A008", "A003", "A007"


class PartnerForm(DeskForm):
    """What may be changed of a partner at any time."""

    name = forms.CharField(
        label="Name of the agency",
        max_length=160,
        help_text="As examiners shall see it, such as Centre of Liaison.",
    )
    address = forms.CharField(
        label="Address for messages",
        max_length=300,
        help_text="What the partner's own page shows: it begins with https and ends with /service/messages/.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    copies = forms.ChoiceField(
        label="Copies of certificates",
        choices=[
            (STATED, "As sources state for its agreement"),
            (EACH, "A copy of each certificate"),
            (EXCEPTIONS, "Only of exceptions to which it agreed"),
        ],
        required=False,
        initial=STATED,
        widget=forms.RadioSelect,
        help_text=(
            "What sources state stands on this page. The partner that agreed to an exception gets the copy of it in any case."
        ),
    )
    copies_reason = forms.CharField(
        label="Why otherwise than sources state",
        max_length=300,
        required=False,
        help_text="Needed where you choose otherwise, such as: Agreed by letter of 3 March 2026. It stands on the partner's page.",
    )

    def given(self) -> dict[str, Any]:
        """What was entered, as the service takes it."""
        given = dict(self.cleaned_data)
        wanted = given.pop("copies") or STATED
        return given | {"gets_copies": None if wanted == STATED else wanted == EACH}


class NewPartnerForm(PartnerForm):
    """A partner, with the key by which its messages are known."""

    country = forms.ChoiceField(
        label="Country",
        choices=[("", "Choose"), *sorted(COUNTRIES.items(), key=lambda item: item[1])],
        help_text="Whose law the agency certifies.",
    )
    key = KeyField(
        label="Public key of the agency",
        help_text=(
            "What the partner's own page shows. Let somebody there read the name of the key out on the telephone "
            "before you use it."
        ),
    )
    field_order = ("country", "name", "address", "key", "copies", "copies_reason")  # type: ignore[mutable-override] # a class attribute by design


class PartnerKeyForm(DeskForm):
    """A new key, and how long the former one counts."""

    key = KeyField(
        label="New public key of the agency",
        help_text="Compare its name on the telephone first.",
    )
    former_until = DayField(
        label="Former key counts until",
        required=False,
        help_text=(
            "The last day, at most 90 days from now; the partner changes over before. Leave it empty where the "
            "former key was lost or stolen: then it counts no more at once."
        ),
    )


class WriteForm(DeskForm):
    """A message to the partner agency."""

    kind = forms.ChoiceField(label="Kind of message", help_text="What the other agency is to do.")
    text = forms.CharField(
        label="Text",
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The question or the news; with a determination, its reasons. Write no more of a person than is needed.",
    )

    def __init__(self, *args: Any, with_decision: bool = False, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, **kwargs)
        kinds = [
            (QUESTION, "Request for information: it is asked to answer"),
            (NEWS, "Notification: it is told something"),
        ]
        if with_decision:
            kinds += [
                (FINAL, "Determination: it is told what was decided, and may object"),
                (FOR_NOW, "Provisional determination: the same, before it is final"),
            ]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined] # a field of choices, above

    def clean(self) -> dict[str, Any]:
        """A question or news without text says nothing."""
        given = super().clean() or {}
        if given.get("kind") in (QUESTION, NEWS) and not str(given.get("text", "")).strip():
            self.add_error("text", "Write what is asked or told.")
        return given


class InformationForm(DeskForm):
    """The answer to a question."""

    text = forms.CharField(
        label="Answer",
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="It goes to the partner agency signed, and is kept as proof.",
    )


class ObjectionForm(DeskForm):
    """The answer to a determination."""

    agrees = forms.ChoiceField(
        label="Your agency",
        choices=[("yes", "accepts the determination"), ("no", "objects to it")],
        widget=forms.RadioSelect,
        help_text="The partner agency is told.",
    )
    reasons = forms.CharField(
        label="Reasons",
        max_length=TEXT_LENGTH,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed for an objection.",
    )

    def clean(self) -> dict[str, Any]:
        """An objection needs reasons."""
        given = super().clean() or {}
        if given.get("agrees") == "no" and not str(given.get("reasons", "")).strip():
            self.add_error("reasons", "Say why your agency objects.")
        return given
