"""As whom a service acts on a case: a machine that records what the agency says, and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.webbase.accounts.actor import Actor
from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from totalis.connected.models import Service

RECORDS = frozenset({Right.VIEW, Right.PREPARE, Right.LODGE})
"""To write down what came: words of the agency, its papers, the certificate as it stands on them. A person has filed;
a person accepts, and a person releases to payroll."""
ACCEPTS = RECORDS | {Right.APPROVE}
"""Only where an administrator lets a certificate that differs in nothing be accepted by itself."""


def machine_of(service: Service, *, accepting: bool = False) -> Actor:
    """The service as it acts in the organisation; the history names it."""
    return Actor(
        user=None,
        organisation=service.organisation,
        roles=frozenset(),
        rights=ACCEPTS if accepting else RECORDS,
        machine=service.name,
    )
