"""`demo_house open|introduce|desks`: what `totalis demo` asks of the houses; answers in JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand

from totalis.site.demo.agencies import introduce, open_agency
from totalis.site.demo.connections import desk_as_the_agencies_know_it

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Open an agency in an empty database, tell it whom it deals with, or say which desks file to it."""

    help = "Used by `totalis demo` for the agencies that run beside the desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add what is to be done, and on what."""
        parser.add_argument("act", choices=["open", "introduce", "desks"])
        parser.add_argument("--country", default="")
        parser.add_argument("--address", default="")
        parser.add_argument("--others", default="{}", help="partners and desks, as JSON")

    def handle(self, *_args: Any, **options: Any) -> str:  # noqa: ANN401 - the signature is Django's
        """Do it; answers what the other houses must know."""
        if options["act"] == "open":
            return json.dumps(open_agency(options["country"], options["address"]))
        if options["act"] == "introduce":
            introduce(json.loads(options["others"]))
            return ""
        return json.dumps(desk_as_the_agencies_know_it())
