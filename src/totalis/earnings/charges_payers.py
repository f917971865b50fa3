"""Who bears a line, and how the worker works: what agrees and what contradicts."""

from __future__ import annotations

from enum import StrEnum

from totalis.lawbook.charges.model import Payer


class Status(StrEnum):
    """How the worker works."""

    EMPLOYED = "employed"
    SELF_EMPLOYED = "self_employed"


STATUS_WORDS = {
    "employee": Status.EMPLOYED,
    "employed": Status.EMPLOYED,
    "salarie": Status.EMPLOYED,
    "worker": Status.EMPLOYED,
    "self employed": Status.SELF_EMPLOYED,
    "independant": Status.SELF_EMPLOYED,
    "independent": Status.SELF_EMPLOYED,
}
_OF_STATUS = {
    Status.EMPLOYED: {Payer.EMPLOYEE, Payer.EMPLOYER, Payer.INDIVIDUAL},
    Status.SELF_EMPLOYED: {Payer.SELF_EMPLOYED, Payer.INDIVIDUAL},
}
PERSONS = frozenset({Payer.EMPLOYEE, Payer.SELF_EMPLOYED, Payer.INDIVIDUAL})


def bears(payer: Payer, given: Payer | None, status: Status | None) -> bool:
    """Whether one who bears a line may be the one that the line names."""
    if status is not None and payer not in _OF_STATUS[status]:
        return False
    if given is None or payer is given:
        return True
    return Payer.INDIVIDUAL in (payer, given) and {payer, given} <= PERSONS
