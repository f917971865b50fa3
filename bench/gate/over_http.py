"""The same questions over HTTP: the desk serves, a program with a key sends a file and reads the answers to their end."""

from __future__ import annotations

import csv
import json
import os
import time
from datetime import timedelta
from http.client import HTTPConnection
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from bench.desk import machine
from bench.desk.__main__ import PORT, desk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from totalis.gate.question import Question
    from totalis.webbase.accounts.models import Organisation

ROUNDS = 3
PATIENCE = 600
PIECE = 1 << 20


def key_of(organisation: Organisation, now: datetime) -> str:
    """The secret of a key that may ask, made by an administrator of the organisation."""
    from totalis.webbase.accounts.models import User
    from totalis.webbase.accounts.rights import Right
    from totalis.webbase.accounts.selectors import actor_for
    from totalis.webbase.tokens.scopes import Scope
    from totalis.webbase.tokens.services import make_key

    members = User.objects.filter(memberships__organisation=organisation)
    actors = [actor_for(one, organisation.slug, now.date()) for one in members]
    administrator = next(one for one in actors if one is not None and one.may(Right.ADMINISTER))
    made = make_key(
        actor=administrator,
        name="Bench",
        scopes=frozenset({Scope.GATE_ASK}),
        last_day=now.date() + timedelta(days=7),
        at=now,
    )
    return made.secret


def measured(folder: Path, secret: str, asked: Sequence[Question], database: int) -> Iterator[str]:
    """A row of Markdown for each form: the middle one of some rounds, by the clock."""
    bodies = forms(asked)
    with desk(folder) as serving:
        for form, body in bodies.items():
            _sent(form, body, secret)  # the first call of a process reads catalogues
        for form, body in bodies.items():
            rounds: list[tuple[float, float, float, int]] = []
            for _round in range(ROUNDS):
                before = _spent(serving, database)
                began = time.monotonic()
                came = _sent(form, body, secret)
                took = time.monotonic() - began
                spent = [b - a for a, b in zip(before, _spent(serving, database), strict=True)]
                rounds.append((took, spent[0], spent[1], came))
            seconds, own, theirs, size = sorted(rounds)[ROUNDS // 2]
            megabytes = f"{len(body) / 1e6:.1f} in, {size / 1e6:.1f} out"
            yield f"| HTTP, {form} | {seconds:.2f} | {own:.2f} | {theirs:.2f} | {megabytes} |"
        largest = machine.megabytes(serving)[0]
        yield ""
        yield (
            f"The largest process of the desk after these calls: {largest:,.0f} MB. "
            f"Load of the machine at the end {os.getloadavg()[0]:.1f}."
        )


def forms(asked: Sequence[Question]) -> dict[str, bytes]:
    """The questions as a body of each form, by its media type."""
    import polars as pl

    rows = [
        {"worker": q.worker, "stream": q.stream, "day": q.day.isoformat(), "charge": q.charge}
        for q in asked
    ]
    text = StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    parquet = BytesIO()
    pl.DataFrame(rows).write_parquet(parquet)
    return {
        "text/csv": text.getvalue().encode(),
        "application/jsonl": "".join(f"{json.dumps(row)}\n" for row in rows).encode(),
        "application/vnd.apache.parquet": parquet.getvalue(),
    }


def _spent(serving: int, database: int) -> tuple[float, float]:
    return machine.processor_seconds(serving), machine.processor_seconds(database)


def _sent(form: str, body: bytes, secret: str) -> int:
    """Send a body, read the answer to its end; how many bytes came."""
    link = HTTPConnection("127.0.0.1", PORT, timeout=PATIENCE)
    headers = {"Content-Type": form, "Authorization": f"Bearer {secret}"}
    link.request("POST", "/api/v1/gate/bulk", body, headers)
    answer = link.getresponse()
    size = 0
    while piece := answer.read(PIECE):
        if answer.status != 200:  # noqa: PLR2004
            raise RuntimeError(f"{answer.status}: {piece[:300]!r}")  # noqa: EM102, TRY003
        size += len(piece)
    link.close()
    return size
