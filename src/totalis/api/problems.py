"""Refusals over HTTP: `{"problems": [{path, line, found, expected, to_do}]}`, whatever went wrong."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse

from totalis.kernel.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Json = dict[str, Any]

MAX_SHOWN = 100
_TEXT: Json = {"type": "string"}
SCHEMA: Json = {
    "type": "object",
    "description": "What is wrong with the request. Nothing was decided.",
    "properties": {
        "problems": {
            "type": "array",
            "minItems": 1,
            "maxItems": MAX_SHOWN + 1,
            "items": {
                "type": "object",
                "properties": {
                    "path": {**_TEXT, "description": "Where: the path of the field."},
                    "line": {"type": ["integer", "null"], "description": "The line, if known."},
                    "found": {**_TEXT, "description": "What stands there."},
                    "expected": {**_TEXT, "description": "What may stand there."},
                    "to_do": {**_TEXT, "description": "What to do about it."},
                },
                "required": ["path", "line", "found", "expected", "to_do"],
            },
        }
    },
    "required": ["problems"],
}


class RefusedError(Exception):
    """A request that is refused before its content is looked at: too large, of another type."""

    def __init__(
        self, status: int, problem: Problem, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(problem.found)
        self.status = status
        self.problem = problem
        self.headers = headers


def response(
    status: int, problems: Iterable[Problem], headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """The answer that lists problems, the first hundred of them."""
    every = list(problems)
    shown = every[:MAX_SHOWN]
    if len(every) > len(shown):
        more = f"{len(every) - len(shown):,} more problems"
        shown.append(Problem("(whole request)", more, "none", "Mend those above first."))
    body = json.dumps({"problems": [_plain(problem) for problem in shown]}, ensure_ascii=False)
    # Text from the request may hold half of a character pair; it is shown as a question mark.
    data = body.encode(errors="replace")
    return HttpResponse(data, status=status, content_type="application/json", headers=headers)


def _plain(problem: Problem) -> Json:
    return {key: value for key, value in problem.as_dict().items() if key != "file"}
