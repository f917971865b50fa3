"""What a form asks because the rule needs it, read from the fact sheet that the packet rests on: the way back of `forms_sheet`.

A fact that is not known is answered with `unknown` where the form lets one; else it is left out, and the service says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from totalis.procedure.forms_values import NO, NOT_KNOWN, YES

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]
NAME_AT_BIRTH = "worker_maiden_name"


@dataclass(frozen=True, slots=True)
class Known:
    """The fact sheet, the engagement of the case, and the approved fields by their keys."""

    sheet: Mapping[str, Any]
    engagement: str
    typed: Mapping[str, str]

    def answer(self, field: Mapping[str, Any]) -> str:
        """The answer to a field of the form; empty where nothing says it."""
        key = field["key"]
        said = self._question(key)
        if not said and field.get("fact"):
            said = _written(self._fact(str(field["fact"])))
        if field.get("options") and said not in field["options"]:
            said = ""  # the form asks it of others only: what a citizen is in US law goes without saying
        return said or (NOT_KNOWN if field.get("may_be_unknown") else "")

    def _question(self, key: str) -> str:
        """The questions of yes or no that only lead to others, as what follows on them stands in the sheet."""
        whom = self._fact("engagement.works_for")
        said = {
            "born_with_other_name": _yes_no(self.typed.get(NAME_AT_BIRTH, "")),
            "works_in_both": _yes_no(isinstance(self._fact("engagement.work_country"), list)),
            "had_earlier_postings": _yes_no(self._fact("engagement.earlier_postings")),
            "has_other_work": _yes_no(self._fact("engagement.second_job_in")),
            "works_for_foreign_affiliate": _yes_no(whom and whom == "affiliate"),
            "works_for_third_company": _yes_no(whom and whom == "other"),
        }
        return said.get(key, "")

    def _fact(self, path: str) -> Any:  # noqa: ANN401 - a fact can be many things
        head, _dot, rest = path.partition(".")
        every = self.sheet.get("engagements", ())
        work: Json = next((item for item in every if item.get("id") == self.engagement), {})
        value: Any = self.sheet.get("worker", {}) if head == "worker" else work
        for part in rest.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        return value


def _yes_no(value: object) -> str:
    """Whether there is any, or whether it is so; empty where it is not known."""
    return "" if value is None else YES if value else NO


def _written(value: object) -> str:
    """A fact as a form has it."""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, dict):
        return "\n".join(f"{code}; {number}" for code, number in value.items())
    if isinstance(value, list):
        stays = [item for item in value if isinstance(item, dict)]
        if stays:
            return "\n".join(f"{stay['start']}; {stay['end']}" for stay in stays)
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
