"""`totalis determine`: a fact sheet in, a determination out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from totalis.cli.reading import read_day, read_input, read_lawbook
from totalis.evaluate import determine
from totalis.facts.reader import read_sheet

if TYPE_CHECKING:
    from argparse import Namespace


def run(options: Namespace) -> int:
    """Decide a sheet and write the answer."""
    as_of = read_day(options.as_of)
    data, name = read_input(options.sheet)
    sheet = read_sheet(data, name)
    determination = determine(sheet, as_of=as_of, law=read_lawbook(options))
    if options.json:
        sys.stdout.buffer.write(determination.to_json() + b"\n")
        sys.stdout.buffer.flush()
        return 0
    from totalis.cli.text import determination_text

    print(determination_text(determination))
    return 0
