"""Opening a case, and what people set on it: title, owner, parties."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction

from totalis.casework.models import (
    Case,
    CaseCounter,
    CaseParty,
    FactStatement,
    FactVersion,
    Worker,
)
from totalis.casework.selectors import records
from totalis.casework.selectors.sheets import places_of
from totalis.casework.services.editing import changing, take_revision
from totalis.casework.services.revisions import remember
from totalis.casework.services.standing import refresh
from totalis.kernel.errors import InputError, Problem
from totalis.procedure.casefile import Direction, PartyRole
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import people_with
from totalis.webbase.audit.services import record

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from totalis.casework.models import Employer
    from totalis.casework.selectors.lists import Shown
    from totalis.facts.sheet import FactSheet
    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import User

FIRST_ENGAGEMENT = "e1"


def open_case(
    *,
    actor: Actor,
    title: str,
    worker: Worker,
    at: datetime,
    owner: User | None = None,
    about: str = "",
    parties: Sequence[tuple[PartyRole, Employer]] = (),
    direction: Direction = Direction.OPEN,
    partner: str = "",
    sheet: FactSheet | None = None,
    engagement: str = "",
    basis: str = "",
) -> Case:
    """Open a case under the next reference of the organisation and year.

    Args:
        actor: Who opens it.
        title: What the lists call it.
        worker: Whose work it is about; of the same organisation.
        at: When.
        owner: Who answers for it; without one, the person who opens it.
        about: A few words on why it exists.
        parties: Employers and businesses in their roles.
        direction: Which proof it is after, where that is known already.
        partner: The other country, where that is known already.
        sheet: The facts it begins with; they become version 1.
        engagement: Which engagement of the sheet it is about; the first one where nothing is said.
        basis: How the person knows these facts.

    Raises:
        PermissionDenied: the person may not prepare.
        InputError: no title, an owner who may not prepare, somebody else's worker or employer, no such engagement.
    """
    require(actor, Right.PREPARE)
    with transaction.atomic():
        chosen = _owner(actor, owner or actor.user, at)
        # Read anew under lock: disposal may have emptied the record since it was read.
        worker = Worker.objects.select_for_update().get(pk=worker.pk)
        _all_ours(actor, worker, *(employer for _role, employer in parties))
        case = Case.objects.create(
            organisation=actor.organisation,
            reference=_next_reference(actor, at),
            title=_title(title),
            about=about.strip(),
            worker=worker,
            owner=chosen,
            direction=direction,
            partner=partner,
            engagement=_engagement(sheet, engagement),
            opened_at=at,
            since=at,
            changed_at=at,
        )
        for role, employer in parties:
            _join(actor, case, role, employer, at)
        if sheet is not None:
            _first_facts(actor, case, sheet, basis, at)
        remember(
            actor=actor, kind="case", record_id=case.pk, value=records.head(case), at=at, case=case
        )
        refresh(case=case, at=at)
        record(
            actor=actor,
            verb="opened case",
            subject=case.reference,
            at=at,
            case_reference=case.reference,
            details={"owner": chosen.name, "facts": sheet.digest() if sheet else ""},
        )
    return case


def change_case(
    *, actor: Actor, case: Case, seen: int, title: str, about: str, at: datetime
) -> Case:
    """Change the title and what the case is about.

    Raises:
        ChangedMeanwhileError: somebody saved another text meanwhile.
        InputError: the title is empty.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        take_revision(locked, seen)
        locked.title, locked.about = _title(title), about.strip()
        locked.save(update_fields=["title", "about", "revision"])
        _kept(actor, locked, "changed title", locked.reference, at)
    return locked


def change_owner(*, actor: Actor, case: Case, seen: int, owner: User, at: datetime) -> Case:
    """Give the case to another named owner, who must have the right to prepare.

    Raises:
        ChangedMeanwhileError: somebody changed the case meanwhile.
        InputError: the person may not prepare here.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        take_revision(locked, seen)
        locked.owner = _owner(actor, owner, at)
        locked.save(update_fields=["owner", "revision"])
        _kept(actor, locked, "changed owner", locked.owner.name, at)
    return locked


def add_party(
    *, actor: Actor, case: Case, role: PartyRole, employer: Employer, at: datetime
) -> CaseParty:
    """Name an employer or business in its role; the same one in the same role is named once.

    Raises:
        InputError: it has that role in the case already, or belongs to another organisation.
    """
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        _all_ours(actor, employer)
        standing = CaseParty.objects.filter(case=locked, removed_at=None)
        if standing.filter(role=role, employer=employer).exists():
            raise InputError(
                [
                    Problem(
                        path="employer",
                        found=f"{employer.name} has this role in the case already",
                        expected="an employer or a role that is new",
                        remedy="Choose another role or another employer.",
                    )
                ]
            )
        party = _join(actor, locked, role, employer, at)
        _told(actor, locked, "added party", f"employer {employer.pk}, {role.value}", at)
    return party


def remove_party(*, actor: Actor, case: Case, party: CaseParty, at: datetime) -> None:
    """Take an employer or business out of the case; the row stays, so that earlier days can be shown."""
    with changing(actor=actor, case=case, right=Right.PREPARE, at=at) as locked:
        row = CaseParty.objects.select_related("employer").get(pk=party.pk, case=locked)
        if row.removed_at is None:
            row.removed_at = at
            row.save(update_fields=["removed_at"])
            _told(actor, locked, "removed party", f"employer {row.employer_id}, {row.role}", at)


def note_download(*, actor: Actor, shown: Shown, at: datetime) -> None:
    """Keep that a list of cases was taken out; what was searched for may be a name and stays out of the chain."""
    require(actor, Right.VIEW)
    narrowed = {
        name: value
        for name, value in asdict(shown).items()
        if value and name not in ("search", "sort")
    }
    record(
        actor=actor,
        verb="downloaded case list",
        subject="CSV",
        at=at,
        details=narrowed | {"searched": bool(shown.search)},
    )


def _told(actor: Actor, case: Case, verb: str, subject: str, at: datetime) -> None:
    record(actor=actor, verb=verb, subject=subject[:200], at=at, case_reference=case.reference)


def _kept(actor: Actor, case: Case, verb: str, subject: str, at: datetime) -> None:
    remember(
        actor=actor, kind="case", record_id=case.pk, value=records.head(case), at=at, case=case
    )
    _told(actor, case, verb, subject, at)


def _join(actor: Actor, case: Case, role: PartyRole, employer: Employer, at: datetime) -> CaseParty:
    return CaseParty.objects.create(
        organisation=actor.organisation,
        case=case,
        role=role,
        employer=employer,
        made_by=actor.user,
        made_at=at,
    )


def _next_reference(actor: Actor, at: datetime) -> str:
    """The next number of the organisation and year; the counter stays locked until the case is in."""
    counter, _new = CaseCounter.objects.select_for_update().get_or_create(
        organisation=actor.organisation, year=at.year
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"TC-{at.year}-{counter.last:04d}"


def _title(text: str) -> str:
    title = text.strip()
    if not title:
        raise InputError(
            [
                Problem(
                    path="title",
                    found="nothing",
                    expected="a few words",
                    remedy="Say what the case is, for example “Rivera to France, 2027 to 2029”.",
                )
            ]
        )
    return title


def _owner(actor: Actor, user: User | None, at: datetime) -> User:
    able = people_with(actor.organisation, Right.PREPARE, at.date())
    if user is None or user not in able:
        raise InputError(
            [
                Problem(
                    path="owner",
                    found=user.name if user is not None else "nobody",
                    expected="one person with the right to prepare",
                    remedy="Choose a preparer of this organisation; an administrator can make somebody one.",
                )
            ]
        )
    return user


def _all_ours(actor: Actor, *rows: Worker | Employer) -> None:
    """Nothing of another organisation enters a case, whatever a form says."""
    for row in rows:
        gone = getattr(row, "disposed_at", None) is not None
        if gone or row.organisation_id != actor.organisation.pk:
            raise InputError(
                [
                    Problem(
                        path=type(row).__name__.lower(),
                        found="no such record here",
                        expected="one of this organisation's own",
                        remedy="Choose it from the list.",
                    )
                ]
            )


def _engagement(sheet: FactSheet | None, wanted: str) -> str:
    if sheet is None:
        return wanted or FIRST_ENGAGEMENT
    known = [item.id for item in sheet.engagements]
    if not wanted:
        return known[0]
    if wanted not in known:
        raise InputError(
            [
                Problem(
                    path="engagement",
                    found=wanted,
                    expected=f"one of {', '.join(known)}",
                    remedy="Choose an engagement of the sheet.",
                )
            ]
        )
    return wanted


def _first_facts(actor: Actor, case: Case, sheet: FactSheet, basis: str, at: datetime) -> None:
    """The sheet as version 1, with the person who states each fact in it."""
    version = FactVersion.objects.create(
        organisation=actor.organisation,
        case=case,
        number=1,
        digest=sheet.digest(),
        sheet=sheet.as_dict(),
        reason="The facts the case began with",
        made_by=actor.user,
        made_at=at,
    )
    FactStatement.objects.bulk_create(
        FactStatement(
            organisation=actor.organisation,
            case=case,
            version=version,
            place=place,
            value=value,
            basis=basis,
            made_by=actor.user,
            made_at=at,
        )
        for place, value in places_of(sheet)
    )
