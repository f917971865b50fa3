"""`totalis completion`: a completion script, made by shtab from the parser itself."""

from __future__ import annotations

from argparse import Namespace

import shtab

from totalis.cli.main import parser


def run(options: Namespace) -> int:
    """Print the script."""
    print(shtab.complete(parser(), shell=options.shell))
    return 0
