"""Issue, seal, store: `python -m bench.certificates` starts a PostgreSQL of its own, writes decisions, lets two processes issue them.

`--write` puts the numbers into bench/certificates/README.md.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.desk import machine, postgres
from bench.service.house import ADDRESS, environment

if TYPE_CHECKING:
    from collections.abc import Iterator

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- certificate numbers -->", "<!-- end of certificate numbers -->"
WORKERS = 2
GOAL = 20
"""A second, on two cores."""


def filled(count: int) -> None:
    """An agency with trial keys, and so many requests that somebody decided to issue."""
    from datetime import date

    from totalis.authority.models import (
        Agency,
        Assessment,
        Channel,
        CoverageRequest,
        Decision,
        RequestVersion,
    )
    from totalis.authority.numbers import new_control_number
    from totalis.kernel.digest import digest
    from totalis.site.demo.agencies import open_agency
    from totalis.webbase import clock
    from totalis.webbase.accounts.models import User

    open_agency("US", ADDRESS)
    organisation, at = Agency.objects.get().organisation, clock.now()
    examiner = User.objects.order_by("pk").first()
    common: dict[str, Any] = {"organisation": organisation, "made_at": at}
    for place in range(count):
        answers = _answers(place)
        facts = {"engagements": [{"work_country": "FR"}]}
        row = CoverageRequest.objects.create(
            organisation=organisation,
            control_number=new_control_number(),
            product="certificate",
            agreement="FR",
            lane="employer",
            edition="us-fr-employer-certificate-2026-11",
            channel=Channel.ONLINE,
            answers=answers,  # type: ignore[misc] # an encrypted JSON field takes plain data
            facts=facts,  # type: ignore[misc] # as above
            second_fact=answers["date_of_birth"],
            received_at=at,
            worker_key=digest(place),
        )
        said = {"answers": answers, "facts": facts}
        version = digest(said)
        RequestVersion.objects.create(request=row, number=1, digest=version, **said, **common)
        made = Assessment.objects.create(
            request=row,
            version_digest=version,
            determination={},  # type: ignore[misc] # as above
            determination_digest=digest("determination"),
            law=digest("law"),
            as_of=at.date(),
            proposal="issue",
            is_clear=True,
            **common,
        )
        Decision.objects.create(
            request=row,
            kind="issue",
            product="certificate",
            assessment=made,
            determination_digest=made.determination_digest,
            law=made.law,
            covered_by="US",
            exempt_in="FR",
            start=date(2027, 1, 1),
            end=date(2029, 12, 31),
            article="6(1)",
            made_by=examiner,
            **common,
        )


def _answers(place: int) -> dict[str, str]:
    return {
        "worker_full_name": f"Maria Rivera {place}",
        "worker_ssn": f"{500_000_000 + place:09d}",
        "citizenship": "US",
        "date_of_birth": "1988-03-14",
        "place_of_birth": "Baltimore",
        "permanent_residence": "US",
        "us_employer_name": "Borealis Instruments, Inc.",
        "us_employer_address": "1 Harbor Way\nBoston, MA 02210",
        "foreign_employer_name": "Borealis France SAS",
        "foreign_employer_address": "8 rue Royale\n69001 Lyon\nFrance",
    }


def work(share: int) -> None:
    """One process: issue every decision of its share, each in a transaction of its own; says how long each took."""
    import django

    django.setup()
    from totalis.authority.models import Decision
    from totalis.authority.services.issuing import issue
    from totalis.webbase import clock

    rows = [row for row in Decision.objects.order_by("pk") if row.pk % WORKERS == share]
    warm, *others = rows
    issue(decision=warm, at=clock.now())  # fonts, law and keys are read once
    print("ready", flush=True)
    sys.stdin.readline()
    took, spent = [], time.process_time()
    for row in others:
        began = time.perf_counter()
        issue(decision=row, at=clock.now())
        took.append(time.perf_counter() - began)
    print(json.dumps({"took": took, "processor": time.process_time() - spent}), flush=True)


def run(folder: Path, count: int) -> Iterator[str]:
    """Everything, as Markdown."""
    with postgres.server(folder) as (address, database):
        environment(folder, address)
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        filled(count)
        connections.close_all()
        before = machine.processor_seconds(database)
        seconds, found = _raced()
        of_database = machine.processor_seconds(database) - before
    took = sorted(one for each in found for one in each["took"])
    issued = len(took)
    spent = sum(each["processor"] for each in found)
    busy = os.getloadavg()[0]
    yield f"{issued} certificates by {WORKERS} processes on {os.cpu_count()} cores, load of the machine {busy:.1f} at the end.\n"
    yield "| | |"
    yield "|---|---:|"
    yield f"| certificates a second | {issued / seconds:.1f} |"
    yield f"| the goal | {GOAL} |"
    yield f"| one takes, median | {statistics.median(took) * 1000:.0f} ms |"
    yield f"| one takes, 95th percentile | {took[int(issued * 0.95)] * 1000:.0f} ms |"
    yield f"| processor time of one, this program | {spent / issued * 1000:.0f} ms |"
    yield f"| processor time of one, PostgreSQL | {of_database / issued * 1000:.1f} ms |"
    yield f"| so many a second two cores could do, by processor time alone | {2 / ((spent + of_database) / issued):.0f} |"


def _raced() -> tuple[float, list[dict[str, Any]]]:
    """Both processes at once, from the same word on."""
    call = [sys.executable, "-m", "bench.certificates", "--share"]
    workers = [
        subprocess.Popen(
            [*call, str(share)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for share in range(WORKERS)
    ]
    for one in workers:
        assert one.stdout is not None  # noqa: S101 - a pipe, as asked for
        one.stdout.readline()
    began = time.perf_counter()
    for one in workers:
        assert one.stdin is not None  # noqa: S101 - a pipe, as asked for
        one.stdin.write("go\n")
        one.stdin.flush()
    answers = [one.communicate()[0] for one in workers]
    return time.perf_counter() - began, [json.loads(answer) for answer in answers]


def main() -> None:
    """Read the call, run, print, write."""
    parser = argparse.ArgumentParser(prog="python -m bench.certificates", description=__doc__)
    parser.add_argument("--count", type=int, default=600)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--share", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.share is not None:
        work(options.share)
        return
    with tempfile.TemporaryDirectory(prefix="totalis-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        text = "\n".join(run(folder, options.count))
    print(text)
    if options.write:
        whole = README.read_text(encoding="utf-8")
        head, tail = whole.split(BEGIN)[0], whole.split(END)[1]
        README.write_text(f"{head}{BEGIN}\n\n{text}\n\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
