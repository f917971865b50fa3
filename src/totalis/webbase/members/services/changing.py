"""How each change of who belongs begins: the right, and the organisation locked against another such change."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction

from totalis.kernel.errors import InputError, Problem
from totalis.webbase.accounts.actor import require
from totalis.webbase.accounts.models import Organisation
from totalis.webbase.accounts.rights import Right
from totalis.webbase.accounts.selectors import memberships_on, rights_through

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from totalis.webbase.accounts.actor import Actor
    from totalis.webbase.accounts.models import Membership, User
    from totalis.webbase.accounts.rights import Role


def refuse(*, path: str, found: str, expected: str, remedy: str) -> InputError:
    """The error of one problem."""
    return InputError([Problem(path=path, found=found, expected=expected, remedy=remedy)])


def person(actor: Actor) -> User:
    """The person who acts, where the system itself cannot."""
    if actor.user is None:
        message = "Only a person invites people or opens a client's desk."
        raise TypeError(message)
    return actor.user


@contextmanager
def administering(actor: Actor) -> Iterator[Organisation]:
    """Change the actor's organisation in one transaction; two administrators wait for each other.

    Raises:
        MissingRightError: she is no administrator.
    """
    require(actor, Right.ADMINISTER)
    with transaction.atomic():
        yield locked(actor.organisation)


def locked(organisation: Organisation) -> Organisation:
    """The organisation, its row locked to the end of the transaction."""
    return Organisation.objects.select_for_update().get(pk=organisation.pk)


def named(roles: Iterable[Role], organisation: Organisation) -> list[str]:
    """Roles in an organisation as the database keeps them, in one order.

    Raises:
        InputError: there are none, or one that its people cannot have: an agency's people examine, a desk's file.
    """
    wanted = frozenset(roles)
    keys = sorted(role.value for role in wanted)
    if not keys:
        raise refuse(
            path="roles",
            found="no role",
            expected="at least one role",
            remedy="Choose what she does here; to let her only read, choose Auditor.",
        )
    if not wanted <= organisation.roles:
        raise refuse(
            path="roles",
            found=", ".join(sorted(role.label for role in wanted - organisation.roles)),
            expected=", ".join(sorted(role.label for role in organisation.roles)),
            remedy="An agency's people examine, a desk's people file: choose among these.",
        )
    return keys


def keep_an_administrator(organisation: Organisation, on: date, *, was: Membership) -> None:
    """Refuse a change after which nobody could administer: call it after the change, inside its transaction.

    One of the organisation's own people must remain, where the one who goes was that; an end in sight does not count.

    Raises:
        InputError: nobody would remain.
    """
    staying = memberships_on(on).filter(organisation=organisation, ends__isnull=True)
    if was.mandate is None:
        staying = staying.filter(mandate__isnull=True)
    others = staying.select_related("organisation", "mandate")
    if any(Right.ADMINISTER in rights_through(one) for one in others):
        return
    raise refuse(
        path="roles",
        found=f"{was.user.name} is the last administrator of {organisation.name}",
        expected="one administrator who stays",
        remedy="Make somebody else an administrator first.",
    )
