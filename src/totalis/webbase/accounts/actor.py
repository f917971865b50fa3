"""Who acts: a user in one organisation, with the rights that her roles give her there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from totalis.webbase.accounts.models import Organisation, User
    from totalis.webbase.accounts.rights import Right, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person who acts in an organisation; `user` None is the system itself (a nightly run)."""

    user: User | None
    organisation: Organisation
    roles: frozenset[Role]
    rights: frozenset[Right]
    through: str = ""
    """The adviser through whose mandate she acts."""

    def may(self, right: Right) -> bool:
        """Whether she has the right here."""
        return right in self.rights

    @property
    def label(self) -> str:
        """Her name as the history shows it."""
        if self.user is None:
            return "Totalis"
        return f"{self.user.name} ({self.through})" if self.through else self.user.name


def require(actor: Actor, right: Right) -> None:
    """Stop a service that the person has no right to.

    Raises:
        PermissionDenied: she has not; the text names the right.
    """
    if not actor.may(right):
        message = f"This needs the right to {right.value}, which your roles here do not carry."
        raise PermissionDenied(message)
