"""One text of procedure data read into frozen structures: the lawbook's reader at work on other shapes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from totalis.kernel.errors import InputError, LawError
from totalis.kernel.reading import Document, read_text, show
from totalis.lawbook.structure import StructureReader

if TYPE_CHECKING:
    from totalis.lawbook.model import Source

DATA = Path(__file__).resolve().parent / "data"
TEXTS = dict[str, str]
CITED = "source"
"""The field whose values are keys of `sources.yaml`, wherever it stands in a file."""

Shape = TypeVar("Shape", bound=msgspec.Struct)


def read_shape(
    data: bytes | str, name: str, model: type[Shape], known: dict[str, Source] | None
) -> Shape:
    """Read one file as `model`; with `known`, every `source` in it must be one of these keys.

    A mapping of texts (`dict[str, str]`) is read as it stands; the entries of any other mapping get
    their own key in the field `key` or `name`.

    Raises:
        LawError: with every problem of the file.
    """
    document = _document(data, f"{name}.yaml")
    reader = StructureReader(document, {})
    reader.hooks[TEXTS] = lambda value, path: _texts(reader, value, path)
    top = document.value if isinstance(document.value, dict) else {}
    schema = f"totalis/procedure/{name}/1"
    if top.get("schema") != schema:
        reader.problem("schema", show(top.get("schema")), schema, f"Write `schema: {schema}`.")
    read = reader.read(model, {key: top[key] for key in top if key != "schema"}, "")
    if known is not None:
        _dangling(reader, top, "", known)
    if reader.problems or read is None:
        raise LawError(reader.problems)
    return read


def _document(data: bytes | str, name: str) -> Document:
    try:
        return read_text(data, name)
    except InputError as error:
        raise LawError(error.problems) from None


def _texts(reader: StructureReader, value: Any, path: str) -> dict[str, str]:  # noqa: ANN401
    if not isinstance(value, dict):
        reader.problem(path, show(value), "a mapping of texts", "Write `name: text` lines.")
        return {}
    return {str(key): reader.scalar(str, item, f"{path}.{key}") for key, item in value.items()}


def _dangling(
    reader: StructureReader,
    value: Any,  # noqa: ANN401
    path: str,
    known: dict[str, Source],
) -> None:
    """Note every cited key that no source has."""
    if isinstance(value, list):
        for index, item in enumerate(value):
            _dangling(reader, item, f"{path}[{index}]", known)
    if not isinstance(value, dict):
        return
    for key, item in value.items():
        below = f"{path}.{key}" if path else str(key)
        if key != CITED:
            _dangling(reader, item, below, known)
            continue
        for cited in item if isinstance(item, list) else [item]:
            if cited not in known:
                remedy = f"Add `{cited}:` to data/sources.yaml, or cite another."
                reader.problem(below, show(cited), "the key of a source", remedy)
