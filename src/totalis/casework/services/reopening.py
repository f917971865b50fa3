"""A decision that no longer says what it said: because facts changed, or the law."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.casework.models import CaseDetermination, Certificate, Reopening
from totalis.casework.selectors.casefile import case_file
from totalis.procedure.reopening import effect_of
from totalis.webbase.audit.services import record
from totalis.webbase.notices.services import notify

if TYPE_CHECKING:
    from datetime import datetime

    from totalis.casework.models import Case
    from totalis.webbase.accounts.actor import Actor


def reopen_if_changed(
    *,
    actor: Actor,
    case: Case,
    before: CaseDetermination,
    after: CaseDetermination,
    cause: str,
    at: datetime,
) -> Reopening | None:
    """Reopen the case where a new determination answers otherwise, naming the certificates and pay periods that fall.

    Call in the transaction that made the new determination, with the case locked.

    Args:
        actor: Who changed the facts; the system itself where the law changed.
        case: The locked case.
        before: The determination that stood.
        after: The one that stands now.
        cause: `facts` or `law`.
        at: When.
    """
    effect = effect_of(before.document, after.document, case_file(case), case.engagement)
    if not effect.changed:
        return None
    reopening = Reopening.objects.create(
        organisation=actor.organisation,
        case=case,
        cause=cause,
        before=before,
        after=after,
        changed=list(effect.changed),
        pay_from=effect.pay_from,
        made_by=actor.user,
        made_at=at,
    )
    reopening.certificates.set(
        Certificate.objects.filter(case=case, pk__in=[int(key) for key in effect.certificates])
    )
    record(
        actor=actor,
        verb="reopened decision",
        subject=case.reference,
        at=at,
        case_reference=case.reference,
        details={
            "cause": cause,
            "changed": list(effect.changed),
            "certificates": list(effect.certificates),
            "pay_from": effect.pay_from.isoformat() if effect.pay_from else "",
            "law": after.law,
        },
    )
    notify(
        user=case.owner,
        organisation=case.organisation,
        key=f"reopened:{reopening.pk}",
        subject=f"{case.reference}: the decision changed",
        body="\n".join(effect.changed),
        link=f"/desk/{case.organisation.slug}/cases/{case.reference}/",
        case_reference=case.reference,
        at=at,
    )
    return reopening
