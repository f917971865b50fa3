"""A check in the words of the page: translated, days as people write them, an icon beside every word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from totalis.authority.selectors.country_names import named
from totalis.documents.verify.certificate_words import Verdict

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from totalis.documents.verify.certificate_steps import CertificateCheck, CertificateStep

_LEVELS = {
    Verdict.IN_FORCE: "success",
    Verdict.NOT_GENUINE: "error",
    Verdict.NOT_FOUND: "error",
    Verdict.UNREADABLE: "error",
    Verdict.WITHDRAWN: "error",
    Verdict.REPLACED: "error",
}
"""Class of the alert; whatever is not here is a warning."""
_HEADS: dict[str, _StrPromise] = {
    "success": gettext_lazy("Yes"),
    "error": gettext_lazy("No"),
    "warning": gettext_lazy("Not for this day, or not known"),
}
_STATES: dict[str, tuple[str, _StrPromise]] = {
    "passed": ("✓", gettext_lazy("Right")),
    "failed": ("✗", gettext_lazy("Wrong")),
    "not_done": ("○", gettext_lazy("Not done")),
}
_LABELS: dict[str, _StrPromise] = {
    "number": gettext_lazy("Number"),
    "product": gettext_lazy("Kind"),
    "initials": gettext_lazy("Initials of the person"),
    "covered by": gettext_lazy("Subject to the laws of"),
    "exempt in": gettext_lazy("Exempt from the laws of"),
    "first day": gettext_lazy("First day"),
    "last day": gettext_lazy("Last day"),
    "issued on": gettext_lazy("Issued on"),
    "issuer": gettext_lazy("Issuer"),
}
_PRODUCTS: dict[str, _StrPromise] = {
    "certificate": gettext_lazy("Certificate of coverage"),
    "letter_of_exemption": gettext_lazy("Letter of exemption"),
}


@dataclass(frozen=True)
class ShownStep:
    """One step as the page shows it."""

    state: str
    mark: str
    word: str
    title: str
    says: str
    """Empty where a step was not done because an earlier one failed: the page says so once."""
    expected: str = ""
    found: str = ""


@dataclass(frozen=True)
class ShownCheck:
    """The answer as the page shows it."""

    level: str
    head: str
    says: str
    why: str
    """What was wrong, where something was."""
    day: str
    steps: tuple[ShownStep, ...]
    about: tuple[tuple[str, str], ...]
    is_paper: bool
    stopped: bool
    """Whether steps were left out because an earlier one failed."""


def shown(check: CertificateCheck) -> ShownCheck:
    """Everything that the page says, in the language of the request."""
    level = _LEVELS.get(check.verdict, "warning")
    return ShownCheck(
        level=level,
        head=str(_HEADS[level]),
        says=_(check.says),
        why=_(check.why) if check.why else "",
        day=date_format(check.day),
        steps=tuple(_step(step) for step in check.steps),
        about=tuple(
            (str(_LABELS[key]), _value(key, text)) for key, text in check.about.items() if text
        ),
        is_paper=check.kind == "certificate_paper",
        stopped=any(step.reason == "earlier" for step in check.steps),
    )


def _step(step: CertificateStep) -> ShownStep:
    mark, word = _STATES[step.status]
    wrong = step.findings[0] if step.findings else None
    said = "" if step.reason == "earlier" else _(step.template).format(**step.values)
    says = _(wrong.what) if wrong else said
    return ShownStep(
        state=str(step.status),
        mark=mark,
        word=str(word),
        title=_(step.title),
        says=says,
        expected=wrong.expected if wrong else "",
        found=wrong.found if wrong else "",
    )


def _value(key: str, text: str) -> str:
    if key in ("covered by", "exempt in"):
        return named(text)
    if key == "product":
        return str(_PRODUCTS.get(text, text))
    if key == "last day" and text == "none stated":
        return _("none stated")
    if key in ("first day", "last day", "issued on"):
        return date_format(date.fromisoformat(text))
    return text
