"""One row decided alone: the sheet that a person would write for it, through `determine`.

Written without the code of screening, so that the two can disagree.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from totalis.evaluate import determine
from totalis.evaluate.population import FACTS
from totalis.evaluate.population.cells import reason
from totalis.facts.reader import read_sheet
from totalis.facts.sheet import SCHEMA
from totalis.facts.vocabulary import FactType
from totalis.kernel.errors import InputError
from totalis.lawbook.book import Lawbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

LAW = Lawbook()
ANSWERED = (
    "outcome",
    "covered_by",
    "exempt_in",
    "agreement",
    "rule",
    "missing",
    "issuer",
    "last_lawful_day",
    "error",
)
JSON_FACTS = (FactType.POSTINGS, FactType.DAYS_BY_COUNTRY, FactType.COVER_BY_COUNTRY)
Row = dict[str, "str | None"]


def document_of(row: Mapping[str, str | None]) -> dict[str, Any]:
    """The sheet of a row."""
    worker: dict[str, Any] = {}
    employer: dict[str, Any] = {}
    engagement: dict[str, Any] = {"id": "e1"}
    for column, text in row.items():
        if not text or column not in FACTS:
            continue
        fact = FACTS[column]
        value = said(fact.type, text)
        if fact.scope == "worker":
            worker[fact.name] = value
        elif fact.name.startswith("employer."):
            employer[fact.name.removeprefix("employer.")] = value
        else:
            engagement[fact.name] = value
    if employer:
        engagement["employer"] = employer
    return {"schema": SCHEMA, "worker": worker, "engagements": [engagement]}


def said(kind: FactType, text: str) -> Any:
    """What a cell says, as the contract writes cells."""
    if kind in JSON_FACTS:
        try:
            return json.loads(text)
        except ValueError:
            return text
    if kind in (FactType.BOOL, FactType.COUNTRY_OR_NONE) and text in ("true", "false"):
        return text == "true"
    if kind is FactType.MONTHS and text.lstrip("-").isdigit():
        return int(text)
    if kind is FactType.COUNTRIES or (kind is FactType.WORK_COUNTRY and "|" in text):
        return [] if text == "[]" else text.split("|")
    return [] if kind is FactType.WORK_COUNTRY and text == "[]" else text


def alone(row: Mapping[str, str | None], as_of: date) -> dict[str, Any]:
    """The answer columns of one row, from `determine`."""
    nothing: dict[str, Any] = dict.fromkeys(ANSWERED)
    try:
        sheet = read_sheet(document_of(row))
    except InputError as error:
        return nothing | {"outcome": "invalid", "error": reason(error)}
    answer = determine(sheet, as_of=as_of, law=LAW).engagements[0]
    columns = [item.path.split(".", 1)[1].replace(".", "_") for item in answer.missing]
    return nothing | {
        "outcome": answer.outcome,
        "covered_by": answer.covered_by,
        "exempt_in": answer.exempt_in,
        "agreement": answer.agreement,
        "rule": answer.rule,
        "missing": "|".join(columns) or None,
        "issuer": answer.certificate.issuer if answer.certificate else None,
        "last_lawful_day": answer.clock.last_lawful_day if answer.clock else None,
    }
