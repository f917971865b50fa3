"""Registers of charge lines and of contributions, as `webbase.registers` hands them over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from totalis.exposure.services.columns import CHARGES, CONTRIBUTIONS
from totalis.exposure.services.contributions import take_contributions, withdraw_contributions
from totalis.exposure.services.runs import take_charges, withdraw_charges
from totalis.webbase.registers.kinds import Kind

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.registers.models import Register


def receive_charges(register: Register, actor: Actor, at: datetime) -> str:
    """Keep the lines; the page asks for their country next."""
    run = take_charges(actor=actor, register=register, at=at)
    return reverse("exposure:charge-run", args=[actor.organisation.slug, run.pk])


def receive_contributions(register: Register, actor: Actor, at: datetime) -> str:
    """Test the lines, and keep them with what was found."""
    run = take_contributions(actor=actor, register=register, at=at)
    return reverse("exposure:contribution-run", args=[actor.organisation.slug, run.pk])


KINDS = (
    Kind(
        key="charges",
        label="Charge lines",
        help="The lines of one payslip or of many: each is told apart as covered, CSG, CRDS, not covered or unclear.",
        columns=CHARGES,
        receive=receive_charges,
        withdraw=withdraw_charges,
    ),
    Kind(
        key="contributions",
        label="Contributions of both countries",
        help="What the United States and another country charged, by worker, stream of earnings and period.",
        columns=CONTRIBUTIONS,
        receive=receive_contributions,
        withdraw=withdraw_contributions,
    ),
)
