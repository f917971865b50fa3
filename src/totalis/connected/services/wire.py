"""Talking to a service: signed calls, its answers as plain data, its refusals as problems; keys that change on either side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import msgspec

from totalis.connected.models import Service
from totalis.kernel.errors import InputError, Problem
from totalis.webbase import clock
from totalis.webbase.signed.errors import NoAnswerError, NotSignedError
from totalis.webbase.signed.keys import thumbprint
from totalis.webbase.signed.sending import send

if TYPE_CHECKING:
    from collections.abc import Mapping

    from totalis.webbase.signed.sending import Answer

Json = dict[str, Any]
UNAUTHORIZED, TOO_MANY, SERVER_ERROR = 401, 429, 500
ERROR_LENGTH = 300


class ServiceAwayError(Exception):
    """The service did not answer, or not so that it counts: to be tried again."""


class ServiceRefusedError(Exception):
    """The service answered, and does not take what it was sent; trying again changes nothing."""

    def __init__(self, status: int, problems: list[Problem], answer: Answer) -> None:
        super().__init__(f"{status}: " + "; ".join(problem.found for problem in problems))
        self.status = status
        self.problems = problems
        self.answer = answer

    @property
    def words(self) -> str:
        """What it said, for people; one line for each problem."""
        return "\n".join(
            f"{one.path}: found {one.found}; expected {one.expected}. {one.remedy}"
            for one in self.problems
        )


def call(
    service: Service,
    method: str,
    path: str,
    body: Mapping[str, Any] | None = None,
    query: Mapping[str, Any] | None = None,
) -> Answer:
    """Call an operation of a service.

    Args:
        service: Whose.
        method: GET or POST.
        path: Below version 1 of its interface, as `requests`.
        body: What is sent, as JSON; bytes in it travel in Base64.
        query: Parameters of the address.

    Raises:
        ServiceAwayError: no answer that counts.
        ServiceRefusedError: it refuses.
    """
    address = f"{service.address.rstrip('/')}/{path}" + (f"?{urlencode(query)}" if query else "")
    content = msgspec.json.encode(body) if body is not None else None
    answer = _sent(service, method, address, content, service.own_key)
    if answer.status == UNAUTHORIZED and service.next_key:
        again = _sent(service, method, address, content, service.next_key)
        if again.status != UNAUTHORIZED:
            _take_next_key(service)
            answer = again
    _note(service, answer)
    if answer.status in (UNAUTHORIZED, TOO_MANY) or answer.status >= SERVER_ERROR:
        # A key that is not known yet, too many calls, a fault over there: all may pass.
        message = f"{answer.status}: {_first(answer)}"
        _failed(service, message)
        raise ServiceAwayError(message)
    if not answer.taken:
        raise ServiceRefusedError(answer.status, _problems(answer), answer)
    return answer


def get(service: Service, path: str, query: Mapping[str, Any] | None = None) -> Json:
    """Read something of a service that is JSON.

    Raises:
        ServiceAwayError: no answer that counts.
        ServiceRefusedError: it refuses.
    """
    return plain(call(service, "GET", path, query=query))


def plain(answer: Answer) -> Json:
    """What an answer says.

    Raises:
        ServiceAwayError: it is no JSON object.
    """
    try:
        found = answer.json()
    except ValueError as error:
        message = "The answer is no JSON."
        raise ServiceAwayError(message) from error
    if not isinstance(found, dict):
        message = "The answer is no JSON object."
        raise ServiceAwayError(message)
    return found


def _sent(
    service: Service, method: str, address: str, content: bytes | None, key: Mapping[str, Any]
) -> Answer:
    theirs = [service.key, *([service.coming_key] if service.coming_key else [])]
    try:
        return send(method, address, content, key=key, their_key=theirs)
    except (NoAnswerError, NotSignedError) as error:
        _failed(service, str(error))
        raise ServiceAwayError(str(error)) from error
    except InputError as error:
        says = error.problems[0].found
        _failed(service, says)
        raise ServiceAwayError(says) from error


def _note(service: Service, answer: Answer) -> None:
    """It answered; and where it signed by the key that was to come, that one counts from now on."""
    changed: dict[str, Any] = {"last_contact_at": clock.now(), "last_error": ""}
    coming = service.coming_key
    if coming and answer.proof["response"]["key_id"] == thumbprint(coming):
        changed |= {"key": coming, "coming_key": None}
    _write(service, changed)


def _failed(service: Service, says: str) -> None:
    _write(service, {"last_error": says[:ERROR_LENGTH]})


def _take_next_key(service: Service) -> None:
    _write(service, {"own_key": service.next_key, "next_key": None})


def _write(service: Service, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(service, name, value)
    Service.objects.filter(pk=service.pk).update(**changed)


def _problems(answer: Answer) -> list[Problem]:
    """The problems of a refusal, as far as it can be read."""
    try:
        listed = answer.json()["problems"]
        return [
            Problem(
                str(item["path"]), str(item["found"]), str(item["expected"]), str(item["to_do"])
            )
            for item in listed
        ]
    except (ValueError, KeyError, TypeError):
        remedy = "Ask the agency, with the time of this refusal."
        return [Problem("(answer)", f"status {answer.status}", "an answer", remedy)]


def _first(answer: Answer) -> str:
    return _problems(answer)[0].found
