"""Control numbers: by chance, easily read aloud, with a check character that finds a slip of the pen.

A number says nothing: no year, no country, no count. Eleven characters out of thirty are drawn by chance (about
54 bits); the twelfth is the check character of ISO/IEC 7064 (the hybrid system MOD 31,30 over an alphabet of thirty).
The letters I, L, O and U and the digits 0 and 1 are left out: nobody can mistake one for another.
"""

from __future__ import annotations

import re
import secrets

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM = 11
GROUP = 4
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212.]+")
"""What people write between the groups."""


def new_control_number() -> str:
    """A number that nobody has, as it is shown: three groups of four."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM))
    return _shown(drawn + mod_37_36.calc_check_digit(drawn, alphabet=ALPHABET))


def check_control_number(text: str) -> str | None:
    """The number as it is kept; None where the text cannot be one. Says nothing of whether it was ever given."""
    bare = _BETWEEN.sub("", text).upper()
    if len(bare) != RANDOM + 1:
        return None
    try:
        return _shown(mod_37_36.validate(bare, alphabet=ALPHABET))
    except ValidationError:
        return None


def _shown(bare: str) -> str:
    return "-".join(bare[start : start + GROUP] for start in range(0, len(bare), GROUP))
