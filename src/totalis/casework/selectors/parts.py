"""Parts that apps above the case desk put on the pages of a case; the desk draws them without knowing whose they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from totalis.casework.models import Case
    from totalis.procedure.casefile import CaseFile
    from totalis.webbase.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Part:
    """A template, and what it is drawn from as `part.said`."""

    template: str
    said: dict[str, Any] = field(default_factory=dict)


Provider = Callable[["Actor", "Case", str, "CaseFile | None"], "Part | None"]
providers: list[Provider] = []
"""Called with who looks, the case, the place, and the case file where the page has read it: `sending` (an approved packet is to be sent), `tracking`, `overview`."""


def parts_for(actor: Actor, case: Case, place: str, file: CaseFile | None = None) -> list[Part]:
    """The parts of a place on the pages of a case."""
    found = (provide(actor, case, place, file) for provide in providers)
    return [part for part in found if part is not None]
