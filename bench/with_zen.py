"""GoRules ZEN: one decision table a country, compiled once, called case by case from Python."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import zen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bench.cases import Table

INPUT, TABLE, OUTPUT = "input", "table", "output"


def decision_of(table: Table) -> Any:
    """A compiled ZEN decision."""
    return zen.ZenEngine().create_decision(zen.ZenDecisionContent(json.dumps(model_of(table))))


def engine_of(tables: Mapping[str, Table]) -> Any:
    """An engine that knows the decisions of all countries by name, for batches."""
    content = {country: model_of(table) for country, table in tables.items()}
    return zen.ZenEngine({"loader": {"type": "static", "content": content}})


def model_of(table: Table) -> dict[str, Any]:
    """A table as GoRules write it: input, decision table, output."""
    inputs = [{"id": name, "name": name, "field": name} for name in table.columns]
    outputs = [
        {"id": f"o_{name}", "name": name, "field": name} for name in ("outcome", "covered_by")
    ]
    rules = [
        {
            "_id": str(number),
            **dict.fromkeys(table.columns, ""),
            **{name: ", ".join(f'"{value}"' for value in row.tests[name]) for name in row.tests},
            "o_outcome": json.dumps(row.outcome),
            "o_covered_by": json.dumps(row.covered_by),
        }
        for number, row in enumerate(table.rows)
    ]
    content = {"hitPolicy": "first", "inputs": inputs, "outputs": outputs, "rules": rules}
    place = {"x": 0, "y": 0}
    return {
        "nodes": [
            {"id": INPUT, "type": "inputNode", "name": INPUT, "position": place},
            {
                "id": TABLE,
                "type": "decisionTableNode",
                "name": TABLE,
                "position": place,
                "content": content,
            },
            {"id": OUTPUT, "type": "outputNode", "name": OUTPUT, "position": place},
        ],
        "edges": [
            {"id": "e1", "type": "edge", "sourceId": INPUT, "targetId": TABLE},
            {"id": "e2", "type": "edge", "sourceId": TABLE, "targetId": OUTPUT},
        ],
    }


def decide(decision: Any, values: Mapping[str, str]) -> tuple[str, str]:
    """Outcome and covering country."""
    result = decision.evaluate(values)["result"]
    return result["outcome"], result["covered_by"]
