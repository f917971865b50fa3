"""Disposal of closed cases: what they say of people goes, what proves what payroll was told stays.

Everything of a case is deleted but what is named here as staying, so that a record that is added one day goes as well
unless somebody decides otherwise. What stays is emptied of what it says of the person. Reference, days, words, the
number of the certificate and the audit chain stay: an answer of the payroll gate can be replayed for the day on which it was
given.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from django.db import router, transaction
from django.db.models import ManyToOneRel

from totalis.casework.models import (
    Case,
    CaseHold,
    CaseParty,
    Certificate,
    Employer,
    Evidence,
    Match,
    PayrollSpan,
    RecordRevision,
    Worker,
    WorkPeriod,
)
from totalis.casework.selectors.cases import folded
from totalis.casework.selectors.disposal import kept_until, of_tonight, policy_of, why_kept
from totalis.casework.services.payroll_index import end_staff_number
from totalis.procedure.casefile import PartyRole, PayrollState
from totalis.webbase.accounts.actor import Actor
from totalis.webbase.accounts.models import Organisation
from totalis.webbase.audit.services import record
from totalis.webbase.notices.models import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from totalis.casework.models import DisposalPolicy

log = logging.getLogger(__name__)

OWN = (PartyRole.OWN_BUSINESS_US, PartyRole.OWN_BUSINESS_FOREIGN)
MACHINE = "Disposal of closed cases"

Blank = dict[str, Any]
staying: dict[type[Model], Blank] = {
    Certificate: {
        "worker_name": "",
        "worker_number": "",
        "employer_name": "",
        "withdrawn_reason": "",
    },
    Evidence: {"title": ""},
    Match: {"differences": [], "checklist": {}, "reason": "", "packet": None},
    PayrollSpan: {},
    CaseHold: {},
}
"""What stays of a case, and what stands in its columns afterwards. The apps above add their own when they start."""
_CASE: Blank = {
    "title": "Disposed of",
    "payroll": PayrollState.WITHHOLD.value,
    **dict.fromkeys(("about", "closed_reason", "next_action", "waits_for", "sort_name"), ""),
    "dates": [],
    "next_due": None,
    "holds": 0,
    "flags": 0,
}
_WORKER: Blank = {
    **dict.fromkeys(("given_names", "family_names", "name_at_birth", "staff_number"), ""),
    **dict.fromkeys(("birth_date", "birth_place", "birth_country", "ssn", "email", "phone"), ""),
    "foreign_numbers": {},
    "citizenships": None,
    "address": {},
}


def dispose_due(at: datetime) -> int:
    """Dispose of what every organisation's policy reaches tonight; answers of how many cases.

    What fails in one organisation keeps no other waiting.
    """
    count = 0
    for house in Organisation.objects.order_by("pk"):
        try:
            for done in _of_house(house, at):
                count += done
        except Exception:
            log.exception(
                "Disposal for organisation %s stopped; the next night tries again", house.pk
            )
    return count


def dispose(*, number: int, policy: DisposalPolicy, at: datetime) -> bool:
    """Dispose of everything that a case says of people, if the policy still holds and reaches it; whether it did.

    In one transaction: all of it goes, or nothing. The case and its worker are held first, as by everybody who changes
    them, and only then it is asked whether anything keeps it.
    """
    with transaction.atomic():
        worker = Case.objects.values_list("worker_id", flat=True).get(pk=number)
        Worker.objects.select_for_update().only("pk").get(pk=worker)  # before the case, as links do
        rows = Case.objects.select_related("organisation")
        row = rows.select_for_update(of=("self",)).get(pk=number)
        if policy_of(row.organisation) != policy or why_kept(row, at.date()):
            return False
        own, last = _own_businesses(row), kept_until(row)
        counts = {model._meta.label: _empty(model, way, row) for model, way in of_case()}  # noqa: SLF001 - its own name
        Notice.objects.filter(organisation=row.organisation, case_reference=row.reference).delete()
        Case.objects.filter(pk=row.pk).update(
            **_CASE, search_text=folded(row.reference), disposed_at=at, keep_until=last
        )
        alone = _dispose_of_worker(row.worker_id, at)
        _let_go(own)
        record(
            actor=_machine(row.organisation),
            verb="disposed of case",
            subject=row.reference,
            case_reference=row.reference,
            at=at,
            details={
                "policy": policy.pk,
                "kept_until": last.isoformat() if last else "",
                "worker_too": alone,
                "records": {label: count for label, count in counts.items() if count},
            },
        )
    return True


def of_case() -> Iterator[tuple[type[Model], str]]:
    """Every kind of record that names a case, with the column by which it does."""
    for relation in Case._meta.get_fields(include_hidden=True):  # noqa: SLF001 - Django's documented door
        if isinstance(relation, ManyToOneRel):  # one to one is a kind of it
            yield relation.field.model, relation.field.name


def _empty(model: type[Model], way: str, case: Case) -> int:
    """Delete the records of a case, or empty them where they stay; answers how many."""
    rows: QuerySet[Any] = model._default_manager.filter(**{way: case})  # noqa: SLF001 - Django's documented door
    if model in staying:
        return rows.update(**staying[model]) if staying[model] else 0
    for relation in model._meta.local_many_to_many:  # noqa: SLF001 - as above
        through = relation.remote_field.through._default_manager  # type: ignore[union-attr] # noqa: SLF001 - always a model here
        through.filter(**{f"{relation.m2m_field_name()}__in": rows}).delete()
    # What is deleted names one another; the database looks at the end of the transaction whether anything is left over.
    count = rows.count()
    rows._raw_delete(router.db_for_write(model))  # noqa: SLF001 - deletes what PROTECT guards from people
    return count


def _dispose_of_worker(number: int, at: datetime) -> bool:
    """Empty the worker's record where no case of hers is left; whether it was."""
    row = Worker.objects.select_for_update().get(pk=number)
    if Case.objects.filter(worker=row, disposed_at=None).exists():
        return False
    for name, value in _WORKER.items():
        setattr(row, name, value)
    row.disposed_at, row.revision = at, row.revision + 1
    row.save()
    end_staff_number(worker=row, at=at)
    RecordRevision.objects.filter(kind="worker", record_id=row.pk).delete()
    return True


def _own_businesses(case: Case) -> list[int]:
    """The worker's own businesses in a case: they bear her name and address."""
    parties = CaseParty.objects.filter(case=case, role__in=(*OWN,))
    return sorted(set(parties.values_list("employer_id", flat=True)))


def _let_go(employers: list[int]) -> None:
    """Delete the businesses that no case names any more, with what was said of them before."""
    for row in Employer.objects.select_for_update().filter(pk__in=employers):
        named = (CaseParty.objects.filter(employer=row), WorkPeriod.objects.filter(employer=row))
        if any(rows.exists() for rows in named):
            continue
        RecordRevision.objects.filter(kind="employer", record_id=row.pk).delete()
        row.delete()


def _of_house(house: Organisation, at: datetime) -> Iterator[bool]:
    """One night of one organisation, until another policy is set; of each case that was looked at, whether it went.

    One that fails, such as one that cannot be decrypted, keeps no other waiting.
    """
    policy = policy_of(house)
    if policy is None or not policy.allowed or at.date() < policy.begins_on:
        return
    for batch in of_tonight(house, at.date()):
        if policy_of(house) != policy:
            return
        for number in batch:
            try:
                yield _look_at(number, policy, at)
            except Exception:
                log.exception("Case %s was not disposed of; the next night tries again", number)


def _look_at(number: int, policy: DisposalPolicy, at: datetime) -> bool:
    """Dispose of a case unless something keeps it, which is asked first without holding it."""
    row = Case.objects.select_related("organisation").get(pk=number)
    return not why_kept(row, at.date()) and dispose(number=number, policy=policy, at=at)


def _machine(house: Organisation) -> Actor:
    return Actor(
        user=None,
        organisation=house,
        roles=frozenset(),
        rights=frozenset(),
        machine=MACHINE,
    )
