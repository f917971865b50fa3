"""The published JSON Schemas by name: what goes in, what comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.benefits.answer import estimate_schema
from totalis.benefits.what_if import what_if_schema
from totalis.evaluate.schema import determination_schema
from totalis.facts.schema import fact_sheet_schema

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMAS: dict[str, Callable[[], dict[str, Any]]] = {
    "facts-1": fact_sheet_schema,
    "determination-1": determination_schema,
    "benefits-1": estimate_schema,
    "benefits-what-if-1": what_if_schema,
}
