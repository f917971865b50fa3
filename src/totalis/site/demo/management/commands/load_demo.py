"""`load_demo`: play the demonstration into an empty database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from totalis.kernel.errors import TotalisError
from totalis.site.demo.cast import PASSWORD, PEOPLE
from totalis.site.demo.load import load
from totalis.webbase import clock
from totalis.webbase.accounts.models import Organisation


class Command(BaseCommand):
    """Load the cast and the cases; does nothing where organisations exist already."""

    help = "Load the demonstration's users and cases into an empty database."

    def handle(self, *_args: Any, **_options: Any) -> None:  # noqa: ANN401 - the signature is Django's
        """Load and say who can sign in."""
        if Organisation.objects.exists():
            self.stdout.write("The database has organisations already; nothing was loaded.")
        else:
            try:
                count = load(clock.now())
            except TotalisError as error:
                raise CommandError(error.diagnostics()) from error
            self.stdout.write(f"Loaded {count} cases.")
        self.stdout.write(f"Sign in as one of these; the password of each is {PASSWORD}")
        for person in PEOPLE:
            self.stdout.write(f"  {person.email:<28} {person.about}")
