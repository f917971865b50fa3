"""Keys and labels of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from totalis.facts.vocabulary import by_path
from totalis.kernel.digest import digest

if TYPE_CHECKING:
    from totalis.procedure.casefile import CaseFile

LABELS = {
    "worker.name": "name of the worker",
    "worker.ssn": "Social Security number",
    "worker.birth_date": "day of birth",
    "worker.birth_place": "place of birth",
    "worker.foreign_number": "insurance number of the other country",
    "contributions.country": "country that collects contributions",
    "client.country": "country of the client",
    "client.name": "client",
    "pay.country": "country from which pay comes",
    "engagement.employer.name": "employer",
}
_LENGTH = 32


def label_of(path: str) -> str:
    """What a place is called."""
    fact = by_path().get(path)
    words = LABELS.get(path) or (fact.label if fact is not None else path.replace("_", " "))
    return f"{words[0].upper()}{words[1:]}"


def key_of(
    kind: str, path: str, file: CaseFile, documents: tuple[str, ...], said: tuple[str, ...]
) -> str:
    """A key that stays while kind, place, documents and what is said stay."""
    digests = []
    for document in sorted(documents):
        item = file.evidence_item(document)
        digests.append([document, item.digest if item is not None else ""])
    whole = digest([kind, path, digests, sorted(said)])
    return f"{kind}:{whole.removeprefix('sha256:')[:_LENGTH]}"
