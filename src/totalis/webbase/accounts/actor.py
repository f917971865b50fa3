"""Who acts: a user in one organisation, with the rights that her roles give her there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

from totalis.webbase.accounts.rights import Right

if TYPE_CHECKING:
    from totalis.webbase.accounts.models import Organisation, User
    from totalis.webbase.accounts.rights import Role

SYSTEM_RIGHTS = frozenset({Right.VIEW, Right.PREPARE, Right.ADMINISTER})
"""What a nightly run may do. No machine approves, lodges or tells payroll to rely on anything."""


class MissingRightError(PermissionDenied):
    """A person's roles do not carry a right that was needed."""

    def __init__(self, right: Right) -> None:
        self.right = right
        super().__init__(
            f"This needs the right to {right.value}, which your roles here do not carry."
        )


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts in an organisation: a person; where `user` is None, a program by its key or the system itself."""

    user: User | None
    organisation: Organisation
    roles: frozenset[Role]
    rights: frozenset[Right]
    through: str = ""
    """The adviser through whose mandate she acts."""
    machine: str = ""
    """The key by which a program asks, as the history names it; a program has no `user`."""

    def may(self, right: Right) -> bool:
        """Whether she has the right here."""
        return right in self.rights

    @property
    def works_alone(self) -> bool:
        """Whether she may decide on her own work: the self-employed person herself, never who acts for her."""
        return self.user is not None and self.organisation.is_solo and not self.through

    @property
    def label(self) -> str:
        """Her name as the history shows it."""
        if self.user is None:
            return self.machine or "Totalis"
        return f"{self.user.name} ({self.through})" if self.through else self.user.name


def system_actor(organisation: Organisation) -> Actor:
    """The system itself in an organisation, for what it does by the clock."""
    return Actor(user=None, organisation=organisation, roles=frozenset(), rights=SYSTEM_RIGHTS)


def require(actor: Actor, right: Right) -> None:
    """Stop a service that the person has no right to.

    Raises:
        MissingRightError: a `PermissionDenied` that holds the right.
    """
    if not actor.may(right):
        raise MissingRightError(right)
