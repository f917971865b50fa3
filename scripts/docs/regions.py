"""Parts of hand-written pages that follow from the code: `<!-- begin NAME -->` … `<!-- end NAME -->`.

What stands between the two lines is written by the function of that name, so the page around it stays prose.
"""

from __future__ import annotations

import ast
import inspect
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from scripts.docs.markdown import table
from totalis.casework.selectors import frames
from totalis.procedure import casefile, deadlines, deadlines_certificate
from totalis.procedure.checks import CHECKS
from totalis.procedure.escalation import escalation_book
from totalis.procedure.gates import TITLES
from totalis.procedure.sources import cite
from totalis.site import settings
from totalis.webbase.accounts.rights import RIGHTS_OF, Right, Role
from totalis.webbase.notices.jobs import jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

REGION = re.compile(r"<!-- begin (\w+) -->\n(.*?)<!-- end \1 -->", re.DOTALL)
_SETTING = re.compile(r"\| *(TOTALIS_\w+) *\|(.*?)\|(.*?)\|$", re.MULTILINE)
_HOURS = 3600


def written(text: str) -> str:
    """The page with every region as the code has it.

    Raises:
        KeyError: a region has a name that no function writes.
    """
    return REGION.sub(
        lambda match: f"<!-- begin {match[1]} -->\n{WRITERS[match[1]]()}\n<!-- end {match[1]} -->",
        text,
    )


def said_of(module: ModuleType, class_name: str) -> dict[str, str]:
    """What stands under each member of an enumeration, by the member's value."""
    tree = ast.parse(inspect.getsource(module))
    body = next(
        node.body
        for node in tree.body
        if isinstance(node, ast.ClassDef) and node.name == class_name
    )
    found = {}
    for line, below in pairwise(body):
        if (
            isinstance(line, ast.Assign)
            and isinstance(line.value, ast.Constant)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            found[str(line.value.value)] = str(below.value.value)
    return found


def _roles() -> str:
    rows = (
        (
            f"**{right.value}**",
            right.says,
            *("yes" if right in RIGHTS_OF[role] else "" for role in Role),
        )
        for right in Right
    )
    return table(("right", "lets a person", *(role.value for role in Role)), rows)


def _stages() -> str:
    says = said_of(casefile, "Stage")
    rows = (
        (label, f"`{key}`", says.get(key, "A person closed it; it is kept and can be read."))
        for key, label in frames.STAGES.items()
    )
    return table(("stage", "in data", "means"), rows)


def _payroll() -> str:
    return table(("word", "means"), ((f"**{k}**", v) for k, v in frames.PAYROLL.items()))


def _gates() -> str:
    return table(
        ("gate", "name"), ((number, title) for number, (_key, title) in enumerate(TITLES, 1))
    )


def _checks() -> str:
    rows = (
        (
            f"`{item.key}`",
            item.looks_for,
            "; ".join(dict.fromkeys(source.title for source in item.sources)),
        )
        for item in CHECKS
    )
    return table(("check", "looks for", "source"), rows)


def _flags() -> str:
    rows = (
        (
            item.title,
            item.next_action,
            "; ".join(dict.fromkeys(source.title for source in cite(item.source))),
        )
        for item in escalation_book().conditions.values()
    )
    return table(("raised when", "what to do", "source"), rows)


def kinds_of_dates() -> Iterator[tuple[str, str]]:
    """The kind and the right of every date that the code makes."""
    for module in (deadlines, deadlines_certificate):
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Deadline":
                given = {
                    item.arg: item.value.value
                    for item in node.keywords
                    if isinstance(item.value, ast.Constant)
                }
                yield str(given["kind"]), str(given["right"])


_DATES = {
    "election": "last day to choose a system by asking for the certificate",
    "limit": "last day of the agreement's limit",
    "filing": "the day before the work begins: ask before it",
    "follow_up": "earliest day to ask the agency what became of the request",
    "mail": "last day on which the mail may still bring what the channel calls completed",
    "delivery": "somebody who must have the certificate has not confirmed it",
    "return": "the copy goes with the US return of that year",
    "extension_window": "from here on, think about an extension",
    "extension_latest": "last day to ask for an extension",
    "expiry": "the certificate ends",
    "retention": "keep everything at least until then",
}


def _dates() -> str:
    rights = dict(kinds_of_dates())
    rows = ((f"`{kind}`", _DATES[kind], right) for kind, right in sorted(rights.items()))
    return table(("date", "what it is", "acting on it takes the right to"), rows)


def _settings() -> str:
    rows = (
        (f"`{name}`", meaning.strip(), without.strip())
        for name, meaning, without in _SETTING.findall(settings.__doc__ or "")
    )
    return table(("variable", "meaning", "without it"), rows)


def _jobs() -> str:
    rows = (
        (
            f"every {job.every.total_seconds() / _HOURS:g} hours"
            if job.every.total_seconds() >= _HOURS
            else f"every {job.every.total_seconds() / 60:g} minutes",
            (job.run.__doc__ or "").strip().splitlines()[0],
        )
        for job in jobs()
    )
    return table(("when", "does"), rows)


WRITERS: dict[str, Callable[[], str]] = {
    "roles": _roles,
    "stages": _stages,
    "payroll": _payroll,
    "gates": _gates,
    "checks": _checks,
    "flags": _flags,
    "dates": _dates,
    "settings": _settings,
    "jobs": _jobs,
}
