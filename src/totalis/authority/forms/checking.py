"""What the public check takes: a file, or number and code."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from totalis.webbase.forms import DayField, DeskForm

ACCEPT = ".pdf,.sd-jwt,.txt,application/pdf"


def _day() -> DayField:
    """The one day that a check asks about."""
    return DayField(
        label=_("Day that it should cover"),
        help_text=_("Today, or a day of the work that you look at."),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("Write a day that exists."),
        },
    )


class FileForm(DeskForm):
    """A PDF or a credential."""

    file = forms.FileField(
        label=_("File of the certificate"),
        help_text=_("The PDF as it was issued, or the credential. It is checked and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose it again."),
        },
    )
    day = _day()


class PaperForm(DeskForm):
    """Number and code of a paper."""

    number = forms.CharField(
        label=_("Number of the certificate"),
        max_length=60,
        help_text=_("Such as US26-7K3M-Q2XD-4. Capitals, spaces and hyphens do not matter."),
        error_messages={"required": _("Type the number.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Check code"),
        max_length=60,
        help_text=_("Three groups of four letters and digits, printed below the number."),
        error_messages={"required": _("Type the check code.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    day = _day()
