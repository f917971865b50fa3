"""What the pages of the register ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django import forms

from totalis.authority.services.registering_steps import NAME, REASON_LENGTH
from totalis.documents.certificate_changes import Correctable, correctables
from totalis.documents.certificate_identity import always_weighty, weighty_if_another
from totalis.documents.masking import masked_number
from totalis.webbase.forms import DayField, DeskForm

if TYPE_CHECKING:
    from totalis.authority.models import IssuedCertificate

SECOND = "Takes a second person."
SECOND_IF_ANOTHER = "Another spelling is corrected at once; another name takes a second person."
ON_PAPER = "It stands on the new paper and in the history. No numbers of persons."
_LONG = ("address", "nature")
_HELP = {
    "citizenships": "Country codes, separated by commas: US, FR.",
    "residence": "A country code, such as US.",
    "birth_country": "A country code, such as US.",
}
_LENGTH = 400
AS_ON_PAPER = "As it should stand on the paper."


class FindForm(DeskForm):
    """A number or a whole name."""

    words = forms.CharField(
        label="Number or whole name",
        max_length=200,
        help_text=(
            "A number such as US26-7K3M-Q2XD-4, a control number, or the whole name as it stands on the certificate. "
            "Names are kept as ciphertext, so a part of a name finds nothing."
        ),
    )


class ReasonForm(DeskForm):
    """Why something is done to a certificate."""

    reason = forms.CharField(
        label="Reason",
        max_length=REASON_LENGTH,
        help_text="It stands in the history and goes to the requester. No numbers of persons.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RejectCorrectionForm(DeskForm):
    """Why a correction is let go."""

    reason = forms.CharField(
        label="Why it is not made",
        max_length=REASON_LENGTH,
        help_text="Kept with the correction; the certificate stays as it is. No numbers of persons.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EndForm(ReasonForm):
    """An earlier last day."""

    last_day = DayField(
        label="Last day that still counts",
        help_text="Within the period of the certificate. It can come earlier again, never later.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's own arguments
        super().__init__(*args, field_order=["last_day", "reason"], **kwargs)


class CopyForm(DeskForm):
    """Who gets another paper."""

    to = forms.CharField(
        label="Who gets it",
        max_length=REASON_LENGTH,
        help_text="Such as: the employee, by mail. The file is the same; this line says that it was handed out.",
    )


class CorrectForm(ReasonForm):
    """Every part of a certificate that may be corrected, as it stands; what is left as it is stays."""

    parts: tuple[Correctable, ...] = ()

    @property
    def changes(self) -> dict[str, str]:
        """What differs from the certificate."""
        said = {
            one.key: str(self.cleaned_data[one.key]).replace("\r\n", "\n") for one in self.parts
        }
        kept = {one.key for one in self.parts if _is_number(one) and not said[one.key]}
        return {
            one.key: said[one.key]
            for one in self.parts
            if one.key not in kept and said[one.key] != one.value
        }


def correct_form(certificate: IssuedCertificate, data: object = None) -> CorrectForm:
    """The form for what stands on one certificate."""
    parts = correctables(certificate.content) if certificate.content else ()
    fields: dict[str, object] = {one.key: _part(one) for one in parts}
    made = type("CorrectFormOfOne", (CorrectForm,), {**fields, "parts": parts})
    form = made(data, auto_id="correct_%s", field_order=[*fields, "reason"])
    form.fields["reason"].help_text = ON_PAPER
    return cast("CorrectForm", form)


def _is_number(one: Correctable) -> bool:
    return one.key.startswith("holder.numbers.")


def _who(key: str) -> str:
    """Whether one person may correct it, in a sentence; empty where she always may."""
    if always_weighty(key):
        return SECOND
    return SECOND_IF_ANOTHER if weighty_if_another(key) else ""


def _part(one: Correctable) -> forms.Field:
    last = one.key.rpartition(".")[2]
    if _is_number(one):
        hint = f"Empty: {masked_number(one.value)} stays. Else the whole number."
        return forms.CharField(
            label=one.label, required=False, max_length=40, help_text=f"{hint} {SECOND}"
        )
    if last == "birth_date":
        return forms.CharField(
            label=one.label, initial=one.value, max_length=10, help_text=f"As YYYY-MM-DD. {SECOND}"
        )
    return forms.CharField(
        label=one.label,
        initial=one.value,
        required=one.key == NAME,
        max_length=_LENGTH,
        help_text=" ".join(filter(None, (_HELP.get(last, AS_ON_PAPER), _who(one.key)))),
        widget=forms.Textarea(attrs={"rows": 3}) if last in _LONG else forms.TextInput(),
    )
