"""Settings of an organisation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.webbase.audit.services import record
from totalis.webbase.members.services.changing import administering, refuse

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import Organisation

LONGEST_YEARS = 99


def change_settings(*, actor: Actor, name: str, retention_years: int, at: datetime) -> Organisation:
    """Change an organisation's name and how long it keeps closed cases; its address stays.

    Raises:
        MissingRightError: the actor is no administrator.
        InputError: no name; years out of bounds.
    """
    with administering(actor) as organisation:
        if not name.strip():
            raise refuse(
                path="name",
                found="nothing",
                expected="a name",
                remedy="Type the organisation's name.",
            )
        if not 1 <= retention_years <= LONGEST_YEARS:
            raise refuse(
                path="retention_years",
                found=f"{retention_years} years",
                expected=f"1 to {LONGEST_YEARS} years",
                remedy="Say for how many years after its end a case is kept.",
            )
        wanted = {"name": name.strip(), "retention_years": retention_years}
        before = {key: getattr(organisation, key) for key in wanted}
        if before == wanted:
            return organisation
        organisation.name, organisation.retention_years = name.strip(), retention_years
        organisation.save(update_fields=["name", "retention_years"])
        record(
            actor=actor,
            verb="changed settings",
            subject=organisation.name,
            at=at,
            details={"before": before, "after": wanted},
        )
    return organisation
