"""Law vectors: YAML files that a lawyer can read, loaded strictly.

A file has `sheets` (named fact sheets), `vectors` and, in `official/`, `recorded`: worked examples of
the sources that are not coverage decisions, with the reason why.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from totalis.kernel.reading import read_text

FOLDER = Path(__file__).parents[2] / "vectors"
KEYS = {"id", "says", "given", "facts", "change", "as_of", "expect", "source", "limit", "example"}
EXPECTED = {
    "outcome",
    "covered_by",
    "exempt_in",
    "rule",
    "missing",
    "last_lawful_day",
    "issuer",
    "product",
    "agreement",
    "lane",
}


@dataclass(frozen=True)
class Vector:
    """One vector: facts, day, what the source says must come out."""

    id: str
    file: str
    country: str
    says: str
    facts: dict[str, Any]
    as_of: date
    expect: dict[str, Any]
    limit: dict[str, str] = field(default_factory=dict)
    example: str = ""


def _changed(sheet: dict[str, Any], changes: dict[str, Any], name: str) -> dict[str, Any]:
    result = deepcopy(sheet)
    for path, value in changes.items():
        scope, rest = path.split(".", 1)
        target = result.setdefault("worker", {}) if scope == "worker" else result["engagements"][0]
        assert scope in ("worker", "engagement"), f"{name}: {path}"
        *parents, last = rest.split(".")
        for parent in parents:
            target = target.setdefault(parent, {})
        target[last] = value
    return result


def _vectors_of(path: Path) -> list[Vector]:
    content = read_text(path.read_bytes(), str(path)).value
    unknown = content.keys() - {"sheets", "vectors", "recorded"}
    assert not unknown, f"{path}: unknown keys {unknown}"
    result = []
    for item in content.get("vectors") or []:
        name = f"{path.name}: {item.get('id')}"
        assert not item.keys() - KEYS, f"{name}: unknown keys {item.keys() - KEYS}"
        assert not item["expect"].keys() - EXPECTED, f"{name}: {item['expect'].keys() - EXPECTED}"
        assert item.get("source"), f"{name}: a vector needs its source"
        base = item.get("facts") or content["sheets"][item["given"]]
        country = path.stem if path.parent.name == "official" else path.parent.name
        result.append(
            Vector(
                id=item["id"],
                file=str(path.relative_to(FOLDER)),
                country=country,
                says=item["says"],
                facts=_changed(base, item.get("change") or {}, name),
                as_of=item["as_of"],
                expect=item["expect"],
                limit=item.get("limit") or {},
                example=str(item.get("example") or ""),
            )
        )
    return result


@cache
def all_vectors() -> tuple[Vector, ...]:
    """Every vector of every country."""
    paths = sorted(
        path
        for path in FOLDER.glob("*/*.yaml")
        if path.parent.name not in ("bad", "dates") and path.stem != "INDEX"
    )
    return tuple(vector for path in paths for vector in _vectors_of(path))


@cache
def recorded_examples() -> dict[str, dict[str, Any]]:
    """Worked examples that are recorded and not decided, by id."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((FOLDER / "official").glob("[a-z]*.yaml")):
        content = read_text(path.read_bytes(), str(path)).value
        for item in content.get("recorded") or []:
            assert item["id"] not in found
            assert item["why_not_decided"], f"{path}: {item['id']}"
            found[item["id"]] = item
    return found


def shown(answer: dict[str, Any], key: str) -> Any:
    """What one engagement's answer (as plain data) says for an expected key."""
    if key == "last_lawful_day":
        return (answer["clock"] or {}).get("last_lawful_day")
    if key in ("issuer", "product", "lane"):
        return (answer["certificate"] or {}).get(key)
    if key == "missing":
        return [item["path"] for item in answer["missing"]]
    return answer[key]


def disagreements(vector: Vector, answer: dict[str, Any]) -> list[str]:
    """Where an answer differs from what the vector expects."""
    result = []
    for key, wanted in vector.expect.items():
        found = shown(answer, key)
        expected = wanted.isoformat() if isinstance(wanted, date) else wanted
        if key == "missing":
            if not set(expected) <= set(found):
                result.append(f"missing: expected {expected} among {found}")
        elif found != expected:
            result.append(f"{key}: expected {expected}, found {found}")
    if result:
        why = [
            f"{item['rule']}: {item['result']} ({item['because']})"
            for item in answer["considered"]
            if item["rule"] == vector.expect.get("rule") or item["result"] != "not_applicable"
        ]
        result.extend(why)
        result.extend(f"ask {item['path']}" for item in answer["missing"])
    return result
