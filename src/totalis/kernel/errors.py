"""The error tree.

    TotalisError
    ├── InputError     what a person or a program handed in is wrong (exit 2, HTTP 422)
    ├── LawError       the lawbook itself is wrong (a file that does not load, a rule that clashes)
    └── NotFoundError  something was named that does not exist

Every error holds data (its problems) and two texts: `str(error)` is one short line for logs,
`diagnostics()` is for the person: where, what was found, what is expected, what to do.
"""

from __future__ import annotations

import msgspec

_NAMED = 3
"""How many problems the line for logs names."""


class Problem(msgspec.Struct, frozen=True):
    """One thing that is wrong: where it is, what was found, what is expected, what to do."""

    path: str
    found: str
    expected: str
    remedy: str
    line: int | None = None
    file: str | None = None

    def place(self) -> str:
        """File, line and path in the form `fr.yaml:12: rules[3].when`, as far as known."""
        prefix = ""
        if self.file is not None:
            prefix = f"{self.file}:{self.line}: " if self.line is not None else f"{self.file}: "
        elif self.line is not None:
            prefix = f"line {self.line}: "
        return f"{prefix}{self.path}"

    def text(self) -> str:
        """The whole problem on four short lines."""
        return (
            f"{self.place()}\n"
            f"    found:    {self.found}\n"
            f"    expected: {self.expected}\n"
            f"    to do:    {self.remedy}"
        )

    def as_dict(self) -> dict[str, str | int | None]:
        """The problem as plain data, for `--json` and HTTP."""
        return {
            "path": self.path,
            "line": self.line,
            "file": self.file,
            "found": self.found,
            "expected": self.expected,
            "to_do": self.remedy,
        }


class TotalisError(Exception):
    """The root of every error that Totalis raises on purpose."""

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.short())

    def short(self) -> str:
        """One line for logs; holds paths and counts, never the values of facts."""
        paths = ", ".join(problem.path for problem in self.problems[:_NAMED])
        more = "" if len(self.problems) <= _NAMED else f" and {len(self.problems) - _NAMED} more"
        return f"{len(self.problems)} problem(s) at {paths}{more}"

    def diagnostics(self) -> str:
        """Every problem in full, for the person who can mend it."""
        return "\n".join(problem.text() for problem in self.problems)


class InputError(TotalisError):
    """What was handed in is wrong; nothing was written."""


class LawError(TotalisError):
    """The lawbook is wrong: it must be mended before anything is decided with it."""


class NotFoundError(TotalisError):
    """Something was named that does not exist."""
