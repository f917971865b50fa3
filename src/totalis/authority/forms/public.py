"""What the public pages send: a step's answers, documents, the declaration, a look-up. Answers stay as they were typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from totalis.authority.selectors.country_names import code_of
from totalis.authority.selectors.refusal_words import refused
from totalis.authority.selectors.requests_words import is_english
from totalis.frontdoor.forms.answers import AnswerError, country_code
from totalis.lawbook.forms.model import FieldType
from totalis.webbase.files.kinds import ACCEPT
from totalis.webbase.forms import DayField, DeskForm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.kernel.errors import TotalisError
    from totalis.lawbook.forms.model import FormField, FormStep

FIXED = frozenset({"agreement_country"})
PREFIX = "a-"
"""Before the key of a field in the page, so that no answer can pose as something else."""


def read_answers(step: FormStep, sent: Mapping[str, str]) -> dict[str, str]:
    """The answers of a step: every letter as it was typed, with line ends as one sign; a field that was not shown is left out."""
    found = {}
    for field in step.fields:
        if field.key in FIXED or f"shown-{field.key}" not in sent:
            continue
        typed = sent.get(PREFIX + field.key, "").replace("\r\n", "\n").replace("\0", "")
        found[field.key] = _read(field, typed)
    return found


def _read(field: FormField, typed: str) -> str:
    if not typed.strip():
        return ""
    if field.type is FieldType.COUNTRIES:
        return _codes(typed)
    if field.type is FieldType.DAYS:
        return "\n".join(_day_line(line) for line in typed.split("\n"))
    return typed


def _codes(typed: str) -> str:
    """Countries by their codes where every name is known, else as they were typed, for the check to speak of."""
    parts = [part.strip() for part in typed.replace(";", ",").replace("\n", ",").split(",")]
    try:
        return ", ".join(code_of(part) or country_code(part) for part in parts if part)
    except AnswerError:
        return typed


def _day_line(line: str) -> str:
    """A line of country and days, the country by its code if its name is one in the reader's language."""
    name, sign, days = line.partition(";")
    code = "" if is_english() else code_of(name)
    return f"{code}{sign}{days}" if code else line


class PublicForm(DeskForm):
    """A form whose refusals are said in the reader's language."""

    def add_problems(self, error: TotalisError) -> None:
        """Show what a service refused: beside the field that a problem's path names, else on top."""
        for problem in error.problems:
            name = problem.path.split(".")[-1].split("[")[0]
            self.add_error(name if name in self.fields else None, refused(problem))


class DocumentForm(PublicForm):
    """A document that goes with the request."""

    file = forms.FileField(
        label=_("Document"),
        help_text=_("PDF, picture, Word or Excel file, at most 25 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("The file is empty. Choose it again."),
        },
    )


class SendingForm(DeskForm):
    """The declaration; for a correction also what was wrong."""

    reason = forms.CharField(
        label=_("What was wrong, and why"),
        max_length=300,
        help_text=_("A few words for the examiner."),
        error_messages={"required": _("Say in a few words what was wrong.")},
    )
    declaration = forms.BooleanField(
        label=_(
            "I declare that these answers are true and complete as far as I know, and that I may make this request."
        ),
        error_messages={"required": _("Tick the declaration to send the request.")},
    )

    def __init__(self, *args: object, correcting: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if not correcting:
            del self.fields["reason"]


class LookUpForm(DeskForm):
    """Control number and second fact."""

    number = forms.CharField(
        label=_("Control number"),
        max_length=40,
        help_text=_(
            "Twelve letters and digits, such as 7KM2-9QXA-B3CD. Capitals and hyphens do not matter."
        ),
        error_messages={"required": _("Type the control number.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    born_on = DayField(
        label=_("The worker's day of birth"),
        help_text=_("As it was written in the request."),
        error_messages={
            "required": _("Type the day of birth."),
            "invalid": _("Write a day that exists."),
        },
    )


class WithdrawForm(DeskForm):
    """Why a request is taken back."""

    reason = forms.CharField(
        label=_("Why you withdraw it"),
        max_length=300,
        required=False,
        help_text=_("A few words, if you like to say. They become part of the record."),
    )
    sure = forms.BooleanField(
        label=_("I withdraw this request. Nothing will be issued on it."),
        error_messages={"required": _("Tick this to withdraw the request.")},
    )


class AnswerForm(PublicForm):
    """The answer to an examiner's question."""

    text = forms.CharField(
        label=_("Your answer"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        help_text=_("Answer in your own words. You may add one document."),
        error_messages={"required": _("Write an answer.")},
    )
    file = forms.FileField(
        label=_("Document"),
        required=False,
        help_text=_("PDF, picture, Word or Excel file, at most 25 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPT}),
    )
