"""What an administrator sets: which clear requests are issued without a person, and what the agency says of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from totalis.authority.models import Agency, IssuePolicy
from totalis.authority.services.assigning import refuse
from totalis.frontdoor.selectors.law import lawbook
from totalis.procedure.casefile import Lane
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from totalis.webbase.accounts.actor import Actor

LANES = (Lane.EMPLOYER.value, Lane.SELF_EMPLOYED.value, Lane.PERFORMER.value)
REASON_LENGTH = 300
MOST_MONTHS = 1200
HUNDRED = 100
MOST_SERVICE_DAYS = 1000
SETTINGS = (
    "name",
    "postal_address",
    "fax",
    "telephone",
    "telephone_hours",
    "email",
    "takes_requests",
    "service_days",
)
"""What an administrator may change; country and issuer are in everything that was signed, so they stay."""


def set_policy(
    *,
    actor: Actor,
    agreement: str,
    lane: str,
    allowed: bool,
    most_months: int | None,
    kept_for_people: int,
    reason: str,
    at: datetime,
) -> IssuePolicy:
    """Switch straight-through issue on or off for one agreement and lane; the policy before stays on record.

    Raises:
        MissingRightError: the person does not administer.
        InputError: no such agreement or lane, no reason, a share or a length that cannot be.
    """
    require(actor, Right.ADMINISTER)
    why = reason.strip()
    _check_policy(agreement, lane, most_months, kept_for_people, why)
    with transaction.atomic():
        made = IssuePolicy.objects.create(
            organisation=actor.organisation,
            agreement=agreement,
            lane=lane,
            allowed=allowed,
            most_months=most_months,
            kept_for_people=kept_for_people,
            reason=why,
            made_by=actor.user,
            made_at=at,
        )
        record(
            actor=actor,
            verb="set issue policy",
            subject=f"{agreement} {lane}: {'on' if allowed else 'off'}",
            at=at,
            details={
                "policy": made.pk,
                "most_months": most_months,
                "kept_for_people": kept_for_people,
                "reason": why,
            },
        )
    return made


def change_agency(
    *, actor: Actor, agency: Agency, given: Mapping[str, object], at: datetime
) -> Agency:
    """Change what the public is told of the agency, whether its forms are open, and its service time.

    A new service time holds for requests that come from now on.

    Raises:
        MissingRightError: the person does not administer.
        InputError: no name, a service time that is none, or a setting that cannot be changed here.
    """
    require(actor, Right.ADMINISTER)
    strange = sorted(set(given) - set(SETTINGS))
    if strange:
        refuse(strange[0], "a setting that stays", ", ".join(SETTINGS), "Leave it out.")
    with transaction.atomic():
        row = Agency.objects.select_for_update().get(pk=agency.pk, organisation=actor.organisation)
        before = {name: getattr(row, name) for name in given}
        for name, value in given.items():
            setattr(row, name, value.strip() if isinstance(value, str) else value)
        _check_agency(row)
        changed = {name: getattr(row, name) for name in given}
        row.save(update_fields=sorted(given))
        names = sorted(name for name in given if before[name] != changed[name])
        if names:
            details = {
                "before": {name: before[name] for name in names},
                "after": {name: changed[name] for name in names},
            }
            record(actor=actor, verb="changed agency", subject=row.name, at=at, details=details)
    return row


def _check_policy(
    agreement: str, lane: str, most_months: int | None, kept_for_people: int, why: str
) -> None:
    if not lawbook().has(agreement):
        refuse("agreement", agreement, "a country with an agreement", "Choose from the list.")
    if lane not in LANES:
        refuse("lane", lane, ", ".join(LANES), "Choose from the list.")
    if not why or len(why) > REASON_LENGTH:
        refuse(
            "reason",
            f"{len(why)} letters" if why else "nothing",
            f"a reason of at most {REASON_LENGTH} letters",
            "Say who decided this, and on what ground.",
        )
    if most_months is not None and not 0 < most_months <= MOST_MONTHS:
        refuse(
            "most_months", str(most_months), f"1 to {MOST_MONTHS}", "Leave it empty for no limit."
        )
    if not 0 <= kept_for_people <= HUNDRED:
        refuse("kept_for_people", str(kept_for_people), "0 to 100", "Write a share in percent.")


def _check_agency(row: Agency) -> None:
    if not row.name:
        refuse("name", "nothing", "the agency's name", "Write its name.")
    if not 0 < row.service_days <= MOST_SERVICE_DAYS:
        refuse(
            "service_days",
            str(row.service_days),
            f"1 to {MOST_SERVICE_DAYS} business days",
            "Write by how many business days a request shall be decided.",
        )
