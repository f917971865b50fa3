"""Numbers of certificates, and the codes printed beside them.

A number is the country, the year of issue, eight characters by chance and a check character over all of it (ISO/IEC 7064,
MOD 37,36): `US26-7K3M-Q2XD-4`. By chance, so that no number tells how many were issued or what the next one is; a slip of the
pen is found without asking anybody. The code (60 bits by chance) is what opens the public check: the number alone opens nothing.
Chance never draws the letters I, L, O and U; where somebody reads them into a code, I and L are taken for 1 and O for 0.
"""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING

from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_37_36

if TYPE_CHECKING:
    from datetime import date

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CHANCE, CODE = 8, 12
_NUMBER = re.compile(rf"[A-Z]{{2}}[0-9]{{2}}[{ALPHABET}]{{{CHANCE}}}[0-9A-Z]")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015\u2212.]+")
"""What people write between the groups."""
_MISREAD = str.maketrans("ILO", "110")


def new_certificate_number(country: str, day: date) -> str:
    """A number that nobody has; `country` is that of the issuer, `day` that of the issue."""
    bare = f"{country}{day:%y}{_drawn(CHANCE)}"
    return _shown(bare + mod_37_36.calc_check_digit(bare))


def check_certificate_number(text: str) -> str | None:
    """The number as it is kept; None where the text cannot be one. Says nothing of whether it was ever given."""
    bare = _BETWEEN.sub("", text).upper()
    if not _NUMBER.fullmatch(bare):
        return None
    try:
        return _shown(mod_37_36.validate(bare))
    except ValidationError:
        return None


def new_check_code() -> str:
    """A code that nobody guesses: three groups of four."""
    return _grouped(_drawn(CODE))


def check_code_as_kept(text: str) -> str | None:
    """The code as it is kept; None where the text cannot be one."""
    bare = _BETWEEN.sub("", text).upper().translate(_MISREAD)
    if len(bare) != CODE or any(sign not in ALPHABET for sign in bare):
        return None
    return _grouped(bare)


def _drawn(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _shown(bare: str) -> str:
    return f"{bare[:4]}-{_grouped(bare[4:12])}-{bare[12:]}"


def _grouped(bare: str) -> str:
    return "-".join(bare[start : start + 4] for start in range(0, len(bare), 4))
