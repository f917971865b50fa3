"""The strict reader of procedure data."""

from __future__ import annotations

import msgspec
import pytest

from totalis.kernel.errors import LawError
from totalis.lawbook.model import SourceKind
from totalis.procedure.reader_shape import read_shape
from totalis.procedure.sources import cite, rests_on_weak, sources


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    key: str
    says: str
    source: tuple[str, ...]
    names: dict[str, str] = {}


class Book(msgspec.Struct, frozen=True, kw_only=True):
    entries: dict[str, Entry]


def read(text: str) -> Book:
    return read_shape(text, "book", Book, sources())


def test_a_good_file_is_read_with_its_keys():
    book = read(
        "schema: totalis/procedure/book/1\n"
        "entries:\n  one: {says: yes, names: {a: b}, source: [founding]}\n"
    )
    assert book.entries["one"] == Entry(
        key="one", says="yes", names={"a": "b"}, source=("founding",)
    )


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("one: {says: x, source: [nowhere]}", "'nowhere'"),
        ("one: {says: x, source: []}", "no source"),
        ("one: {says: x}", "nothing"),
        ("one: {says: x, source: [memory], colour: red}", "the key 'colour'"),
        ("one: {source: [memory]}", "nothing"),
        ("one: {says: x, names: [a], source: [memory]}", "a list of 1"),
    ],
)
def test_what_is_wrong_is_refused_with_its_line(line: str, found: str):
    with pytest.raises(LawError) as caught:
        read(f"schema: totalis/procedure/book/1\nentries:\n  {line}\n")
    assert any(item.found == found and item.line == 3 for item in caught.value.problems)


def test_another_schema_is_refused():
    with pytest.raises(LawError):
        read("schema: totalis/procedure/other/1\nentries: {}\n")


def test_every_source_of_the_reference_is_there():
    known = sources()
    for key in ("founding", "memory", "poms_sk_310", "omb_2016", "repo_usc_1402", "taxact_2018"):
        assert known[key].title


def test_what_is_recalled_and_what_others_quote_is_weak():
    assert cite(["memory"])[0].kind is SourceKind.MEMORY
    assert rests_on_weak(["memory", "founding"])
    assert not rests_on_weak(["founding", "poms_de_145"])
