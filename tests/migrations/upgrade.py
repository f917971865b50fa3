"""A program: fill an empty database with the data of a release, migrate to the newest, and say what is wrong then."""

from __future__ import annotations

import sys
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402 - only after the settings
from django.db import connection  # noqa: E402

from tests.migrations import stored  # noqa: E402
from totalis.webbase import clock  # noqa: E402
from totalis.webbase.accounts.actor import Actor  # noqa: E402
from totalis.webbase.accounts.models import Organisation  # noqa: E402
from totalis.webbase.audit.selectors import verify_chain  # noqa: E402
from totalis.webbase.audit.services import record  # noqa: E402
from totalis.webbase.audit.triggers import missing  # noqa: E402

data = stored.read(Path(sys.argv[1]))
stored.put_in(data)
call_command("migrate", verbosity=0)
problems = [
    *stored.problems_after(data),
    *(f"trigger {name} is missing" for name in missing(connection)),
]
for organisation in Organisation.objects.all():
    nobody = Actor(user=None, organisation=organisation, roles=frozenset(), rights=frozenset())
    record(actor=nobody, verb="upgraded", subject=data["release"], at=clock.now())
    problems += verify_chain(organisation)
sys.stdout.write("\n".join(problems))
