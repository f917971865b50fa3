"""What somebody looks at before a certificate is accepted, by direction and country (`data/acceptance.yaml`)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import msgspec

from totalis.procedure.reader import read_data

if TYPE_CHECKING:
    from totalis.procedure.casefile import CaseFile


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to look at; `analogy` marks what the manual asks of another paper."""

    key: str
    says: str
    why: str
    directions: tuple[str, ...]
    source: tuple[str, ...]
    countries: tuple[str, ...] = ()
    analogy: bool = False


class Acceptance(msgspec.Struct, frozen=True, kw_only=True):
    """The file `acceptance.yaml`."""

    checks: dict[str, Check]


@cache
def acceptance() -> Acceptance:
    """The file as it reads; a LawError where it does not."""
    return read_data("acceptance", Acceptance)


def checklist(file: CaseFile) -> tuple[Check, ...]:
    """What must be looked at on a certificate of this case."""
    return tuple(
        item
        for item in acceptance().checks.values()
        if file.direction in item.directions
        and (not item.countries or file.partner in item.countries)
    )


def unticked(file: CaseFile, ticked: dict[str, bool]) -> tuple[Check, ...]:
    """The entries that nobody has ticked; entries by analogy warn and do not stop."""
    return tuple(
        item for item in checklist(file) if not item.analogy and not ticked.get(item.key, False)
    )
