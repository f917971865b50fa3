"""The commands that open the web application, as programs of their own."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING
from urllib.request import urlopen

import pytest
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.utils import CursorWrapper

DEMO = ("demo", "--no-open", "--port", "0", "--empty")
TOTALIS = str(Path(sys.executable).with_name("totalis"))
PATIENCE = 300
"""Seconds for a program to start, migrate or end on a machine that is busy with other tests."""
pytestmark = pytest.mark.slow


@pytest.fixture
def plain(tmp_path) -> dict[str, str]:
    """The environment of somebody who has set nothing but the data folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TOTALIS_")}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    return {**kept, "TOTALIS_DATA_DIR": str(tmp_path / "data")}


@contextmanager
def started(environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(  # noqa: S603 - our own program
        [TOTALIS, *arguments],
        env={**environment, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def said(process: subprocess.Popen[str], beginning: str) -> str:
    """The rest of the first line that begins so."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith(beginning):
            return line.removeprefix(beginning).strip()
    pytest.fail(f"It never said {beginning!r}:\n{''.join(lines)}")


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own program
        [TOTALIS, *arguments], env=environment, capture_output=True, text=True, check=False
    )


def test_a_demo_has_data_of_its_own_and_there_is_one_at_a_time(plain):
    with started(plain, *DEMO) as demo:
        address = said(demo, "Serving on ")
        with urlopen(address) as answer:  # noqa: S310 - the demo just started
            assert answer.status == 200
        second = run(plain, *DEMO)
        assert second.returncode == 2
        assert "a demo that is running already" in second.stderr
        demo.send_signal(signal.SIGINT)
        assert demo.wait(timeout=PATIENCE) == 0
    data = Path(plain["TOTALIS_DATA_DIR"])
    assert (data / "demo/totalis.sqlite3").exists()
    assert not (data / "totalis.sqlite3").exists()


def test_a_demo_is_fresh_unless_it_is_kept(plain):
    marked = Path(plain["TOTALIS_DATA_DIR"]) / "demo/totalis.sqlite3"
    for arguments, kept in ((["--keep"], 0), (["--keep"], 1), ([], 0)):
        with started(plain, *DEMO, *arguments) as demo:
            said(demo, "Serving on ")
            with sqlite3.connect(marked, timeout=60) as database:
                found = database.execute(
                    "SELECT count(*) FROM notices_periodicrun WHERE name = 'mark'"
                ).fetchone()
                assert found == (kept,)
                database.execute(
                    "INSERT OR IGNORE INTO notices_periodicrun (name, due_at, failures, last_error) "
                    "VALUES ('mark', '9999-01-01', 0, '')"
                )
            database.close()
            demo.send_signal(signal.SIGINT)
            demo.wait(timeout=PATIENCE)


def test_processes_that_start_at_once_migrate_one_after_the_other(plain):
    program = "from totalis.cli.door import open_django, migrate; open_django(); migrate()"
    processes = [
        subprocess.Popen([sys.executable, "-c", program], env=plain, stderr=subprocess.PIPE)  # noqa: S603
        for _ in range(3)
    ]
    ends = [process.communicate(timeout=PATIENCE)[1].decode() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], ends
    assert run(plain, "audit", "check").returncode == 0


def somebody_waits(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    return bool(cursor.fetchone() == (1,))


@pytest.mark.django_db(transaction=True)
def test_so_they_do_on_the_test_database(environment):
    """On PostgreSQL this waits for the advisory lock, which another connection holds for a while."""
    program = "from totalis.cli.door import open_django, migrate; open_django(); migrate()"
    if connection.vendor != "postgresql":
        pytest.skip("SQLite is shown above")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(7061935)")
        process = subprocess.Popen([sys.executable, "-c", program], env=environment)  # noqa: S603
        until = monotonic() + PATIENCE
        while not somebody_waits(cursor):
            assert process.poll() is None, "It did not wait for the lock"
            assert monotonic() < until, "It never came to the lock"
            sleep(0.1)
        cursor.execute("SELECT pg_advisory_unlock(7061935)")
    assert process.wait(timeout=PATIENCE) == 0


def test_a_database_that_is_not_up_to_date_is_said_so(plain):
    for command in (["work", "--once"], ["audit", "check"]):
        answer = run(plain, *command)
        assert answer.returncode == 2
        assert "totalis manage migrate" in answer.stderr
    assert run(plain, "manage", "migrate", "--verbosity", "0").returncode == 0
    assert run(plain, "work", "--once").returncode == 0


def test_serving_migrates_unless_it_is_told_not_to(plain):
    assert "TOTALIS_SECRET_KEY" in run(plain, "serve").stderr
    set_up = {
        **plain,
        "TOTALIS_SECRET_KEY": "k" * 60,
        "TOTALIS_ALLOWED_HOSTS": "127.0.0.1",
    }
    with started(set_up, "serve", "--bind", "127.0.0.1:0", "--workers", "1") as server:
        assert server.stdout is not None
        address = next(
            line.split("Listening at: ")[1].split()[0]
            for line in server.stdout
            if "Listening at" in line
        )
        with urlopen(f"{address}/") as answer:  # noqa: S310 - the server just started
            assert answer.status == 200
        server.terminate()
        server.wait(timeout=PATIENCE)
    assert run(set_up, "audit", "check").returncode == 0


def test_the_worker_ends_when_it_is_told_to(plain):
    assert run(plain, "manage", "migrate", "--verbosity", "0").returncode == 0
    with started(plain, "work") as worker:
        said(worker, "Working.")
        worker.send_signal(signal.SIGTERM)
        rest, _ = worker.communicate(timeout=PATIENCE)
        assert worker.returncode == 0, rest
