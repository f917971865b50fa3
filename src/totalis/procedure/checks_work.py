"""The check of the description of work: whether an outsider understands what is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.procedure.checks_base import DataCheck, Finder, Severity, Subject, check
from totalis.procedure.names import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

VAGUE = frozenset(
    """advice advisory business commercial company consultancy consultant consulting contract contractor etc expert
    freelance freelancer freelancing general generic independent it job management manager misc miscellaneous office other
    others professional project projects self employed service services several support tasks tbd trade trading
    unknown various work worker working and for of the in a an to na""".split()  # noqa: SIM905
)
FEWEST_TELLING_WORDS = 2


@check(
    "vague_work",
    "The description of the work says nothing ('consulting', 'various') or is too short.",
    "house",
)
def vague_work(subject: Subject, found: Finder) -> Iterator[DataCheck]:
    """Descriptions that nobody can judge: on the form a warning, in a period a note."""
    remedy = "Say what is done, for what kind of firm, and how: an outsider must understand it."
    nature = subject.value("nature_of_self_employment")
    if nature and is_vague(nature):
        says = f"'{nature}' does not say what the work is."
        proof = subject.proof("nature_of_self_employment")
        yield found(Severity.WARN, "nature_of_self_employment", says, remedy, evidence=proof)
    for period in subject.case.periods:
        if period.description.strip() and is_vague(period.description):
            says = f"The period from {period.start.isoformat()} says only '{period.description}'."
            place = f"periods[{period.id}]"
            yield found(Severity.NOTE, place, says, remedy, evidence=period.evidence)


def is_vague(text: str) -> bool:
    """Whether a description has fewer than two words that tell something."""
    telling = {word for word in fold(text).split() if word not in VAGUE and not word.isdigit()}
    return len(telling) < FEWEST_TELLING_WORDS


WORK_CHECKS = (vague_work,)
