"""Two people edited the same record: what is saved now, beside what the second one typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field in which the saved record and the typed form differ."""

    label: str
    saved: str
    typed: str


def conflicts(form: forms.Form, saved: Mapping[str, Any]) -> list[Conflict]:
    """The fields that differ. A field that the record's initial values do not hold (a number) is left out."""
    found = []
    for name, field in form.fields.items():
        if isinstance(field.widget, forms.HiddenInput) or name not in saved:
            continue
        mine, theirs = form[name].value(), saved[name]
        before, after = _words(field, theirs), _words(field, mine)
        if before != after:
            found.append(Conflict(str(field.label or name), before, after))
    return found


def drawn_again(form: forms.Form, revision: int) -> None:
    """Let the form, with what was typed, be saved over the newest revision: the person has now seen it."""
    data = form.data.copy()  # type: ignore[attr-defined] # a QueryDict
    data[form.add_prefix("revision")] = str(revision)
    form.data = data


def _words(field: forms.Field, value: Any) -> str:  # noqa: ANN401 - any field's value
    if isinstance(field, forms.ChoiceField):
        named = {str(key): str(label) for key, label in field.choices}  # type: ignore[misc, union-attr] # flat choices
        return named.get(str(value or ""), str(value or ""))
    return str(value if value is not None else "").replace("\r\n", "\n").strip()
