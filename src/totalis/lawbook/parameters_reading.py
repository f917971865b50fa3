"""The strict reader of `lawbook/parameters` and `lawbook/benefits`: no unknown key, no dangling source, every problem with its line.

Interface: `read_law(data, name, model, schema, checks)`; the model has `sources: dict[str, Source]`.
Series by year, `{1978: 250}` or `{1979: [180, 1085]}`, have the type `ByYear`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from totalis.kernel.errors import InputError, LawError
from totalis.kernel.reading import read_text, show
from totalis.lawbook.structure import StructureReader

if TYPE_CHECKING:
    from collections.abc import Callable

    from totalis.kernel.reading import Document

Law = TypeVar("Law", bound=msgspec.Struct)
ByYear = dict[int, tuple[Decimal, ...]]
"""One or more numbers a year."""
_CITED = "source"


def read_law(
    data: bytes | str,
    name: str,
    model: type[Law],
    schema: str,
    checks: Callable[[StructureReader, Law], None],
) -> Law:
    """Read one file into its shape.

    Raises:
        LawError: with every problem of the file.
    """
    document = _document(data, name)
    reader = StructureReader(document, {})
    reader.hooks[Decimal] = lambda value, path: _decimal(reader, value, path)
    reader.hooks[ByYear] = lambda value, path: _by_year(reader, value, path)
    top = document.value if isinstance(document.value, dict) else {}
    if top.get("schema") != schema:
        reader.problem("schema", show(top.get("schema")), schema, f"Write `schema: {schema}`.")
    read = reader.read(model, {key: top[key] for key in top if key != "schema"}, "")
    sources = top.get("sources")
    _dangling(reader, top, "", set(sources) if isinstance(sources, dict) else set())
    if read is not None:
        checks(reader, read)
    if reader.problems or read is None:
        raise LawError(reader.problems)
    return read


def _document(data: bytes | str, name: str) -> Document:
    try:
        return read_text(data, name)
    except InputError as error:
        raise LawError(error.problems) from None


def _decimal(reader: StructureReader, value: object, path: str) -> Decimal:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return Decimal(value)
    reader.problem(path, show(value), "a decimal number", "Write it without quotes, as 6.2.")
    return Decimal(0)


def _by_year(reader: StructureReader, value: object, path: str) -> ByYear:
    found: ByYear = {}
    if not isinstance(value, dict):
        reader.problem(path, show(value), "a number a year", "Write `{1978: 250}`.")
        return found
    for year, numbers in value.items():
        below = f"{path}.{year}"
        if not str(year).isdigit():
            reader.problem(below, show(year), "a year", "Write it with four digits.")
            continue
        many = numbers if isinstance(numbers, list) else [numbers]
        found[int(year)] = tuple(_decimal(reader, number, below) for number in many)
    return found


def _dangling(reader: StructureReader, value: Any, path: str, known: set[str]) -> None:  # noqa: ANN401 (what a file holds)
    """Note every citation of a source that is not there, and every empty one."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            _dangling(reader, item, f"{path}[{index}]", known)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        below = f"{path}.{key}" if path else str(key)
        if key != _CITED:
            _dangling(reader, item, below, known)
            continue
        for cited in item if isinstance(item, list) else [item]:
            if cited not in known:
                remedy = f"Add `{cited}:` to `sources`, or cite another."
                reader.problem(below, show(cited), "the key of a source", remedy)
