"""`totalis completion`: a completion script, made by shtab from the parser itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shtab

from totalis.cli.main import parser

if TYPE_CHECKING:
    from argparse import Namespace


def run(options: Namespace) -> int:
    """Print the script."""
    print(shtab.complete(parser(), shell=options.shell))
    return 0
