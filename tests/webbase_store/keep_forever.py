"""A program that keeps files until it is killed, and says which it was told are kept. Started by a test."""

from __future__ import annotations

import sys

import django

django.setup()

from totalis.webbase import clock  # noqa: E402 - only after the settings
from totalis.webbase.accounts.actor import Actor  # noqa: E402
from totalis.webbase.accounts.models import Organisation  # noqa: E402
from totalis.webbase.files.services import keep  # noqa: E402

organisation = Organisation.objects.get(slug=sys.argv[1])
actor = Actor(user=None, organisation=organisation, roles=frozenset(), rights=frozenset())
sys.stdout.write("ready\n")
sys.stdout.flush()
for number in range(100_000):
    data = f"{sys.argv[2]}-{number}\n".encode() * 2000
    blob = keep(actor=actor, data=data, file_name="a.txt", at=clock.now())
    sys.stdout.write(f"{blob.digest}\n")
    sys.stdout.flush()
