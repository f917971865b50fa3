"""Which corrections may make a certificate somebody else's: for those one person is not enough.

A slip of the pen leaves no doubt who is meant: accents, capitals, hyphens, the order of names, a letter in five. Another
personal number or day of birth has no spelling: each other value may be another person's.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

from totalis.documents.certificate_changes import correctables

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]

SPELT = frozenset({"holder.name", "holder.name_at_birth", "holder.both_surnames"})
"""Names: another spelling is a slip of the pen, another name is not."""
ALWAYS = {
    "holder.birth_date": "another day of birth",
    "holder.citizenships": "another citizenship, on which the rule may rest",
    "holder.residence": "another residence, on which the rule may rest",
}
LETTERS_A_SLIP = 5
"""Of so many letters one may be wrong in a slip of the pen."""
MOST_SLIPS = 2
_NUMBER = re.compile(r"holder\.numbers\.\d+\.value")
_BUSINESS = re.compile(r"employment\.businesses\.\d+\.name")


def weighty(content: Json, changes: Mapping[str, str]) -> dict[str, str]:
    """Key of each change that needs a second person, and why in a few words; empty where all are slips of the pen.

    Args:
        content: What a decision or two people last made of the certificate: many small steps from there are one large one.
        changes: Key of `correctables` to what shall stand there.
    """
    stood = {one.key: one.value for one in correctables(content)}
    found = {key: _why(key, stood.get(key, ""), value) for key, value in changes.items()}
    return {key: why for key, why in found.items() if why}


def always_weighty(key: str) -> bool:
    """Whether every change there needs a second person."""
    return key in ALWAYS or _NUMBER.fullmatch(key) is not None


def weighty_if_another(key: str) -> bool:
    """Whether it is a name, of which another spelling needs nobody else."""
    return key in SPELT or _BUSINESS.fullmatch(key) is not None


def is_spelling(before: str, after: str) -> bool:
    """Whether two names are one name, written in two ways."""
    one, other = _parts(before), _parts(after)
    if sorted(one) == sorted(other):
        return True
    first, second = "".join(one), "".join(other)
    slips = min(len(first), len(second)) // LETTERS_A_SLIP
    return _distance(first, second) <= min(slips, MOST_SLIPS)


def _why(key: str, before: str, after: str) -> str:
    if before == after:
        return ""
    if _NUMBER.fullmatch(key):
        return "another personal number"
    if key in ALWAYS:
        return ALWAYS[key]
    if not weighty_if_another(key) or is_spelling(before, after):
        return ""
    return "another name" if key in SPELT else "another business"


def _parts(name: str) -> list[str]:
    """The parts of a name without what slips easily: accents, capitals, signs between and inside them."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = [
        " " if char in "-\u2010\u2011\u2012\u2013" or char.isspace() else char
        for char in plain
        if not unicodedata.combining(char)
    ]
    kept = [char for char in letters if char == " " or unicodedata.category(char)[0] in "LNM"]
    return "".join(kept).split()


def _distance(one: str, other: str) -> int:
    """How many letters are wrong: left out, added, exchanged, or two in the wrong order (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, before, row = before, row, [i] + [0] * len(other)
        for j, b in enumerate(other, 1):
            row[j] = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                row[j] = min(row[j], above[j - 2] + 1)
    return row[-1]
