"""Facts that somebody brings from the interview: they wait in the session, through the sign-in, until a case takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.casework.selectors.sheets import places_of
from totalis.facts.countries import COUNTRIES, name_of
from totalis.facts.reader import read_sheet
from totalis.frontdoor.forms.state import sheet_from

if TYPE_CHECKING:
    from totalis.facts.sheet import FactSheet

BEGUN = "desk-begun"


@dataclass(frozen=True, slots=True)
class Begun:
    """Facts in hand, and the engagement that the case is to be about."""

    sheet: FactSheet
    engagement: str

    @property
    def count(self) -> int:
        """How many facts are known."""
        return len(places_of(self.sheet))

    @property
    def countries(self) -> str:
        """Where the work is done, in words; empty while unknown."""
        for item in self.sheet.engagements:
            if item.id == self.engagement:
                named = [name_of(code) for code in item.work_country or () if code in COUNTRIES]
                return " and ".join(named)
        return ""


def keep_facts(session: Any, text: str, engagement: str) -> None:  # noqa: ANN401 - a session of any engine
    """Keep facts for the case to come.

    Raises:
        InputError: they do not read, or are too large for a page.
    """
    sheet = sheet_from(text.encode(), "the facts in this page")
    known = [item.id for item in sheet.engagements]
    session[BEGUN] = {
        "sheet": sheet.as_dict(),
        "engagement": engagement if engagement in known else known[0],
    }


def kept_facts(session: Any) -> Begun | None:  # noqa: ANN401 - a session of any engine
    """The facts that wait in the session."""
    kept = session.get(BEGUN)
    if kept is None:
        return None
    return Begun(read_sheet(kept["sheet"], "the facts of the interview"), kept["engagement"])


def let_go(session: Any) -> None:  # noqa: ANN401 - a session of any engine
    """Forget them: a case has them now, or nobody wants them."""
    session.pop(BEGUN, None)
