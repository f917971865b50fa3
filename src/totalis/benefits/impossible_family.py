"""Members of a family and pensions that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.benefits.days import MONTHS, month_of, month_text
from totalis.benefits.payment import first_claim
from totalis.benefits.record import Relation

if TYPE_CHECKING:
    from collections.abc import Callable

    from totalis.benefits.record import Record, Relative

    Wrong = Callable[..., None]

_LIVING = (Relation.SPOUSE, Relation.CHILD)
_LEFT = (Relation.WIDOW, Relation.CHILD, Relation.MOTHER_FATHER)


def family_problems(record: Record, wrong: Wrong) -> None:
    """Note every member that cannot be: of the other kind of claim, too early, too old or not born.

    Args:
        record: The whole record.
        wrong: Takes each problem: path, found, expected, remedy.
    """
    allowed = _LIVING if record.death is None else _LEFT
    words = ", ".join(item.value for item in allowed)
    for place, member in enumerate(record.family):
        path = f"family[{place}]"
        if member.relation not in allowed:
            wrong(f"{path}.relation", member.relation.value, f"one of {words} here")
        if member.claim is not None and member.claim < record.claim:
            found = month_text(member.claim)
            wrong(f"{path}.claim_month", found, f"{month_text(record.claim)} or later")
        if member.child_in_care and member.relation is not Relation.SPOUSE:
            wrong(f"{path}.child_in_care", "true", "nothing, unless it is a spouse", "Remove it.")
        _birth(record, member, path, wrong)
        _spouse(record, member, path, wrong)


def _birth(record: Record, member: Relative, path: str, wrong: Wrong) -> None:
    if member.birth is None:
        return
    last = record.benefit if record.death is None else month_of(record.death)
    if month_of(member.birth) > last + MONTHS:
        wrong(f"{path}.birth_date", str(member.birth), "a day that has come")
    elif member.relation is Relation.CHILD and member.birth <= record.birth:
        wrong(f"{path}.birth_date", str(member.birth), f"a day after {record.birth}, the worker's")


def _spouse(record: Record, member: Relative, path: str, wrong: Wrong) -> None:
    """A spouse under 62 is paid only with a child in care: Social Security Handbook 1829, POMS RS 00208.005."""
    if member.relation is not Relation.SPOUSE or member.birth is None or member.child_in_care:
        return
    start = record.claim if member.claim is None else member.claim
    first = first_claim(member.birth)
    if start < first:
        found = month_text(start)
        words = f"{month_text(first)} or later, the first month throughout which the spouse is 62"
        remedy = "Claim from that month on; or say `child_in_care`, where a child under 16 or disabled is."
        wrong(f"{path}.claim_month", found, words, remedy)


def pension_problems(record: Record, wrong: Wrong) -> None:
    """Note every pension that begins before the worker's birth."""
    for place, pension in enumerate(record.pensions):
        if pension.first_month <= month_of(record.birth):
            found = month_text(pension.first_month)
            expected = f"a month after the birth on {record.birth}"
            wrong(f"pensions[{place}].first_month", found, expected)
