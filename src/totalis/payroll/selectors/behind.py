"""Cases whose index was written by an earlier edition of the rules, met while questions are answered."""

from __future__ import annotations


class Behind:
    """Takes in such cases. What is known now is in doubt for them; what was known then is what was said then."""

    def __init__(self, *, now: bool) -> None:
        self.now = now
        """Whether the questions ask what is known now."""
        self.cases: dict[int, str] = {}
        """References of the cases that were met, by their keys."""

    def holds(self, case: int, reference: str) -> bool:
        """Whether a case of an earlier edition proves nothing for these questions."""
        if self.now:
            self.cases[case] = reference
        return self.now
