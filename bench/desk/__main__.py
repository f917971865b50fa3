"""The case desk under load: `python -m bench.desk` fills a PostgreSQL of its own, lets twenty people in, and measures.

`--folder` keeps the filled database for the next run; `--write` puts the numbers into bench/README.md.
"""

from __future__ import annotations

import argparse
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from bench.desk import machine, postgres, visitors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bench.desk.visitors import Visitor
    from totalis.webbase.accounts.models import Organisation

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "bench" / "README.md"
BEGIN, END = "<!-- desk numbers -->", "<!-- end of desk numbers -->"
PORT, WORKERS, PEOPLE = 8791, 2, 20
WARM_UP = 15
GOAL = 0.3
START_SECONDS = 60
BIG_HOUSE = ("preparer",) * 10 + ("approver",) * 2 + ("payroll", "auditor")


def environment(folder: Path, database: str) -> None:
    """What `totalis serve` reads, for this process and those that it starts."""
    key = folder / "secret"
    if not key.exists():
        key.write_text(secrets.token_urlsafe(50), encoding="ascii")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "totalis.site.settings",
        "TOTALIS_DATABASE_URL": database,
        "TOTALIS_DATA_DIR": str(folder / "data"),
        "TOTALIS_SECRET_KEY": key.read_text(encoding="ascii"),
        "TOTALIS_ALLOWED_HOSTS": "127.0.0.1",
        "TOTALIS_DEBUG": "0",
    }


def fill(cases: int) -> None:
    """Fill the database, unless an earlier run did."""
    import django

    django.setup()
    from django.core.management import call_command

    from bench.desk.seed import seed
    from totalis.casework.models import CaseCounter
    from totalis.webbase import clock
    from totalis.webbase.accounts.models import Organisation

    call_command("migrate", verbosity=0)
    if not (CaseCounter.objects.filter(organisation__slug="meridian-works").exists()):
        if Organisation.objects.exists():
            sys.exit("The folder holds a half-filled database: take another.")
        seed(cases, clock.now())


def people() -> list[Visitor]:
    """Twenty people who are signed in: fourteen of the big organisation, one of each of six small ones."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from totalis.webbase.accounts.models import User

    counted: dict[str, int] = {}
    emails = []
    for role in BIG_HOUSE:
        counted[role] = counted.get(role, -1) + 1
        emails.append(f"{role}-{counted[role]}@meridian-works.example")
    small = User.objects.filter(email__startswith="preparer-0@").exclude(email__in=emails)
    users = [
        *User.objects.filter(email__in=emails),
        *small.order_by("pk")[: PEOPLE - len(BIG_HOUSE)],
    ]
    found = []
    for user in users:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        house = user.memberships.get().organisation
        cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}"
        found.append(visitors.Visitor(house.slug, cookie, searches(house)))
    return found


def searches(house: Organisation) -> list[str]:
    """What people look for: names, references, employers, several words, few letters, nobody."""
    from totalis.casework.models import Case

    words = [house.name, f"{house.name} france", "mo", "nobody of that name"]
    for case in Case.objects.of(house).select_related("worker").order_by("pk")[: 40 * 97 : 97]:
        family = case.worker.family_names.partition("-")[0]
        words += [family, str(case.worker), case.reference, f"{house.name.split()[0]} {family}"]
    return words


@contextmanager
def desk(folder: Path) -> Iterator[int]:
    """The desk as `totalis serve` runs it; gives the number of the process."""
    command = [
        *(str(Path(sys.executable).with_name("totalis")), "serve", "--no-migrate"),
        *("--bind", f"127.0.0.1:{PORT}", "--workers", str(WORKERS)),
    ]
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=ROOT)
    try:
        until = time.monotonic() + START_SECONDS
        while not _answers():
            if process.poll() is not None or time.monotonic() > until:
                sys.exit(f"The desk did not start: see {folder / 'serve.log'}")
            time.sleep(0.2)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def _answers() -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{PORT}/", timeout=5) as answer:
            return bool(answer.status == 200)  # noqa: PLR2004
    except OSError:
        return False


def measured(
    name: str,
    serving: int,
    database: int,
    everybody: Sequence[Visitor],
    seconds: float,
    *,
    pause: bool,
) -> Iterator[str]:
    """One reading as Markdown."""
    before = machine.processor_seconds(serving), machine.processor_seconds(database)
    load = os.getloadavg()[0]
    found = visitors.read(("127.0.0.1", PORT), everybody, seconds=seconds, pause=pause)
    after = machine.processor_seconds(serving), machine.processor_seconds(database)
    pages = len(found.all) or 1
    each = [(b - a) / pages * 1000 for a, b in zip(before, after, strict=True)]
    yield f"| {name} | pages | p50 ms | p95 ms | p99 ms | longest ms |"
    yield "|---|---:|---:|---:|---:|---:|"
    for way in visitors.WAYS:
        yield _row(way, found.times[way])
    yield _row("**all**", found.all)
    yield ""
    yield (
        f"{pages / seconds:.1f} pages a second; for each page {each[0]:.0f} ms of a processor in the desk and "
        f"{each[1]:.0f} ms in PostgreSQL. {len(found.refused)} failed. Load of the machine at the start {load:.1f}, "
        f"at the end {os.getloadavg()[0]:.1f}. Memory of the desk's processes: "
        f"{', '.join(f'{size:.0f}' for size in machine.megabytes(serving))} MB."
    )
    yield ""
    if pause:
        reached = _percentile(found.all, 95) < GOAL
        yield f"- {name}: p95 under {GOAL * 1000:.0f} ms: {'reached' if reached else 'MISSED'}"
        yield ""


def _row(way: str, times: Sequence[float]) -> str:
    figures = [_percentile(times, share) * 1000 for share in (50, 95, 99)]
    longest = max(times, default=0) * 1000
    return (
        f"| {way} | {len(times)} | "
        + " | ".join(f"{one:.0f}" for one in (*figures, longest))
        + " |"
    )


def _percentile(times: Sequence[float], share: int) -> float:
    return statistics.quantiles(times, n=100)[share - 1] if len(times) > 1 else 0.0


def main() -> int:
    """Fill, serve, measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--folder", type=Path, help="where the database lies, for the next run too")
    parser.add_argument("--seconds", type=float, default=60, help="how long each reading takes")
    parser.add_argument("--write", action="store_true", help="put the numbers into bench/README.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="totalis-bench-") as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)  # the database server runs as another user
        text = "\n".join(run(folder, options.cases, options.seconds))
    print(text)
    if options.write:
        before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
        after = rest.partition(END)[2]
        README.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")
    return 0


def run(folder: Path, cases: int, seconds: float) -> Iterator[str]:
    """Everything, as Markdown."""
    with postgres.server(folder) as (address, database):
        environment(folder, address)
        fill(cases)
        from django.db import connections

        everybody = people()
        connections.close_all()
        with desk(folder) as serving:
            visitors.read(("127.0.0.1", PORT), everybody, seconds=WARM_UP, pause=False)
            yield f"{PEOPLE} people, {WORKERS} processes, {os.cpu_count()} processors."
            yield ""
            yield from measured(
                "a second to read", serving, database, everybody, seconds, pause=True
            )
            yield from measured("no pause", serving, database, everybody, seconds, pause=False)


if __name__ == "__main__":
    sys.exit(main())
