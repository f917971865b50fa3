"""A register of engagements, as `webbase.registers` hands it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from totalis.population.services.columns import COLUMNS
from totalis.population.services.screening import start_screening, withdraw_screenings
from totalis.webbase.registers.kinds import Kind

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.registers.models import Register


def receive(register: Register, actor: Actor, at: datetime) -> str:
    """Have every row decided under the law of today; another day can be asked for afterwards."""
    run = start_screening(actor=actor, register=register, as_of=at.date(), at=at)
    return reverse("population:screening", args=[actor.organisation.slug, run.pk])


KIND = Kind(
    key="engagements",
    label="Engagements of a workforce",
    help="One line for each assignment: which country covers it, what is missing, and cases opened in bulk.",
    columns=COLUMNS,
    receive=receive,
    withdraw=withdraw_screenings,
)
