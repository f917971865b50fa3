"""What people type about a certificate: read off the document, decided on, corrected, delivered."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec
from django import forms

from totalis.casework.forms.fields import CountryField
from totalis.webbase.forms import DayField, DeskForm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalis.casework.models import Certificate
    from totalis.procedure.matching_checklist import Check

PRODUCTS = (
    ("certificate", "Certificate of coverage"),
    ("letter_of_exemption", "Letter of exemption (SSA, Australia)"),
    ("ssa_statement", "Statement of SSA where the other agency issues nothing"),
)
CHANNELS = (("online", "Online"), ("mail", "Mail"), ("fax", "Fax"), ("courier", "Courier"))
METHODS = (
    "Handed over in person",
    "Registered mail",
    "Courier",
    "E-mail",
    "Payroll system upload",
)


class TypedCertificate(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of a certificate as read off the document; days are inclusive, `end` None where none is stated."""

    product: str
    issuer_country: str
    issuer: str
    number: str
    worker_name: str
    worker_number: str
    employer_name: str
    covered_by: str
    exempt_in: str
    start: date
    end: date | None
    article: str
    issued_on: date | None
    received_on: date


class CertificateUpload(DeskForm):
    """The document itself, before anything is typed."""

    file = forms.FileField(
        label="Document",
        help_text="The certificate, letter or statement as it came: PDF or a picture of the paper, both sides.",
    )
    replaces: forms.ModelChoiceField[Certificate] = forms.ModelChoiceField(
        label="It corrects or replaces",
        queryset=None,
        required=False,
        empty_label="No earlier certificate",
        help_text="Choose the earlier certificate where this one was issued in its place.",
    )

    def __init__(self, *args: Any, certificates: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = certificates  # type: ignore[attr-defined] # a ModelChoiceField
        if not certificates:
            del self.fields["replaces"]


class CertificateForm(DeskForm):
    """Every field as it stands on the document; nothing is corrected here."""

    product = forms.ChoiceField(
        label="What it is", choices=PRODUCTS, help_text="As the document calls itself."
    )
    issuer_country = CountryField(
        label="Country that issued it", help_text="The country whose agency signed."
    )
    issuer = forms.CharField(
        label="Issuing agency", max_length=200, help_text="As the document names it."
    )
    number = forms.CharField(
        label="Certificate number",
        max_length=80,
        required=False,
        help_text="Any number that identifies this document; leave empty where it has none.",
    )
    worker_name = forms.CharField(
        label="Name of the worker",
        max_length=240,
        help_text="Exactly as printed, with every given and family name.",
    )
    worker_number = forms.CharField(
        label="Social insurance number of the worker",
        max_length=40,
        required=False,
        help_text="As printed. It is kept encrypted and shown by its last four characters.",
    )
    employer_name = forms.CharField(
        label="Employer or self-employed activity",
        max_length=240,
        required=False,
        help_text="As printed.",
    )
    covered_by = CountryField(
        label="Law that applies", help_text="The country under whose system the worker stays."
    )
    exempt_in = CountryField(
        label="Exempt in", help_text="The country whose contributions the document lifts."
    )
    start = DayField(label="First day", help_text="First day of the period on the document.")
    end = DayField(
        label="Last day",
        required=False,
        help_text="Last day of the period; leave empty where the document states none.",
    )
    article = forms.CharField(
        label="Article",
        max_length=40,
        required=False,
        help_text="The article of the agreement that the document names, such as 6(1).",
    )
    issued_on = DayField(
        label="Date of issue", required=False, help_text="Date beside signature or stamp."
    )
    received_on = DayField(
        label="Received on",
        help_text="The day on which the document came into your hands. Completed online is not received.",
    )

    def clean(self) -> dict[str, Any]:
        """The days must be in order, and one country cannot both cover and exempt."""
        data = super().clean() or self.cleaned_data
        start, end = data.get("start"), data.get("end")
        if start and end and end < start:
            self.add_error("end", "The last day lies before the first day. Look at the document.")
        if data.get("covered_by") and data.get("covered_by") == data.get("exempt_in"):
            self.add_error(
                "exempt_in",
                "The same country cannot both cover and exempt. Look at the document.",
            )
        return data

    def typed(self) -> TypedCertificate:
        """What was typed, as a value."""
        return TypedCertificate(**self.cleaned_data)


class MatchForm(DeskForm):
    """The decision on a certificate, with the acceptance checklist."""

    seen = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="Reason",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Needed for a refusal, and for each difference that is to be weighed.",
    )

    def __init__(self, *args: Any, points: Sequence[Check], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.points = points

    def checklist(self) -> dict[str, bool]:
        """The points that were ticked."""
        return {point.key: f"point-{point.key}" in self.data for point in self.points}


class CorrectionForm(DeskForm):
    """A correction or re-issue asked of the issuer."""

    asked_on = DayField(label="Asked on", help_text="The day on which it went out.")
    channel = forms.ChoiceField(
        label="Channel", choices=CHANNELS, help_text="How it reached the agency."
    )
    what = forms.CharField(
        label="What must be corrected",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Field by field: what it says, what it must say, which document shows it.",
    )


class WithdrawalForm(DeskForm):
    """A certificate that was withdrawn or ended early."""

    on = DayField(label="It no longer holds from", help_text="The first day without its cover.")
    reason = forms.CharField(
        label="Why", max_length=300, help_text="Who withdrew it, and by which letter."
    )


class DeliveryForm(DeskForm):
    """A copy for somebody who must have it."""

    recipient_name = forms.CharField(
        label="To whom", max_length=200, help_text="Person or office, by name."
    )
    sent_on = DayField(
        label="Sent or handed over on", help_text="The day on which it left your hands."
    )
    method = forms.ChoiceField(
        label="How",
        choices=[(name, name) for name in METHODS],
        help_text="Choose a way that leaves a proof of receipt.",
    )


class ReceiptForm(DeskForm):
    """The proof that a copy arrived."""

    receipt_on = DayField(label="Received by them on", help_text="As the proof of receipt says.")
    file = forms.FileField(
        label="Proof of receipt",
        help_text="Signed receipt, delivery report, reply. “I sent it” is not proof.",
    )


class AttachmentForm(DeskForm):
    """The copy that went with a year's return."""

    tax_year = forms.IntegerField(
        label="Tax year",
        min_value=1980,
        max_value=2199,
        help_text="The year of the return, in four digits.",
    )
    attached_on = DayField(
        label="Filed with the return on", help_text="The day on which the return went out."
    )
    file = forms.FileField(
        label="Copy of what was filed",
        required=False,
        help_text="The marked page of the return with the certificate behind it.",
    )


class ReasonForm(DeskForm):
    """A reason, for closing and opening again."""

    reason = forms.CharField(
        label="Reason", max_length=300, help_text="One sentence. It stays in the history."
    )


class ExportForm(DeskForm):
    """The day for which the proof is wanted."""

    day = DayField(
        label="Day",
        help_text="The day about which somebody asks: “why was this person exempt on that day?”",
    )
    known = forms.ChoiceField(
        label="Told with what was known",
        choices=(
            ("now", "Today: the whole story, later events marked"),
            ("then", "On that day: nothing that came later"),
        ),
        widget=forms.RadioSelect,
    )
