"""Roles and the rights that they carry. Nothing else in Totalis decides what a person may do."""

from __future__ import annotations

from enum import StrEnum


class Right(StrEnum):
    """What a person may do in an organisation."""

    VIEW = "view"
    """See cases, evidence and history."""
    READ_NUMBERS = "read_numbers"
    """Read personal numbers whole: packets as they are sent, exports with them inside."""
    PREPARE = "prepare"
    """State facts, keep evidence, build packets, enter certificates, record deliveries, close cases."""
    APPROVE = "approve"
    """Decide on a packet, an exception of channel, an accepted certificate."""
    LODGE = "lodge"
    """Send a packet, record checks and contacts with an agency."""
    RELEASE = "release"
    """Tell payroll that it may rely on a certificate."""
    EXAMINE = "examine"
    """In an agency: take up requests, ask, decide, correct the register."""
    CONFIRM = "confirm"
    """In an agency: be the second person of a decision that needs one, withdraw certificates."""
    ADMINISTER = "administer"
    """Members, roles, mandates, settings of the organisation, the years of retention among them."""

    @property
    def says(self) -> str:
        """What it lets a person do, in a sentence that begins "You may"."""
        return RIGHT_SAYS[self]


class Role(StrEnum):
    """What a person is in an organisation; one person may have several roles."""

    PREPARER = "preparer"
    APPROVER = "approver"
    PAYROLL = "payroll"
    EXAMINER = "examiner"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The role as pages name it."""
        return self.value.capitalize()

    @property
    def says(self) -> str:
        """What its rights let a person do, said together."""
        return "; ".join(right.says for right in Right if right in RIGHTS_OF[self])


RIGHT_SAYS: dict[Right, str] = {
    Right.VIEW: "see cases, evidence and history",
    Right.READ_NUMBERS: "read personal numbers whole, in packets and exports",
    Right.PREPARE: "state facts, keep evidence, build packets, enter certificates, record deliveries",
    Right.APPROVE: "decide on packets, exceptions of channel and accepted certificates",
    Right.LODGE: "send packets, record checks and contacts with an agency",
    Right.RELEASE: "tell payroll that it may rely on a certificate",
    Right.EXAMINE: "examine requests, ask, decide and keep the register",
    Right.CONFIRM: "be the second person of a decision, and withdraw certificates",
    Right.ADMINISTER: "manage members, roles, mandates and settings",
}


RIGHTS_OF: dict[Role, frozenset[Right]] = {
    Role.PREPARER: frozenset({Right.VIEW, Right.READ_NUMBERS, Right.PREPARE, Right.LODGE}),
    Role.APPROVER: frozenset({Right.VIEW, Right.READ_NUMBERS, Right.APPROVE}),
    Role.PAYROLL: frozenset({Right.VIEW, Right.RELEASE}),
    Role.EXAMINER: frozenset({Right.VIEW, Right.READ_NUMBERS, Right.EXAMINE}),
    Role.SUPERVISOR: frozenset({Right.VIEW, Right.READ_NUMBERS, Right.EXAMINE, Right.CONFIRM}),
    Role.AUDITOR: frozenset({Right.VIEW, Right.READ_NUMBERS}),
    Role.ADMINISTRATOR: frozenset({Right.VIEW, Right.ADMINISTER}),
}


OF_AGENCIES = frozenset({Role.EXAMINER, Role.SUPERVISOR})
"""Roles that only an agency's own people have."""
OF_DESKS = frozenset({Role.PREPARER, Role.APPROVER, Role.PAYROLL})
"""Roles that only a case desk's people have."""


def rights_of(roles: frozenset[Role]) -> frozenset[Right]:
    """Every right that the roles carry together."""
    return frozenset().union(*(RIGHTS_OF[role] for role in roles))


def roles_with(right: Right) -> list[Role]:
    """The roles that carry a right, in the order of the table."""
    return [role for role, rights in RIGHTS_OF.items() if right in rights]
