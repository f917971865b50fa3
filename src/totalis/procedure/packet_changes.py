"""What lies between two packets, in words: the reason why an approval falls."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from totalis.procedure.casefile import PartyRole

if TYPE_CHECKING:
    from collections.abc import Iterator

Json = dict[str, Any]
SECRET = frozenset(
    {"worker_ssn", "foreign_social_insurance_number", "partner_number", "date_of_birth"}
    | {"cpr_number", "czech_birth_number", "uruguayan_id", "birth_registration_number", "nip"}
    | {"accompanying_family_members"}
)
"""Fields whose values are not repeated in a sentence."""
LONGEST = 60
WORDS = {
    "schema": "The form of the packet changed.",
    "case": "The case or its organisation changed.",
    "product": "Another product is asked for.",
    "direction": "The direction of the case changed.",
    "agreement": "Another agreement is named.",
    "lane": "The lane or its reason changed.",
    "channel": "The channel or its exception changed.",
    "worker": "The record of the worker changed ({}).",
    "assignment": "The facts of the assignment changed ({}).",
    "jurisdiction": "The decision changed ({}).",
    "letter": "The comment or the reason for an exception changed.",
    "sources": "The list of sources consulted changed.",
    "checked_on": "The checks ran on another day.",
    "checks": "The checks of the data have another result.",
}


def what_changed(before: Json, after: Json) -> list[str]:
    """Every difference of two packets in one sentence each; empty exactly where they are the same."""
    found: list[str] = []
    for key in dict.fromkeys((*before, *after)):
        if before.get(key) == after.get(key) and (key in before) == (key in after):
            continue
        found += list(_section(key, before.get(key), after.get(key)))
    return found


def _section(key: str, one: Any, two: Any) -> Iterator[str]:  # noqa: ANN401 - any section
    if key == "fields":
        yield from _fields(one or [], two or [])
    elif key == "employers":
        yield from _employers(one or [], two or [])
    elif key == "facts":
        yield f"The facts changed (version {_of(one, 'version')} to {_of(two, 'version')})."
    elif key == "determination":
        yield from _determination(one or {}, two or {})
    else:
        words = WORDS.get(key, f"'{key}' changed.")
        yield words.format(_names(one, two)) if "{}" in words else words


def _fields(one: list[Json], two: list[Json]) -> Iterator[str]:
    before, after = ({item["field"]: item for item in side} for side in (one, two))
    told = False
    for key in dict.fromkeys((*before, *after)):
        for sentence in _field(key, before.get(key), after.get(key)):
            told = True
            yield sentence
    if not told:
        yield "The fields of the request stand in another order."


def _field(key: str, one: Json | None, two: Json | None) -> Iterator[str]:
    if one is None or two is None:
        word = "is asked for now" if one is None else "is no longer asked for"
        yield f"{(one or two or {}).get('label', key)} {word}."
        return
    label = two.get("label", key)
    if one.get("value") != two.get("value"):
        yield _value(key, label, str(one.get("value")), str(two.get("value")))
    if one.get("document") != two.get("document"):
        yield f"The document behind {label} changed: {_document(one)} to {_document(two)}."
    rest = [name for name in {**one, **two} if name not in ("value", "document")]
    if any(one.get(name) != two.get(name) for name in rest):
        yield f"What is known of the field {label} changed."


def _value(key: str, label: str, one: str, two: str) -> str:
    if key in SECRET or max(len(one), len(two)) > LONGEST:
        return f"{label} changed."
    if not one or not two:
        return f"{label} was {'filled in' if two else 'emptied'}."
    return f"{label} changed from '{one}' to '{two}'."


def _document(item: Json) -> str:
    document = item.get("document")
    return f"'{document['title']}' version {document['version']}" if document else "none"


def _employers(one: list[Json], two: list[Json]) -> Iterator[str]:
    for role in PartyRole:
        sides = [
            [item["employer"] for item in side if item["role"] == role.value] for side in (one, two)
        ]
        if sides[0] != sides[1]:
            parts = [", ".join(item["name"] for item in side) or "none" for side in sides]
            word = role.value.replace("_", " ")
            same = parts[0] == parts[1]
            change = "its record" if same else f"from {parts[0]} to {parts[1]}"
            yield f"The {word} changed ({change})."
    if sorted(map(str, one)) == sorted(map(str, two)):
        yield "The employers stand in another order."


def _determination(one: Json, two: Json) -> Iterator[str]:
    if one.get("law") != two.get("law"):
        yield "The case was decided under another state of the law."
    if {**one, "law": ""} != {**two, "law": ""}:
        yield "The determination is another one."


def _names(one: object, two: object) -> str:
    """The parts of a mapping that differ."""
    first, second = (side if isinstance(side, dict) else {} for side in (one, two))
    keys = [key for key in dict.fromkeys((*first, *second)) if first.get(key) != second.get(key)]
    return ", ".join(key.replace("_", " ") for key in keys) or "in part"


def _of(value: object, key: str) -> object:
    return value.get(key) if isinstance(value, dict) else "none"
