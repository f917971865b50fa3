"""The strict reader of `procedure/data`: every entry cited, no unknown key, no dangling source.

A module says what its file looks like as frozen structures and calls `read_data`; every problem of the file is
reported at once, with its line.
"""

from __future__ import annotations

from typing import TypeVar

import msgspec

from totalis.procedure.reader_shape import DATA, read_shape
from totalis.procedure.sources import sources

Shape = TypeVar("Shape", bound=msgspec.Struct)


def read_data(name: str, model: type[Shape]) -> Shape:
    """Read `data/<name>.yaml` as `model`; its schema is `totalis/procedure/<name>/1`.

    Raises:
        LawError: with every problem of the file.
    """
    return read_shape((DATA / f"{name}.yaml").read_bytes(), name, model, sources())
