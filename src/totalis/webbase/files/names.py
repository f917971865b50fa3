"""File names as people give them, made fit to be shown and to be put into a header."""

from __future__ import annotations

import re
import unicodedata

LENGTH = 120
_UNFIT = re.compile(r'[\x00-\x1f\x7f<>:"|?*\\/\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
_SPACES = re.compile(r"\s+")


def clean_name(name: str) -> str:
    """The last part of a path, without signs that trick a reader or a system; `file` where nothing is left."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    text = _SPACES.sub(" ", _UNFIT.sub("", last)).strip(" .")
    stem, dot, ending = text.rpartition(".")
    if not dot:
        return text[:LENGTH] or "file"
    return f"{stem[: LENGTH - len(ending) - 1].rstrip()}.{ending.lower()}"
