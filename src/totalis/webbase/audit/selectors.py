"""Reading the chain, and proving it whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from totalis.webbase.audit.entry import digest_of, genesis
from totalis.webbase.audit.models import AuditEntry, ChainHead

if TYPE_CHECKING:
    from totalis.webbase.accounts.models import Organisation, OwnedQuerySet

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Standing:
    """How an organisation's chain stands.

    Who writes down the digest of its end elsewhere can prove later that nothing before it was written anew.
    """

    organisation: str
    entries: int
    end: str
    problems: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The standing as plain data."""
        return {
            "organisation": self.organisation,
            "entries": self.entries,
            "end": self.end,
            "whole": not self.problems,
            "problems": list(self.problems),
        }

    def text(self) -> str:
        """The standing for a person."""
        word = "BROKEN" if self.problems else "whole"
        lines = [f"{self.organisation}: {self.entries} entries, {word}, ends with {self.end}"]
        return "\n".join([*lines, *(f"    {problem}" for problem in self.problems)])


def entries_of(organisation: Organisation, case_reference: str = "") -> OwnedQuerySet[AuditEntry]:
    """The entries of an organisation, or of one of its cases, in their order."""
    entries = AuditEntry.objects.of(organisation).select_related("user").order_by("number")
    return entries.filter(case_reference=case_reference) if case_reference else entries


def length_of(organisation: Organisation) -> int:
    """How many entries the organisation's chain has, read off its end."""
    numbers = ChainHead.objects.filter(organisation=organisation).values_list("number", flat=True)
    return numbers.first() or 0


def standing_of(organisation: Organisation) -> Standing:
    """An organisation's chain, proved."""
    head = ChainHead.objects.filter(organisation=organisation).first()
    return Standing(
        organisation=organisation.slug,
        entries=head.number if head else 0,
        end=head.digest if head else genesis(organisation.pk),
        problems=tuple(verify_chain(organisation)),
    )


@dataclass(frozen=True, slots=True)
class Proof:
    """How far a chain is proved, so that a long one is proved in parts: `number` and `digest` of the last entry looked at."""

    number: int
    digest: str
    end: int
    """The number of the entry with which the chain ended when the proof was begun."""
    end_digest: str
    problems: tuple[str, ...] = ()
    done: bool = False


def begin_proof(organisation: Organisation) -> Proof:
    """A proof of which nothing is done; the end of the chain is read before anything else, for entries are added meanwhile."""
    head, first = (
        ChainHead.objects.filter(organisation=organisation).first(),
        genesis(organisation.pk),
    )
    return Proof(0, first, head.number if head else 0, head.digest if head else first)


def go_on(organisation: Organisation, proof: Proof, most: int | None = None) -> Proof:
    """The proof with so many entries more looked at; without a number to the end."""
    found = list(proof.problems)
    number, digest = proof.number, proof.digest
    entries = AuditEntry.objects.of(organisation).filter(number__gt=number).order_by("number")
    looked_at = 0
    for entry in (entries[:most] if most else entries).iterator(chunk_size=BATCH):
        looked_at += 1
        if entry.number != number + 1:
            found.append(_missing(number + 1, entry.number - 1))
        if digest_of(entry) != entry.digest:
            found.append(
                f"Entry {entry.number} was changed: its digest is not that of what it says."
            )
        if entry.previous != digest and entry.number == number + 1:
            found.append(
                f"Entry {entry.number} does not follow on entry {number}: one of the two was changed, moved or put in."
            )
        if entry.number == proof.end and entry.digest != proof.end_digest:
            found.append(f"Entry {entry.number} is not the one with which the chain ended.")
        number, digest = entry.number, entry.digest
    done = most is None or looked_at < most
    if done:
        found += _end(organisation, proof, number)
    return replace(proof, number=number, digest=digest, problems=tuple(found), done=done)


def verify_chain(organisation: Organisation) -> list[str]:
    """What is wrong with an organisation's chain, by the numbers of its entries; nothing where it is whole."""
    return list(go_on(organisation, begin_proof(organisation)).problems)


def _end(organisation: Organisation, proof: Proof, number: int) -> list[str]:
    """What is wrong at the end, where entry `number` is the last one that was found."""
    if proof.end > number:
        return [_missing(number + 1, proof.end)]
    head = ChainHead.objects.filter(organisation=organisation).first()
    if head is None:
        return [f"The end of the chain is not known, though it has {number} entries."] * bool(
            number
        )
    # What was added while the proof went on is before the end of now.
    return [
        f"Entry {later} was put in after the end of the chain (entry {head.number})."
        for later in range(head.number + 1, number + 1)
    ]


def _missing(first: int, last: int) -> str:
    return (
        f"Entry {first} is missing." if first == last else f"Entries {first} to {last} are missing."
    )
