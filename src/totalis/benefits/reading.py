"""The strict reader of records: every problem at once, with its field; what is impossible is told so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.benefits.figures import Figures, Projection
from totalis.benefits.impossible import Checks, derived_quarters
from totalis.benefits.record import Kind, Pension, Period, Record, Relation, Relative
from totalis.benefits.values import Values
from totalis.kernel.errors import InputError
from totalis.kernel.reading import Document, read_text, show

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

SCHEMA = "totalis/benefit-record/1"
FIELDS = (
    "schema",
    "birth_date",
    "claim_month",
    "benefit_month",
    "kind",
    "us_earnings",
    "us_quarters",
    "us_quarters_placed",
    "foreign_coverage",
    "onset_date",
    "death_date",
    "blind",
    "family",
    "pensions",
    "cap",
    "projection",
)
PERIOD = ("country", "start", "end", "units", "units_by_year")
RELATIVE = ("relation", "birth_date", "claim_month", "child_in_care")
PENSION = ("country", "monthly", "first_month", "due_only_by_agreement", "rests_on_residence")
PROJECTION = ("wage_growth", "cost_of_living")


def read_record(
    data: bytes | str | Mapping[str, Any], name: str = "record", *, as_of: date | None = None
) -> Record:
    """Read a record from JSON or YAML text, or from plain values.

    Args:
        data: The record.
        name: The file's name for messages.
        as_of: Today; a death after it is refused. None does not ask.

    Raises:
        InputError: with every problem that was found.
    """
    document = (
        read_text(data, name)
        if isinstance(data, bytes | str)
        else Document(value=dict(data), lines={}, name=name)
    )
    reader = _Reader(document)
    record = reader.record()
    if record is not None:
        Checks(document, reader.problems).record(record, as_of)
    if reader.problems or record is None:
        raise InputError(reader.problems)
    return record


class _Reader(Values):
    def record(self) -> Record | None:
        top = self.document.value
        if not self.mapping(top, "", FIELDS):
            return None
        if top.get("schema", SCHEMA) != SCHEMA:
            self.wrong("schema", show(top["schema"]), SCHEMA, "Write it so, or leave it out.")
        birth = self.day(top.get("birth_date"), "birth_date", required=True)
        claim = self.month(top.get("claim_month"), "claim_month", required=True)
        earnings = self.by_year(top.get("us_earnings"), "us_earnings", self.money)
        given = self.by_year(top.get("us_quarters"), "us_quarters", self.count)
        placed = self.items(top.get("us_quarters_placed"), "us_quarters_placed", self.quarter)
        projection = self.projection(top.get("projection"))
        if birth is None or claim is None or self.problems:
            self.rest(top)
            return None
        figures = Figures(projection)
        quarters = derived_quarters(earnings, given, placed, figures, self.wrong)
        benefit = self.month(top.get("benefit_month"), "benefit_month")
        return Record(
            birth=birth,
            claim=claim,
            benefit=claim if benefit is None else benefit,
            earnings=earnings,
            quarters=quarters,
            placed=frozenset(placed),
            projection=projection,
            **self.rest(top),
        )

    def rest(self, top: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "kind": self.word(top.get("kind", Kind.OLD_AGE), "kind", Kind) or Kind.OLD_AGE,
            "foreign": self.items(top.get("foreign_coverage"), "foreign_coverage", self.period),
            "onset": self.day(top.get("onset_date"), "onset_date"),
            "death": self.day(top.get("death_date"), "death_date"),
            "blind": self.flag(top.get("blind"), "blind", default=False),
            "family": self.items(top.get("family"), "family", self.relative),
            "pensions": self.items(top.get("pensions"), "pensions", self.pension),
            "cap": self.flag(top.get("cap"), "cap", default=True),
        }

    # -- parts ---------------------------------------------------------------------------------

    def period(self, value: Any, path: str) -> Period | None:
        if not self.mapping(value, path, PERIOD):
            return None
        country = self.country(value.get("country"), f"{path}.country")
        start = self.day(value.get("start"), f"{path}.start", required=True)
        end = self.day(value.get("end"), f"{path}.end", required=True)
        units = self.units(value.get("units"), f"{path}.units")
        yearly = self.by_year(value.get("units_by_year"), f"{path}.units_by_year", self.units)
        if country is None or start is None or end is None:
            return None
        return Period(country=country, start=start, end=end, units=units, units_by_year=yearly)

    def relative(self, value: Any, path: str) -> Relative | None:
        if not self.mapping(value, path, RELATIVE):
            return None
        relation = self.word(value.get("relation"), f"{path}.relation", Relation)
        birth = self.day(value.get("birth_date"), f"{path}.birth_date")
        claim = self.month(value.get("claim_month"), f"{path}.claim_month")
        care = self.flag(value.get("child_in_care"), f"{path}.child_in_care", default=False)
        if relation is None:
            return None
        return Relative(relation=relation, birth=birth, claim=claim, child_in_care=care)

    def pension(self, value: Any, path: str) -> Pension | None:
        if not self.mapping(value, path, PENSION):
            return None
        country = self.country(value.get("country"), f"{path}.country")
        monthly = self.money(value.get("monthly"), f"{path}.monthly")
        first = self.month(value.get("first_month"), f"{path}.first_month", required=True)
        if country is None or monthly is None or first is None:
            return None
        flags = {
            name: self.flag(value.get(name), f"{path}.{name}", default=False)
            for name in PENSION[3:]
        }
        return Pension(country=country, monthly=monthly, first_month=first, **flags)

    def projection(self, value: Any) -> Projection | None:
        if value is None or not self.mapping(value, "projection", PROJECTION):
            return None
        rates = {name: self.rate(value.get(name), f"projection.{name}") for name in PROJECTION}
        return None if None in rates.values() else Projection(**rates)  # type: ignore[arg-type]
