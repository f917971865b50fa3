"""What an answer of a person is remembered for: label, code, table of codes and payer, without their spelling."""

from __future__ import annotations

from totalis.kernel.digest import digest
from totalis.lawbook.charges.labels import label_key, words_of_payer


def line_key(*, label: str, code: str = "", code_system: str = "", payer: str = "") -> str:
    """The name of every line that is the same but for amounts and days. Zeros before a code are those of a table."""
    known, _read = words_of_payer(payer)
    bears = known.value if known is not None else label_key(payer)
    return digest(
        [label_key(label), code.strip().lstrip("0"), code_system.strip().casefold(), bears]
    )
