"""The three pages of a benefit: the claim, the years, the result. The public site and the desk show the same ones.

What is typed travels with the pages; nothing is kept, wherever they stand.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _

from totalis.benefits.reading import read_record
from totalis.benefits.record import PLACED_FROM
from totalis.benefits.statement import read_statement
from totalis.benefits.what_if_posting import FIELDS, read_posting
from totalis.frontdoor.forms.benefit_problems import placed
from totalis.frontdoor.forms.benefit_rows import FAMILY, PENSIONS
from totalis.frontdoor.forms.benefits import (
    PART_FIELDS,
    drawn_rows,
    facts_of,
    grid_years,
    read_raw,
    typed_of,
)
from totalis.frontdoor.selectors.benefit_family import relation_choices
from totalis.frontdoor.selectors.benefits import country_choices, shown
from totalis.frontdoor.views.benefit_opening import opened, with_statement
from totalis.kernel.errors import InputError
from totalis.webbase import clock
from totalis.webbase.forms import UNPROCESSABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpRequest, HttpResponse

    from totalis.frontdoor.forms.benefits import Facts

PUBLIC_FRAME = "frontdoor/benefits/frame.html"
Errors = dict[str, list[str]]
ON_FIRST = ("birth_date", "claim_month", "kind", "event_date")
"""What the first page asks; all else that is known already goes on unseen."""
MORE_ROWS = {"add": "periods", "add-family": FAMILY.field, "add-pension": PENSIONS.field}
"""What a button that adds rows adds them to."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages stand, and what is known before anybody types."""

    address: str
    frame: str = PUBLIC_FRAME
    context: Mapping[str, Any] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    """Fields that are filled already."""
    posting: Mapping[str, str] = field(default_factory=dict)
    """The same for the posting."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BenefitPages:
    """One request to the pages."""

    request: HttpRequest
    place: Place

    def answer(self) -> HttpResponse:
        """The page that the request leads to."""
        request = self.request
        if request.method != "POST":
            return self._begin(self.place.typed, {})
        do = request.POST.get("do", "")
        if do == "begin":
            return self._begun()
        if do in ("change", "posting"):
            return self._from_record(do)
        facts = facts_of(request.POST.dict())
        if do in MORE_ROWS:
            return self._ask(facts.typed, more=MORE_ROWS[do])
        return self._estimated(facts)

    def _page(self, name: str, context: Mapping[str, Any], *, wrong: bool = False) -> HttpResponse:
        place = self.place
        own = {"here": place.address, "frame": place.frame, "today": clock.today()}
        status = UNPROCESSABLE if wrong else 200
        template = f"frontdoor/benefits/{name}.html"
        return render(self.request, template, {**place.context, **own, **context}, status=status)

    # -- the claim -----------------------------------------------------------------------------

    def _begin(self, typed: Mapping[str, str], errors: Errors) -> HttpResponse:
        context = {
            "typed": typed,
            "errors": errors,
            "pasted": self.request.POST.get("pasted", ""),
            "hidden": {name: value for name, value in typed.items() if name not in ON_FIRST},
            "notes": self.place.notes,
        }
        return self._page("begin", context, wrong=bool(errors))

    def _begun(self) -> HttpResponse:
        """Read what was handed in and go on to the years and the periods abroad."""
        typed = {
            name: value for name, value in facts_of(self.request.POST.dict()).typed.items() if value
        }
        upload, pasted = self.request.FILES.get("file"), self.request.POST.get("pasted", "")
        errors: Errors = {}
        notes: list[str] = []
        try:
            if upload is not None:
                typed, notes = opened(upload, typed)
            elif pasted.strip():
                found = read_statement(pasted.encode(errors="replace"), _("the pasted text"))
                typed, notes = with_statement(found, typed)
        except InputError as error:
            where = "file" if upload is not None else "pasted"
            errors[where] = [f"{one.path}: {one.found}. {one.remedy}" for one in error.problems]
        errors |= _missing(typed)
        return self._begin(typed, errors) if errors else self._ask(typed, notes=notes)

    # -- years and periods abroad --------------------------------------------------------------

    def _ask(
        self,
        typed: Mapping[str, str],
        *,
        errors: Errors | None = None,
        notes: list[str] | None = None,
        more: str = "",
    ) -> HttpResponse:
        errors = errors or {}
        years = [_year(year, typed, errors) for year in grid_years(typed, clock.today())]
        rows = [_row(row, typed, errors) for row in drawn_rows(typed, more=more == "periods")]
        family = FAMILY.shown(typed, errors, more=more == FAMILY.field)
        pensions = PENSIONS.shown(typed, errors, more=more == PENSIONS.field)
        context: dict[str, Any] = {
            "typed": typed,
            "errors": errors,
            "years": years,
            "rows": rows,
            "countries": country_choices(
                {row["country"] for row in rows} | {row["pension_country"] for row in pensions}
            ),
            "family": family,
            "relations": relation_choices(),
            "pensions": pensions,
            "others": bool(FAMILY.filled(typed) or PENSIONS.filled(typed))
            or more in (FAMILY.field, PENSIONS.field),
            "notes": notes or [],
            "carried": typed.get("more", ""),
            "supposed": bool(typed.get("wage_growth") or errors.get("wage_growth")),
        }
        return self._page("facts", context, wrong=bool(errors))

    # -- the result ----------------------------------------------------------------------------

    def _estimated(self, facts: Facts) -> HttpResponse:
        try:
            found = shown(read_record(facts.raw, "record", as_of=clock.today()))
        except InputError as error:
            return self._ask(facts.typed, errors=placed(error.problems, facts))
        return self._result(facts.raw, {"shown": found, "given": self.place.posting})

    def _from_record(self, do: str) -> HttpResponse:
        """Go on from a result: change the facts, or hold a posting against them."""
        try:
            raw = read_raw(self.request.POST.get("record", ""), "record")
            record = read_record(raw, "record", as_of=clock.today())
            now = shown(record)
        except InputError as error:
            return unreadable(self.request, error)
        if do == "change":
            return self._ask(typed_of(raw))
        given = {name: self.request.POST.get(f"posting-{name}", "").strip() for name in FIELDS}
        plain = {name: value or None for name, value in given.items()}
        if plain["yearly"] is not None:
            plain["yearly"] = plain["yearly"].replace("$", "").replace(",", "")
        try:
            found = shown(record, read_posting(plain, record))
        except InputError as error:
            errors: Errors = {}
            for one in error.problems:
                name = one.path.removeprefix("posting.")
                text = f"{one.found}. {_('Expected:')} {one.expected}. {one.remedy}"
                errors.setdefault(name if name in FIELDS else "start", []).append(text)
            context = {"shown": now, "given": given, "posting_errors": errors}
            return self._result(raw, context, wrong=True)
        return self._result(raw, {"shown": found, "given": given})

    def _result(
        self, raw: Mapping[str, Any], context: Mapping[str, Any], *, wrong: bool = False
    ) -> HttpResponse:
        own = {"record": json.dumps(raw, default=str), "countries": country_choices(set())}
        return self._page("result", {**own, **context}, wrong=wrong)


def unreadable(request: HttpRequest, error: InputError) -> HttpResponse:
    """Say what could not be read, and what to do."""
    context = {"problems": error.problems, "again": "/benefits/"}
    return render(request, "frontdoor/unreadable.html", context, status=UNPROCESSABLE)


def _missing(typed: Mapping[str, str]) -> Errors:
    errors: Errors = {}
    if not typed.get("birth_date"):
        errors["birth_date"] = [_("Write the day of birth.")]
    if not typed.get("claim_month"):
        errors["claim_month"] = [_("Write the month.")]
    if typed.get("kind", "old_age") != "old_age" and not typed.get("event_date"):
        errors["event_date"] = [_("Write the day of the death, or the day the disability began.")]
    return errors


def _year(year: int, typed: Mapping[str, str], errors: Errors) -> dict[str, Any]:
    return {
        "year": year,
        "earnings": typed.get(f"earnings-{year}", ""),
        "quarters": typed.get(f"quarters-{year}", ""),
        "asks_quarters": year < PLACED_FROM,
        "errors": [*errors.get(f"earnings-{year}", []), *errors.get(f"quarters-{year}", [])],
    }


def _row(row: int, typed: Mapping[str, str], errors: Errors) -> dict[str, Any]:
    return {
        "number": row,
        "label": row + 1,
        **{name: typed.get(f"{name}-{row}", "") for name in PART_FIELDS},
        "errors": [text for name in PART_FIELDS for text in errors.get(f"{name}-{row}", [])],
        "wrong": {name for name in PART_FIELDS if f"{name}-{row}" in errors},
    }
