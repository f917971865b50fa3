"""What the text of an answer says: a day, countries, yes or no, stays, days by country.

Every answer is text. An empty one is no answer, `unknown` is the answer "I do not know".
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.facts.reader import parse_value
from totalis.facts.vocabulary import by_path
from totalis.kernel.errors import InputError
from totalis.lawbook.forms.model import FieldType
from totalis.procedure.addresses import country_code
from totalis.procedure.forms_facts import day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from totalis.lawbook.forms.model import FormField

YES, NO, NOT_KNOWN = "yes", "no", "unknown"
_PARTS = 2


def text_of(answers: Mapping[str, str], key: str) -> str:
    """An answer without blanks around it; empty where there is none."""
    return answers.get(key, "").strip()


def said(answers: Mapping[str, str], key: str) -> str:
    """An answer that says something; empty where there is none, or where it is not known."""
    text = text_of(answers, key)
    return "" if text == NOT_KNOWN else text


def countries_in(text: str) -> tuple[str, ...]:
    """The codes of the countries of a list; empty where one of them is no country."""
    codes = tuple(country_code(part) for part in text.split(","))
    return codes if all(codes) else ()


def periods_in(text: str) -> list[dict[str, str]] | None:
    """Stays, one on a line: first day; last day. None where a line is no stay."""
    found = []
    for parts in _lines(text):
        days = [day(part) for part in parts]
        if len(days) != _PARTS or days[0] is None or days[1] is None or days[1] < days[0]:
            return None
        found.append({"start": days[0].isoformat(), "end": days[1].isoformat()})
    return found or None


def days_in(text: str) -> dict[str, int] | None:
    """Days by country, one on a line: country; number. None where a line is neither."""
    found: dict[str, int] = {}
    for parts in _lines(text):
        code = country_code(parts[0])
        if len(parts) != _PARTS or not code or code in found or not _is_whole(parts[1]):
            return None
        found[code] = int(parts[1])
    return found or None


def plain_fact(field: FormField, text: str) -> Any:  # noqa: ANN401 - a fact can be many things
    """What an answer says in the terms of the fact sheet; None where it does not read or says nothing."""
    if not field.fact or not text or text == NOT_KNOWN:
        return None
    value = _READ.get(field.type, _as_text)(text)
    if value is None:
        return None
    try:
        parse_value(by_path()[field.fact], value)
    except InputError:
        return None
    return value


def _lines(text: str) -> list[list[str]]:
    return [
        [part.strip() for part in line.split(";")] for line in text.splitlines() if line.strip()
    ]


def _is_whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len("1000000000")


def _as_text(text: str) -> str | None:
    return text or None


def _day(text: str) -> str | None:
    found = day(text)
    return found.isoformat() if found else None


_READ: dict[FieldType, Callable[[str], Any]] = {
    FieldType.DATE: _day,
    FieldType.COUNTRY: lambda text: country_code(text) or None,
    FieldType.COUNTRIES: lambda text: list(countries_in(text)) or None,
    FieldType.YES_NO: {YES: True, NO: False}.get,
    FieldType.NUMBER: lambda text: int(text) if _is_whole(text) else None,
    FieldType.PERIODS: periods_in,
    FieldType.DAYS: days_in,
}
