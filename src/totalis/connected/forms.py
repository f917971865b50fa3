"""What the pages about connections ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from totalis.casework.forms.fields import CountryField
from totalis.webbase.forms import DeskForm
from totalis.webbase.signed.forms import KeyField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.casework.models import Evidence

LONGEST_FIELD = 4000
FIELD = "field_"
"""Before the key of a field that may be corrected, as the name of its input."""


class ServiceForm(DeskForm):
    """A service to connect to."""

    name = forms.CharField(
        label="Agency",
        max_length=160,
        help_text="As people here shall see it, such as Office of Certificates.",
    )
    country = CountryField(
        label="Country whose certificates it issues",
        help_text="Packets for certificates of this country can be filed there. One service a country.",
    )
    address = forms.CharField(
        label="Address of its interface",
        max_length=300,
        help_text="As the agency gave it to you: it begins with https:// and ends with /service/api/v1/.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
    )
    key = KeyField(
        label="Public key of the service",
        help_text="What the agency's page shows under Connected desks. It begins with { and is no secret.",
    )


class NewKeyForm(DeskForm):
    """The service's next public key."""

    key = KeyField(
        label="Next public key of the service",
        help_text="As the agency announced it. Until its first answer signed by it, the present one counts too.",
    )


class AnswerForm(DeskForm):
    """The answer to a question: words, corrected fields, documents of the case."""

    text = forms.CharField(
        label="Answer",
        max_length=4000,
        help_text="It goes to the agency as it stands here, and is kept under Tracking. Write no personal number into it.",
        widget=forms.Textarea,
    )
    documents: forms.ModelMultipleChoiceField[Evidence] = forms.ModelMultipleChoiceField(
        label="Documents to send along",
        queryset=None,
        required=False,
        help_text="Documents of this case, in their newest versions. Keep a new one under Evidence first.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 - Django's own arguments
        evidence: Any,  # noqa: ANN401 - a query set
        fields: Mapping[str, str],
        **kwargs: Any,  # noqa: ANN401 - Django's own arguments
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["documents"].queryset = evidence  # type: ignore[attr-defined] # a field of choices, above
        if not evidence.exists():
            del self.fields["documents"]
        for key, label in fields.items():
            self.fields[f"{FIELD}{key}"] = forms.CharField(
                label=f"Correct: {label}",
                required=False,
                max_length=LONGEST_FIELD,
                help_text="Empty leaves it as it was filed. Change the facts of the case too, where they were wrong.",
                widget=forms.TextInput(attrs={"class": "usa-input", "autocomplete": "off"}),
            )

    def corrections(self) -> dict[str, str]:
        """The fields that were corrected."""
        return {
            name.removeprefix(FIELD): value.strip()
            for name, value in self.cleaned_data.items()
            if name.startswith(FIELD) and value.strip()
        }


class CorrectionForm(DeskForm):
    """Why a request is corrected by a new packet."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        help_text="The agency reads it beside what changed, such as: The assignment begins a month later.",
    )


class WithdrawalForm(DeskForm):
    """Why a request is taken back."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        help_text="The agency reads it. What was decided already cannot be taken back from here.",
    )
