"""`load_demo`: play the demonstration into an empty database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError

from totalis.connected.models import Service
from totalis.kernel.errors import TotalisError
from totalis.site.demo.agencies import AGENCY_PEOPLE
from totalis.site.demo.cast import PASSWORD, PEOPLE
from totalis.site.demo.load import STORIES, load
from totalis.webbase import clock
from totalis.webbase.accounts.models import Organisation

if TYPE_CHECKING:
    from argparse import ArgumentParser


class Command(BaseCommand):
    """Load the cast and the cases; does nothing where organisations exist already."""

    help = "Load the demonstration's users and cases into an empty database."
    stealth_options: tuple[str, ...] = ("agencies",)
    """The services beside the desk by country, as `totalis demo` knows them."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the one switch."""
        parser.add_argument("--only-say", action="store_true", help="only say who can sign in")

    def handle(self, *_args: Any, **options: Any) -> None:  # noqa: ANN401 - the signature is Django's
        """Load and say who can sign in."""
        if not options["only_say"]:
            self._load(options.get("agencies") or {})
        self.stdout.write(f"Sign in as one of these; the password of each is {PASSWORD}")
        for person in PEOPLE:
            self.stdout.write(f"  {person.email:<24} {person.name}, {person.about}")
        if Service.objects.exists():
            self.stdout.write("and at the agencies, each at its own address:")
            for person in AGENCY_PEOPLE:
                self.stdout.write(f"  {person.email:<24} {person.name}, {person.about}")

    def _load(self, agencies: dict[str, Any]) -> None:
        if Organisation.objects.exists():
            self.stdout.write("The database has organisations already; nothing was loaded.")
            return
        self.stdout.write(
            f"Playing {len(STORIES)} cases, from the first facts to where they stand today. "
            "It takes some ten seconds ..."
        )
        self.stdout.flush()
        try:
            count = load(clock.now(), agencies)
        except TotalisError as error:
            raise CommandError(error.diagnostics()) from error
        self.stdout.write(f"Loaded {count} cases.")
