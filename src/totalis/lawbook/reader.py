"""The strict reader of the lawbook.

It refuses anything uncited, an unknown key, a dangling source, rule or clock, a doubled id, a
duration or day that does not exist, an outcome without what it needs. Every problem is reported at
once with file, line, what was found, what is expected and what to do.
"""

from __future__ import annotations

from typing import Any

import msgspec

from totalis.facts.countries import COUNTRIES
from totalis.facts.observations import (
    BY_NAME,
    Observation,
    clock_observation,
    occupation_observation,
)
from totalis.kernel.dates import Duration
from totalis.kernel.errors import InputError, LawError
from totalis.kernel.reading import Document, read_text
from totalis.lawbook.checks import COMMON_TOPICS, Checks, sources_used
from totalis.lawbook.model import (
    Agreement,
    Clock,
    Register,
    Repeats,
    Side,
    Term,
)
from totalis.lawbook.structure import StructureReader
from totalis.lawbook.terms import TermReader

AGREEMENT_SCHEMA = "totalis/law/agreement/1"
REGISTER_SCHEMA = "totalis/law/register/1"
ALL_RULES = "*"


def observations_of(
    clocks: dict[str, Clock], occupations: tuple[str, ...]
) -> dict[str, Observation]:
    """The observations that the rules of one agreement may use."""
    known = dict(BY_NAME)
    for name, clock in sorted(clocks.items()):
        words = Duration.parse(clock.limit).words()
        known[f"clock.{name}"] = clock_observation(name, words)
    if occupations:
        known["occupation"] = occupation_observation(occupations)
    return known


def read_agreement(data: bytes | str, name: str, register: Register) -> Agreement:
    """Read one agreement file, which may cite the register's sources and except its rules.

    Raises:
        LawError: with every problem of the file.
    """
    shared = register.sources
    document = _document(data, name)
    reader = StructureReader(document, {})
    top = _top(reader, document, AGREEMENT_SCHEMA)
    country = str(top.get("country", ""))
    if country not in COUNTRIES or country == "US":
        reader.problem("country", country or "nothing", "a country code", "Name the partner.")
    clocks = _clocks(reader, top)
    written = top.get("occupations")
    occupations = tuple(str(item) for item in written) if isinstance(written, list) else ()
    terms = TermReader(observations_of(clocks, occupations), country, reader.problem)
    reader.hooks[Term] = terms.read
    reader.hooks[Side] = lambda value, path: reader.choice(Side, terms.word(value), path)
    agreement = reader.read(Agreement, top, "")
    if agreement is not None:
        common = {rule.id for rule in register.rules}
        Checks(reader, shared | agreement.sources).agreement(agreement, name, common)
    if reader.problems or agreement is None:
        raise LawError(reader.problems)
    used = sources_used(agreement)
    sources = {**{key: shared[key] for key in sorted(used & shared.keys())}, **agreement.sources}
    return msgspec.structs.replace(agreement, sources=sources)


def read_register(data: bytes | str, name: str) -> Register:
    """Read the register: shared sources, common rules, agreements that are only signed."""
    document = _document(data, name)
    reader = StructureReader(document, {})
    top = _top(reader, document, REGISTER_SCHEMA)
    terms = TermReader(dict(BY_NAME), "", reader.problem)
    reader.hooks[Term] = terms.read
    reader.hooks[Side] = lambda value, path: reader.choice(Side, terms.word(value), path)
    register = reader.read(Register, top, "")
    if register is not None:
        checks = Checks(reader, register.sources)
        for index, rule in enumerate(register.rules):
            checks.rule(rule, f"rules[{index}]", {}, COMMON_TOPICS)
    if reader.problems or register is None:
        raise LawError(reader.problems)
    return register


def _document(data: bytes | str, name: str) -> Document:

    try:
        return read_text(data, name)
    except InputError as error:
        raise LawError(error.problems) from None


def _top(reader: StructureReader, document: Document, schema: str) -> dict[str, Any]:
    value = document.value
    if not isinstance(value, dict):
        reader.problem("", "no mapping", "a law file", "Begin with `schema:`.")
        raise LawError(reader.problems)
    top = dict(value)
    found = top.pop("schema", None)
    if found != schema:
        reader.problem("schema", str(found), schema, f"Write `schema: {schema}`.")
    return top


def _clocks(reader: StructureReader, top: dict[str, Any]) -> dict[str, Clock]:
    """The clocks whose limit can be read, so that conditions can name them."""
    known: dict[str, Clock] = {}
    written = top.get("clocks")
    if not isinstance(written, dict):  # the structure reader says what is wrong with it
        return known
    for name, value in written.items():
        limit = value.get("limit") if isinstance(value, dict) else None
        try:
            Duration.parse(str(limit))
        except ValueError:
            reader.problem(
                f"clocks.{name}.limit",
                str(limit),
                "a duration such as P5Y, P24M or P90D",
                "Write the limit in the unit that the agreement uses.",
            )
            continue
        known[name] = Clock(
            name=name,
            limit=str(limit),
            says="",
            counted_from="start",
            rounding="up",
            repeats=Repeats(rule="not_stated"),
            source=(),
        )
    return known
