"""Retention: the policy, and the disposal of what requests say of people once they are older than it.

Number, states, days, digests and the audit chain stay, so that what was done can be proved; what was said of a person goes:
answers, facts, documents, certificates and credentials, questions, reasons, messages. Status lists know no person and stay.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from totalis.authority.models import (
    Agency,
    Assessment,
    Attachment,
    Consent,
    Correction,
    CoverageRequest,
    Decision,
    Draft,
    ExchangeMessage,
    IssuedCertificate,
    Question,
    RegisterEntry,
    RequestEvent,
    RequestMail,
    RequestVersion,
    RetentionPolicy,
)
from totalis.authority.selectors.retention import due_for_disposal, first_day_kept, policy_of
from totalis.authority.selectors.retention_messages import COVERING, cover_until
from totalis.authority.services.assigning import refuse
from totalis.authority.services.disposing_messages import BLANK, dispose_messages, the_policy
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import Organisation

log = logging.getLogger(__name__)

GRACE = timedelta(days=7)
"""Between a policy and the first night in which it disposes of anything."""
FEWEST, MOST = 1, 100
REASON_LENGTH = 300
A_NIGHT = 20_000
"""As many requests at most; what is left waits for the next night."""
BATCH = 200

Blank = dict[str, Any]
BLANKED: dict[type[Model], tuple[str, Blank]] = {
    CoverageRequest: (
        "pk",
        {
            "answers": {},
            "facts": {},
            "second_fact": "",
            "contact_email": "",
            "worker_key": "",
            "priority_reason": "",
        },
    ),
    RequestVersion: ("request", {"answers": {}, "facts": {}, "reason": ""}),
    RequestEvent: ("request", {"details": {}}),
    RequestMail: ("event__request", {"last_error": ""}),
    Assessment: ("request", {"determination": {}, "points": []}),
    Question: ("request", {"text": "", "answer": "", "fields": []}),
    Decision: (
        "request",
        {"reasons": "", "override_reason": "", "rejected_reason": "", "article": ""},
    ),
    Consent: ("decision__request", {"by": "", "document": ""}),
    IssuedCertificate: (
        "request",
        {"content": {}, "credential": "", "name_key": "", "article": "", "document": None},
    ),
    Correction: ("certificate__request", {"changes": {}, "reason": "", "rejected_reason": ""}),
    RegisterEntry: ("certificate__request", {"reason": ""}),
    ExchangeMessage: ("request", BLANK),
}
"""What is emptied: for each kind of record the way to its request, and the columns with what stands there afterwards."""


def set_retention(
    *, actor: Actor, allowed: bool, years: int, reason: str, at: datetime
) -> RetentionPolicy:
    """Switch disposal on or off; it begins a week later, and the policy before stays on record.

    Raises:
        MissingRightError: the person does not administer.
        InputError: no reason, or years that cannot be meant.
    """
    require(actor, Right.ADMINISTER)
    why = reason.strip()
    if not FEWEST <= years <= MOST:
        refuse(
            "years", str(years), f"{FEWEST} to {MOST}", "Write the years of the rule you follow."
        )
    if not why or len(why) > REASON_LENGTH:
        found = f"{len(why)} letters" if why else "nothing"
        expected = f"a reason of at most {REASON_LENGTH} letters"
        refuse("reason", found, expected, "Name the law or order by which it is so.")
    with transaction.atomic():
        made = RetentionPolicy.objects.create(
            organisation=actor.organisation,
            allowed=allowed,
            years=years,
            reason=why,
            begins_on=(at + GRACE).date(),
            made_by=actor.user,
            made_at=at,
        )
        record(
            actor=actor,
            verb="set retention policy",
            subject=f"{years} years: {'on' if allowed else 'off'}",
            at=at,
            details={"policy": made.pk, "begins_on": made.begins_on, "reason": why},
        )
    return made


def dispose_due(at: datetime) -> int:
    """Dispose of what every agency's policy reaches tonight, partners' messages too; answers of how many requests."""
    count = 0
    for house in Agency.objects.select_related("organisation"):
        policy = policy_of(house.organisation)
        if policy is None or not policy.allowed or at.date() < policy.begins_on:
            continue
        count += _of_house(house.organisation, policy, at)
        dispose_messages(policy=policy, at=at, most=A_NIGHT)
    return count


def dispose(*, request: CoverageRequest, policy: RetentionPolicy, at: datetime) -> bool:
    """Dispose of everything that a request says of people, if the policy still holds and reaches it; whether it did.

    In one transaction: all of it goes, or nothing. Whoever acts on a certificate holds its request, so the request is held
    first, and only then it is asked whether anything happened to it.
    """
    house = request.organisation
    with transaction.atomic():
        row = CoverageRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
        reached = due_for_disposal(house, policy.years, at.date()).filter(pk=row.pk).exists()
        if not reached or policy_of(house) != policy or _still_covered(row, policy, at):
            return False
        documents = Attachment.objects.filter(request=row)
        details = {"policy": policy.pk, "documents": documents.count()}
        documents.delete()
        Draft.objects.filter(corrects=row).delete()
        Draft.objects.filter(request=row).delete()
        for one in IssuedCertificate.objects.filter(request=row).select_related("document"):
            digest = one.document.digest if one.document is not None else one.document_digest
            IssuedCertificate.objects.filter(pk=one.pk).update(document_digest=digest)
        for model, (way, blank) in BLANKED.items():
            model._default_manager.filter(**{way: row.pk}).update(**blank)  # noqa: SLF001 - Django's documented door
        CoverageRequest.objects.filter(pk=row.pk).update(disposed_at=at, draft=None)
        record(
            actor=the_policy(house),
            verb="disposed of personal data",
            subject=row.control_number,
            case_reference=row.control_number,
            at=at,
            details=details,
        )
    return True


def _still_covered(row: CoverageRequest, policy: RetentionPolicy, at: datetime) -> bool:
    """Whether a copy that the partner sent of what was agreed covers a day that is not older than the policy."""
    copies = ExchangeMessage.objects.filter(request=row, outgoing=False).order_by("made_at", "pk")
    until = cover_until(copies.filter(kind__in=COVERING))
    return until is not None and until >= first_day_kept(at.date(), policy.years)


def _of_house(house: Organisation, policy: RetentionPolicy, at: datetime) -> int:
    """One night of one agency, until another policy is set; what goes wrong with one request keeps no other waiting."""
    count, skipped = 0, set[int]()
    while count < A_NIGHT and policy_of(house) == policy:
        rows = due_for_disposal(house, policy.years, at.date()).exclude(pk__in=skipped)
        batch = list(rows.select_related("organisation").only("pk", "organisation")[:BATCH])
        if not batch:
            return count
        for row in batch:
            try:
                done = dispose(request=row, policy=policy, at=at)
            except Exception:
                log.exception("Request %s was not disposed of; the next night tries again", row.pk)
                done = False
            count += done
            if not done:
                skipped.add(row.pk)
    return count
