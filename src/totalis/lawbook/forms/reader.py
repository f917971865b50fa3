"""The strict reader of the forms: catalogue, sources, wordings, examples and one file for each agreement.

It refuses an unknown key, a field, condition, step, product or source that is not there, and editions that overlap; every
problem of a file is reported at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from totalis.kernel.errors import InputError, LawError
from totalis.kernel.reading import Document, read_text, show
from totalis.lawbook.forms.checks import check_catalogue, check_file, dangling
from totalis.lawbook.forms.model import AgreementForms, Catalogue, Wording
from totalis.lawbook.model import Model, Source
from totalis.lawbook.structure import StructureReader

if TYPE_CHECKING:
    from totalis.lawbook.model import Agreement

SCHEMA = "totalis/law/forms/1"
CATALOGUE_SCHEMA = "totalis/law/forms/catalogue/1"
SOURCES_SCHEMA = "totalis/law/forms/sources/1"
WORDINGS_SCHEMA = "totalis/law/forms/wordings/1"
EXAMPLES_SCHEMA = "totalis/law/forms/examples/1"
Shape = TypeVar("Shape", bound=msgspec.Struct)


class SourceBook(Model, frozen=True, kw_only=True):
    """The file `sources.yaml`."""

    sources: dict[str, Source]


class WordingBook(Model, frozen=True, kw_only=True):
    """The file `wordings.yaml`."""

    wordings: tuple[Wording, ...]


class CountryExample(Model, frozen=True, kw_only=True):
    """Invented examples of one country, for the examples of fields."""

    key: str
    company: str
    address: tuple[str, ...]
    """Its lines; the country's name is added below them."""
    town: str
    phone: str
    number: str = ""
    """A social insurance number; empty where the form of one is not known."""


class ExampleBook(Model, frozen=True, kw_only=True):
    """The file `examples.yaml`."""

    countries: dict[str, CountryExample]
    numbers: dict[str, str]
    """By the kind of number (`pl.nip`)."""


def read_sources(data: bytes | str) -> dict[str, Source]:
    """The sources of the forms.

    Raises:
        LawError: with every problem of the file.
    """
    reader, top = _opened(data, "forms/sources.yaml", SOURCES_SCHEMA)
    return _closed(reader, reader.read(SourceBook, top, "")).sources


def read_catalogue(data: bytes | str, sources: dict[str, Source]) -> Catalogue:
    """The catalogue of fields.

    Raises:
        LawError: with every problem of the file.
    """
    reader, top = _opened(data, "forms/catalogue.yaml", CATALOGUE_SCHEMA)
    found = reader.read(Catalogue, top, "")
    if found is not None:
        check_catalogue(reader, found)
    dangling(reader, top, "", sources)
    return _closed(reader, found)


def read_wordings(data: bytes | str, catalogue: Catalogue) -> tuple[Wording, ...]:
    """What the words of the agreements' lists mean.

    Raises:
        LawError: with every problem of the file.
    """
    reader, top = _opened(data, "forms/wordings.yaml", WORDINGS_SCHEMA)
    found = reader.read(WordingBook, top, "")
    for index, item in enumerate(found.wordings if found else ()):
        for key in item.fields:
            if key not in catalogue.fields:
                path = f"wordings[{index}].fields"
                reader.problem(path, show(key), "a field of the catalogue", "Correct the key.")
    return _closed(reader, found).wordings


def read_examples(data: bytes | str) -> ExampleBook:
    """Examples by country and by kind of number.

    Raises:
        LawError: with every problem of the file.
    """
    reader, top = _opened(data, "forms/examples.yaml", EXAMPLES_SCHEMA)
    reader.hooks[dict[str, str]] = lambda value, path: {
        str(key): str(reader.scalar(str, item, f"{path}.{key}")) for key, item in value.items()
    }
    return _closed(reader, reader.read(ExampleBook, top, ""))


def read_editions(
    data: bytes | str,
    name: str,
    *,
    catalogue: Catalogue,
    sources: dict[str, Source],
    agreement: Agreement,
) -> AgreementForms:
    """The editions of one agreement, which may cite its sources and those of the forms.

    Raises:
        LawError: with every problem of the file.
    """
    reader, top = _opened(data, f"forms/editions/{name}", SCHEMA)
    found = reader.read(AgreementForms, top, "")
    if found is not None:
        check_file(reader, found, name.removesuffix(".yaml"), catalogue)
    dangling(reader, top, "", sources | agreement.sources)
    return _closed(reader, found)


def _opened(data: bytes | str, name: str, schema: str) -> tuple[StructureReader, dict[str, Any]]:
    document = _document(data, name)
    reader = StructureReader(document, {})
    top = dict(document.value) if isinstance(document.value, dict) else {}
    found = top.pop("schema", None)
    if found != schema:
        reader.problem("schema", show(found), schema, f"Write `schema: {schema}`.")
    return reader, top


def _document(data: bytes | str, name: str) -> Document:
    try:
        return read_text(data, name)
    except InputError as error:
        raise LawError(error.problems) from None


def _closed(reader: StructureReader, found: Shape | None) -> Shape:
    if reader.problems or found is None:
        raise LawError(reader.problems)
    return found
