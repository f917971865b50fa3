"""Values that a file keeps as values (Excel, Parquet, JSON), written so that no reading can take them for another."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from totalis.tables.reading import Mark

_THOUSAND = 3


def text_of(value: object, mark: Mark) -> str:
    """A value as text; a number with the decimal mark of the reading, so that 1.234 is never taken for 1234."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float | Decimal):
        return _number(value, mark)
    if isinstance(value, date | time | timedelta):
        return _moment(value)
    if isinstance(value, list | tuple):
        return _list(list(value), mark)
    return json.dumps(value, ensure_ascii=False, default=str)


def _number(value: float | Decimal, mark: Mark) -> str:
    exact = _exact(value) if isinstance(value, float) else Decimal(value)
    return _decimal(exact, mark) if exact.is_finite() else str(value)


def _moment(value: date | time | timedelta) -> str:
    if isinstance(value, datetime):
        at_midnight = value.time() == time() and value.tzinfo is None
        return value.date().isoformat() if at_midnight else value.isoformat(sep=" ")
    return str(value) if isinstance(value, timedelta) else value.isoformat()


def _exact(value: float) -> Decimal:
    """Excel and Parquet hold binary numbers; 15 digits are what was typed (0.1 + 0.2 is 0.3)."""
    return Decimal(f"{value:.15g}")


def _decimal(value: Decimal, mark: Mark) -> str:
    text = f"{value:f}"
    whole, point, decimals = text.partition(".")
    if not point:
        return whole
    if len(decimals) == _THOUSAND:
        decimals += "0"
    return f"{whole}{',' if mark == 'comma' else '.'}{decimals}"


def _list(items: list[object], mark: Mark) -> str:
    """Lists joined by `|`, as the public tables have them; what does not fit into that is JSON."""
    if not items:
        return "[]"
    texts = [text_of(item, mark) for item in items]
    plain = not any(isinstance(item, dict | list | tuple) or item is None for item in items)
    if plain and all(text and "|" not in text for text in texts):
        return "|".join(texts)
    return json.dumps(items, ensure_ascii=False, default=str)
