"""Desks that file: whole requests, each of another worker, at times that do not wait for the answers before."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench.service.house import INTERFACE
from totalis.lawbook.forms.book import edition_for
from totalis.procedure.forms_answers import asked
from totalis.webbase import clock
from totalis.webbase.signed.errors import NoAnswerError, NotSignedError
from totalis.webbase.signed.sending import send

if TYPE_CHECKING:
    from collections.abc import Sequence

    from totalis.lawbook.forms.model import FormEdition

AT_ONCE = 40
PATIENCE = 120.0
PAUSE = 0.5
CREATED = (200, 201)
NAMES = (
    "Abel",
    "Beatriz",
    "Chidi",
    "Dorothée",
    "Emeka",
    "Frida",
    "Gökçe",
    "Hanna",
    "Ines",
    "Jürgen",
)


@dataclass(frozen=True)
class Filed:
    """One request as its desk saw it: when it was due, how long until the answer, its control number."""

    reference: str
    seconds: float
    tries: int
    control_number: str
    problem: str = ""


@dataclass
class Filing:
    """Everything that was filed, as it comes in."""

    done: list[Filed] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, filed: Filed) -> None:
        """Take one down."""
        with self.lock:
            self.done.append(filed)


def form() -> FormEdition:
    """The form of an employer that sends somebody to France."""
    found = edition_for(agreement="FR", lane="employer", product="certificate", day=clock.today())
    assert found is not None  # noqa: S101 - the lawbook has it
    return found


def answers_of(edition: FormEdition, number: int) -> dict[str, str]:
    """The form filled in with its own examples, for a worker of her own."""
    answers = {
        "worker_full_name": f"{NAMES[number % len(NAMES)]} Example {number}",
        "worker_ssn": f"{100 + number // 10_000 % 560:03d}-{1 + number // 100 % 99:02d}-{1000 + number % 8999:04d}",
    }
    while True:
        before = len(answers)
        for item in asked(edition, answers):
            answers.setdefault(item.key, item.example)
        if len(answers) == before:
            return answers


def file_steadily(
    *,
    desks: Sequence[dict[str, str]],
    their_key: dict[str, Any],
    rate: float,
    seconds: float,
    first: int,
    again: bool,
) -> Filing:
    """File at a rate, come what may; with `again` a desk tries until it is answered, as a real one does."""
    edition, filing = form(), Filing()
    begin = time.monotonic() + 1.0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for place in range(int(rate * seconds)):
            due = begin + place / rate
            number = first + place
            body = _body(edition, number)
            time.sleep(max(0.0, due - time.monotonic()))
            pool.submit(_file, filing, body, desks[place % len(desks)], their_key, due, again=again)
    return filing


def _body(edition: FormEdition, number: int) -> dict[str, Any]:
    return {
        "client_reference": f"bench:{number}",
        "edition": edition.key,
        "answers": answers_of(edition, number),
    }


def _file(
    filing: Filing,
    body: dict[str, Any],
    key: dict[str, str],
    their_key: dict[str, Any],
    due: float,
    *,
    again: bool,
) -> None:
    content, reference = json.dumps(body).encode(), str(body["client_reference"])
    tries, problem = 0, ""
    while time.monotonic() < due + PATIENCE:
        tries += 1
        try:
            answer = send("POST", f"{INTERFACE}/requests", content, key=key, their_key=their_key)
        except (NoAnswerError, NotSignedError) as error:
            problem = f"{type(error).__name__}: {error}"
        else:
            if answer.status in CREATED:
                number = str(answer.json()["control_number"])
                filing.note(Filed(reference, time.monotonic() - due, tries, number))
                return
            problem = f"{answer.status}: {answer.body[:300]!r}"
        if not again:
            break
        time.sleep(PAUSE)
    filing.note(Filed(reference, time.monotonic() - due, tries, "", problem))
