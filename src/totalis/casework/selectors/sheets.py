"""The facts of a sheet one by one, by their places."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.facts.vocabulary import by_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from totalis.facts.sheet import FactSheet


def places_of(sheet: FactSheet) -> list[tuple[str, Any]]:
    """Every known fact as (place, plain value): `worker.residence`, `engagements[e1].end`; unknown ones are left out."""
    plain = sheet.as_dict()
    found = list(_known(plain["worker"], "worker.", "worker."))
    for engagement in plain["engagements"]:
        found.extend(_known(engagement, "engagement.", f"engagements[{engagement['id']}]."))
    return found


def _known(part: Mapping[str, Any], scope: str, prefix: str) -> Iterable[tuple[str, Any]]:
    for path in by_path():
        if not path.startswith(scope):
            continue
        name = path.removeprefix(scope)
        value: Any = part
        for key in name.split("."):
            value = value.get(key) if isinstance(value, dict) else None
        if value is not None:
            yield prefix + name, value
