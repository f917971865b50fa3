"""Why a message between machines counts for nothing."""

from __future__ import annotations

from enum import StrEnum


class Flaw(StrEnum):
    """What is wrong with a signature, in a word for machines."""

    UNSIGNED = "unsigned"
    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown_key"
    FORGED = "forged"
    ALTERED = "altered"
    INCOMPLETE = "incomplete"
    OLD = "old"
    REPLAYED = "replayed"


class NotSignedError(Exception):
    """A request or an answer that is not signed as it must be."""

    def __init__(self, flaw: Flaw, says: str) -> None:
        super().__init__(says)
        self.flaw = flaw
        self.says = says


class NoAnswerError(OSError):
    """Nothing came back, or too much, or a redirection; the request may have been taken all the same."""
