"""The payroll gate in bulk: `python -m bench.gate` fills a PostgreSQL of its own and asks.

`--folder` keeps the filled database for the next run; `--write` puts the numbers into bench/gate/README.md.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.desk import machine, postgres
from bench.desk.__main__ import environment
from bench.gate import over_http

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime

    from totalis.gate.question import GateAnswer, Question
    from totalis.payroll.models import StreamLink
    from totalis.webbase.accounts.actor import Actor

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- gate numbers -->", "<!-- end of gate numbers -->"
ROUNDS, SINGLE = 3, 300
GOAL = 5.0
"""Seconds: "100,000 lines in a few seconds on PostgreSQL with a million certificates on file"."""
KINDS = ("exempt", "exempt", "exempt", "charge", "outside", "unlinked", "unknown")


def questions(count: int, cases: int, inside: Sequence[object]) -> list[Question]:
    """Questions as a payroll asks them: most of workers with a certificate, on the days of a year."""
    from datetime import date, timedelta

    from bench.gate.filling import STREAM
    from totalis.gate.question import Question

    chosen = random.Random(2026)  # noqa: S311 - nothing secret
    first = inside[0]
    if not isinstance(first, date):
        raise TypeError(first)
    found = []
    for number in range(count):
        kind = KINDS[number % len(KINDS)]
        worker = f"E-{chosen.randint(1, cases)}"
        day = first + timedelta(days=chosen.randrange(365))
        found.append(
            Question(
                worker="X" + worker if kind == "unknown" else worker,
                stream="bonus" if kind == "unlinked" else STREAM,
                day=first - timedelta(days=900) if kind == "outside" else day,
                charge="maladie" if kind == "charge" else "",
            )
        )
    return found


def run(folder: Path, certificates: int, lines: int) -> Iterator[str]:
    """Everything, as Markdown."""
    with postgres.server(folder) as (address, database):
        environment(folder, address)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from totalis.webbase import clock
        from totalis.webbase.accounts.actor import system_actor

        now = clock.now()
        link, counts, seconds = _filled(certificates, now)
        actor = system_actor(link.case.organisation)
        span = link.case.payroll_spans.get(word="exempt", known_until=None)
        asked = questions(lines, certificates, [span.first])
        if counts:
            rows = ", ".join(f"{count:,} {table}" for table, count in counts.items())
            yield f"On file: {rows} (filled in {seconds:.0f} s)."
        else:
            yield f"On file: {certificates:,} certificates, filled by an earlier run."
        yield ""
        yield from _in_one_call(actor, asked, now, database)
        secret = over_http.key_of(link.case.organisation, now)
        yield from over_http.measured(folder, secret, asked, database)


def _in_one_call(
    actor: Actor, asked: Sequence[Question], now: datetime, database: int
) -> Iterator[str]:
    """One at a time, then all in one call of Python; the table goes on with the calls over HTTP."""
    load = os.getloadavg()[0]
    alone = [_single(actor, one, now) for one in asked[:SINGLE]]
    meter = Meter(database)
    words = meter.bulk(actor, asked, now, record=True)
    first = meter.row("first call, recorded")
    for _round in range(ROUNDS):
        meter.bulk(actor, asked, now, record=True)
    reached = statistics.median(meter.wall) < GOAL
    recorded = meter.row(f"recorded, median of {ROUNDS}")
    yield f"- {len(asked):,} recorded answers within {GOAL:.0f} s: {'reached' if reached else 'MISSED'}"
    yield ""
    cuts = statistics.quantiles(alone, n=100)
    yield (
        f"One question, recorded, {SINGLE} of them: p50 {cuts[49] * 1000:.1f} ms, p95 {cuts[94] * 1000:.1f} ms. "
        f"Answers of the many: {', '.join(f'{count:,} {word}' for word, count in sorted(words.items()))}. "
        f"Load of the machine at the start {load:.1f}; {os.cpu_count()} processors."
    )
    yield ""
    yield f"| {len(asked):,} questions in one call | seconds | of a processor: this program | PostgreSQL | megabytes |"
    yield "|---|---:|---:|---:|---:|"
    yield first
    yield recorded
    for _round in range(ROUNDS):
        meter.bulk(actor, asked, now, record=False)
    yield meter.row(f"not recorded, median of {ROUNDS}")
    meter.measure(lambda: _replay(now))
    yield meter.row("replayed: as given, again, now")


def _filled(certificates: int, now: datetime) -> tuple[StreamLink, dict[str, int], float]:
    """The link of the case that was lived, the rows by table, the seconds; no rows where an earlier run wrote them."""
    from bench.gate.filling import fill, lived
    from totalis.casework.models import Certificate
    from totalis.payroll.models import StreamLink

    link = StreamLink.objects.filter(staff_number="E-lived").select_related("case").first()
    if link is not None and Certificate.objects.count() >= certificates:
        return link, {}, 0.0
    if link is not None:
        sys.exit("The folder holds fewer certificates: take another.")
    began = time.monotonic()
    link = lived(now)
    return link, fill(link, certificates), time.monotonic() - began


class Meter:
    """Seconds by the clock, and of processors: on a busy machine the latter tell what the former would be."""

    def __init__(self, database: int) -> None:
        self.database = database
        self.wall: list[float] = []
        self.own: list[float] = []
        self.theirs: list[float] = []

    def measure(self, work: Callable[[], object]) -> None:
        """Do it once."""
        theirs = machine.processor_seconds(self.database)
        own, began = time.process_time(), time.monotonic()
        work()
        self.wall.append(time.monotonic() - began)
        self.own.append(time.process_time() - own)
        self.theirs.append(machine.processor_seconds(self.database) - theirs)

    def bulk(
        self, actor: Actor, asked: Sequence[Question], now: datetime, *, record: bool
    ) -> dict[str, int]:
        """Ask all at once; answers how many answers have which word."""
        from collections import Counter

        from totalis.payroll.services import ask_many

        answers: list[GateAnswer] = []
        self.measure(
            lambda: answers.extend(ask_many(actor=actor, questions=asked, at=now, record=record))
        )
        return Counter(one.word.value for one in answers)

    def row(self, name: str) -> str:
        """The medians since the last row, as a row."""
        found = [statistics.median(each) for each in (self.wall, self.own, self.theirs)]
        self.wall, self.own, self.theirs = [], [], []
        return f"| {name} | " + " | ".join(f"{one:.2f}" for one in found) + " | |"


def _replay(now: datetime) -> None:
    from totalis.payroll.models import GateRecord
    from totalis.payroll.selectors.records import replay

    record = GateRecord.objects.filter(count__gt=1).latest("pk")
    if any(one.differences or one.drift for one in replay(record, now)):
        sys.exit("The replay differs, and nothing was changed.")


def _single(actor: Actor, question: Question, now: datetime) -> float:
    from totalis.payroll.services import ask

    began = time.monotonic()
    ask(actor=actor, question=question, at=now)
    return time.monotonic() - began


def main() -> int:
    """Fill, ask, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--certificates", type=int, default=1_000_000)
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="where the database lies, for the next run too")
    parser.add_argument("--write", action="store_true", help="put the numbers into the README")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="totalis-bench-") as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # the database server runs as another user
        lines = []
        for line in run(folder, options.certificates, options.lines):
            print(line, flush=True)
            lines.append(line)
    text = "\n".join(lines)
    if options.write:
        before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        README.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
