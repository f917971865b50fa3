"""What the OpenAPI document says of benefits: one record, many records, what would change."""

from __future__ import annotations

from typing import Any

from totalis.api.body import JSON_TYPE, YAML_TYPES
from totalis.api.many import Form
from totalis.api.openapi import answer, lines, ref, refusal

Json = dict[Any, Any]

MOST_BYTES = 4 * 1024 * 1024
MOST_ROWS = 10_000
EXAMPLE: Json = {
    "birth_date": "1960-05-02",
    "claim_month": "2026-03",
    "us_earnings": {"2010": "1200", "2011": "1200", "2012": "1200", "2013": "1200", "2014": "1300"},
    "us_quarters": {"2014": 1},
    "foreign_coverage": [{"country": "FR", "start": "1985-01-01", "end": "2000-12-31"}],
}
POSTING: Json = {"country": "FR", "start": "2018-04-01", "end": "2021-03-31", "yearly": "80000"}
TABLE = (
    "id,birth_date,claim_month,us_earnings_2010,us_earnings_2011,foreign_1_country,foreign_1_start,foreign_1_end\n"
    "7,1960-05-02,2026-03,6000,6000.50,FR,1985-01-01,2000-12-31\n"
)
_TEXT: Json = {"type": "string"}
_MONTH: Json = {"type": "string", "description": "A month, as in 2026-03."}
_MONEY: Json = {"type": ["string", "number"], "description": "US dollars, at most two decimals."}
_DAY: Json = ref("Day")
_OPTIONAL_DAY: Json = {"anyOf": [_DAY, {"type": "null"}]}


def _by_year(value: Json) -> Json:
    return {"type": ["object", "null"], "additionalProperties": value}


def _list(properties: Json, required: tuple[str, ...]) -> Json:
    item = {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
    return {"type": ["array", "null"], "maxItems": 200, "items": item}


RECORD: Json = {
    "type": "object",
    "description": (
        "A worker's record and claim: totalis/benefit-record/1. What each field means stands in docs/benefits.md. Fields are held "
        "against each other (a period against the birth, earnings against the base of the year); each problem names its field."
    ),
    "properties": {
        "schema": {"const": "totalis/benefit-record/1"},
        "birth_date": _DAY,
        "claim_month": _MONTH,
        "benefit_month": {**_MONTH, "type": ["string", "null"]},
        "kind": {"enum": ["old_age", "disability", "survivors"]},
        "us_earnings": _by_year(_MONEY),
        "us_quarters": _by_year({"type": ["integer", "string"]}),
        "us_quarters_placed": {"type": ["array", "null"], "maxItems": 200, "items": _TEXT},
        "foreign_coverage": _list(
            {
                "country": _TEXT,
                "start": _DAY,
                "end": _DAY,
                "units": {"type": ["string", "number", "null"]},
                "units_by_year": _by_year({"type": ["string", "number"]}),
            },
            ("country", "start", "end"),
        ),
        "onset_date": _OPTIONAL_DAY,
        "death_date": _OPTIONAL_DAY,
        "blind": {"type": ["boolean", "null"]},
        "family": _list(
            {
                "relation": {"enum": ["spouse", "child", "widow", "mother_father"]},
                "birth_date": _OPTIONAL_DAY,
                "claim_month": {**_MONTH, "type": ["string", "null"]},
                "child_in_care": {"type": ["boolean", "null"]},
            },
            ("relation",),
        ),
        "pensions": _list(
            {
                "country": _TEXT,
                "monthly": _MONEY,
                "first_month": _MONTH,
                "due_only_by_agreement": {"type": ["boolean", "null"]},
                "rests_on_residence": {"type": ["boolean", "null"]},
            },
            ("country", "monthly", "first_month"),
        ),
        "cap": {"type": ["boolean", "null"]},
        "projection": {
            "anyOf": [
                {
                    "type": "object",
                    "properties": {"wage_growth": _MONEY, "cost_of_living": _MONEY},
                    "required": ["wage_growth", "cost_of_living"],
                    "additionalProperties": False,
                },
                {"type": "null"},
            ],
            "description": "Percent a year, for years that are not published.",
        },
    },
    "required": ["birth_date", "claim_month"],
    "additionalProperties": False,
}
_COUNTS = ("us_quarters", "combined_quarters", "required_quarters", "quarters_used", "out_of")
_AMOUNTS = ("theoretical_pia", "pro_rata_pia", "regular_pia", "monthly_benefit")
_WORDS = ("benefit", "country", "error")
ROW: Json = {
    "type": "object",
    "description": "The numbers of one record; only `error` where it has none.",
    "properties": {
        **{key: {"type": ["integer", "null"]} for key in _COUNTS},
        **{key: {"type": ["string", "null"], "description": "US dollars."} for key in _AMOUNTS},
        **{key: {"type": ["string", "null"]} for key in _WORDS},
        "id": {"type": ["string", "null"], "description": "Of a table that has the column."},
    },
    "required": [*_COUNTS, *_AMOUNTS, *_WORDS],
}
_REFUSED: Json = {
    413: refusal("The body is too large."),
    415: refusal("The body has another type."),
}
ESTIMATE: Json = {
    "requestBody": {
        "required": True,
        "description": "One record, at most 1,000,000 bytes.",
        "content": {
            JSON_TYPE: {"schema": ref("BenefitRecord"), "example": EXAMPLE},
            YAML_TYPES[0]: {
                "schema": {**_TEXT, "description": "The same record, written as YAML."}
            },
        },
    },
    "responses": {
        200: answer("The estimate, whatever its outcome.", ref("Estimate")),
        **_REFUSED,
        422: refusal(
            "The record cannot be, or a figure is not published. Every problem is listed."
        ),
    },
}
WHAT_IF: Json = {
    "requestBody": {
        "required": True,
        "description": "A record, and where wanted a posting that is not in it.",
        "content": {
            JSON_TYPE: {
                "schema": {
                    "type": "object",
                    "properties": {
                        "record": ref("BenefitRecord"),
                        "posting": {
                            "anyOf": [
                                {
                                    "type": "object",
                                    "properties": {
                                        "country": _TEXT,
                                        "start": _DAY,
                                        "end": _DAY,
                                        "yearly": {
                                            **_MONEY,
                                            "description": "Earnings a whole year that US coverage would reach.",
                                        },
                                    },
                                    "required": ["country", "start", "end", "yearly"],
                                    "additionalProperties": False,
                                },
                                {"type": "null"},
                            ]
                        },
                    },
                    "required": ["record"],
                    "additionalProperties": False,
                },
                "example": {"record": EXAMPLE, "posting": POSTING},
            }
        },
    },
    "responses": {
        200: answer("What would change.", ref("WhatIf")),
        **_REFUSED,
        422: refusal("The record or the posting cannot be. Every problem is listed."),
    },
}
MANY: Json = {
    "requestBody": {
        "required": True,
        "description": (
            f"One record a line, at most {MOST_ROWS:,} and 4 MiB. As CSV or Parquet one record a row, its fields in columns: "
            "`us_earnings_1990`, `us_quarters_1975`, `foreign_1_country`, `foreign_1_start`, `foreign_1_end`, `foreign_1_units`; "
            "`id` comes back with its answer; families and pensions do not fit in a row."
        ),
        "content": {
            Form.JSON_LINES.value: lines(ref("BenefitRecord")),
            Form.CSV.value: {"schema": _TEXT, "example": TABLE},
            Form.PARQUET.value: {"schema": {**_TEXT, "format": "binary"}},
        },
    },
    "responses": {
        200: {
            "description": (
                "A row for each record, in their order, in the form that Accept names, else that of the body: the numbers without the steps; "
                "`error` says why a line has none."
            ),
            "content": {
                Form.JSON_LINES.value: lines(ref("BenefitRow")),
                Form.CSV.value: {"schema": _TEXT},
                Form.PARQUET.value: {"schema": {**_TEXT, "format": "binary"}},
            },
        },
        406: refusal("None of the media types in Accept can be had."),
        **_REFUSED,
        422: refusal("The body holds no line, or too many, or is no UTF-8."),
    },
}
