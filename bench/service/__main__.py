"""The certificate service under load: `python -m bench.service [--minutes 10] [--rate 10]`, then killed under load (`--kills 12`).

`--folder` keeps the database for the next run; `--write` puts the numbers into the README beside this file.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from bench.desk import machine, postgres
from bench.service.house import House, environment, open_house

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.service.desks import Filed

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- service numbers -->", "<!-- end of service numbers -->"
DESKS = 8
GOAL = 0.3
WARM_UP = 10


def main() -> None:
    """Start everything, measure, say."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--minutes", type=float, default=10)
    options.add_argument("--rate", type=float, default=10, help="requests a second")
    options.add_argument("--kills", type=int, default=0, help="then so many kills under load")
    options.add_argument("--folder", type=Path)
    options.add_argument("--write", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-service-") as temporary:
        folder = chosen.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # PostgreSQL runs as somebody else
        with postgres.server(folder) as (database, database_pid):
            environment(folder, database)
            text = "\n".join(measured(folder, database_pid, chosen))
    print(text)
    if chosen.write:
        page = README.read_text(encoding="utf-8")
        head, rest = page.split(BEGIN)
        README.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


def measured(folder: Path, database_pid: int, chosen: argparse.Namespace) -> Iterator[str]:
    """The lines of the report."""
    from totalis.webbase.signed.keys import new_key

    desks = [new_key() for _ in range(DESKS)]
    their_key = open_house(desks)
    from bench.service.desks import file_steadily
    from totalis.authority.models import CoverageRequest

    before = CoverageRequest.objects.count()
    house = House(folder)
    house.start()
    first = before + 1
    common = {"desks": desks, "their_key": their_key, "rate": chosen.rate}
    try:
        if chosen.minutes:
            file_steadily(**common, seconds=WARM_UP, first=first, again=True)
            first += int(WARM_UP * chosen.rate)
            spent = [machine.processor_seconds(pid) for pid in (house.process.pid, database_pid)]
            load = os.getloadavg()[0]
            began = time.monotonic()
            filing = file_steadily(**common, seconds=chosen.minutes * 60, first=first, again=False)
            took = time.monotonic() - began
            first += int(chosen.minutes * 60 * chosen.rate)
            now = [machine.processor_seconds(pid) for pid in (house.process.pid, database_pid)]
            yield from _speed(filing.done, took, [b - a for a, b in zip(spent, now, strict=True)])
            sizes = ", ".join(f"{size:,.0f}" for size in machine.megabytes(house.process.pid))
            yield f"Load of the machine at the start {load:.1f}, at the end {os.getloadavg()[0]:.1f}. Memory of the service's processes: {sizes} MB."
        if chosen.kills:
            yield ""
            yield from _killed(house, common, first, chosen.kills)
    finally:
        house.stop()


def _speed(done: Sequence[Filed], took: float, spent: Sequence[float]) -> Iterator[str]:
    times = sorted(one.seconds for one in done if one.control_number)
    failed = [one for one in done if not one.control_number]
    cuts = statistics.quantiles(times, n=100)
    yield f"{len(done):,} whole requests in {took / 60:.1f} minutes, {len(times) / took:.1f} a second, {len(failed)} without a control number; time from the moment each was due."
    yield ""
    yield "| p50 ms | p95 ms | p99 ms | longest ms | processor ms a request: service | PostgreSQL |"
    yield "|---:|---:|---:|---:|---:|---:|"
    ms = [f"{value * 1000:,.0f}" for value in (cuts[49], cuts[94], cuts[98], times[-1])]
    each = [f"{value / len(done) * 1000:,.0f}" for value in spent]
    yield f"| {' | '.join([*ms, *each])} |"
    yield ""
    word = "reached" if cuts[94] < GOAL and not failed else "MISSED"
    yield f"- ten requests a second with p95 under 300 ms: {word}"
    for one in failed[:5]:
        yield f"- {one.reference}: {one.problem}"


def _killed(house: House, common: dict, first: int, kills: int) -> Iterator[str]:
    """Kill at random moments while desks file and try again; then look what is there."""
    from bench.service.desks import file_steadily
    from totalis.authority.models import CoverageRequest, RequestEvent, RequestVersion
    from totalis.webbase.audit.selectors import verify_chain

    over = threading.Event()
    chance = random.Random(11)  # noqa: S311 - moments, not secrets

    def murder() -> None:
        for _ in range(kills):
            if over.wait(chance.uniform(3.0, 9.0)):
                return
            house.kill()
            house.start()

    seconds = kills * 11.0
    killer = threading.Thread(target=murder)
    killer.start()
    filing = file_steadily(**common, seconds=seconds, first=first, again=True)
    over.set()
    killer.join()
    shown = {one.reference: one.control_number for one in filing.done if one.control_number}
    rows = CoverageRequest.objects.filter(client_reference__in=list(shown))
    there = list(rows.values_list("client_reference", "control_number", "pk"))
    lost = shown.keys() - {reference for reference, _number, _pk in there}
    other = [ref for ref, number, _pk in there if shown[ref] != number]
    keys = [pk for _ref, _number, pk in there]
    versions = RequestVersion.objects.filter(request__in=keys).count()
    received = RequestEvent.objects.filter(request__in=keys, kind="received").count()
    broken = verify_chain(CoverageRequest.objects.all()[0].organisation)
    yield f"Killed {house.killed} times with SIGKILL in {seconds:.0f} s at {common['rate']:.0f} requests a second, started again each time in {statistics.median(house.started):.1f} s."
    yield f"{len(filing.done):,} requests, {sum(one.tries > 1 for one in filing.done):,} of them sent again; {len(shown):,} control numbers shown."
    yield ""
    yield f"- shown and not there: {len(lost)}; there under another number: {len(other)}; there twice: {len(there) - len(shown)}"
    yield f"- first versions {versions:,}, events of receipt {received:,}, for {len(there):,} requests; chain of the history {broken[0] if broken else 'whole'}"
    fine = (
        not lost and not other and len(there) == len(shown) == versions == received and not broken
    )
    yield f"- every request whose control number was shown is there, once: {'holds' if fine else 'DOES NOT HOLD'}"


if __name__ == "__main__":
    main()
