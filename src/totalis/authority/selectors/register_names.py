"""Names in the register, so far as a database that holds only ciphertext may know them: keyed digests of whole names."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from totalis.webbase.secrets.keys import keys

PURPOSE = b"name on a certificate\0"
DIGEST = "hmac:"


def name_keys(name: str) -> tuple[str, ...]:
    """The digests of a name by each key in force, the newest first; capitals, accents' spelling and spaces do not matter.

    A certificate keeps the first; a search asks for all, so that it finds what was kept before a change of keys.
    """
    folded = " ".join(unicodedata.normalize("NFKC", name).casefold().split()).encode()
    return tuple(
        DIGEST + hmac.new(key.encode(), PURPOSE + folded, hashlib.sha256).hexdigest()
        for key in keys()
    )
