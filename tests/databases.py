"""The databases that tests run on: SQLite in a file, or a real PostgreSQL server that the run starts for itself.

`pytest --database postgresql`, or TOTALIS_TEST_DATABASE=postgresql. Each process of pytest-xdist has a folder and a
server of its own, so none waits for another.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management.color import no_style
from django.core.management.commands import flush
from django.db import connections
from django.db.backends.postgresql.operations import DatabaseOperations as PostgreSQL
from django.db.backends.sqlite3.operations import DatabaseOperations as SQLite
from django.test.utils import override_settings

from totalis.site import stores

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

NAMES = ("sqlite", "postgresql")
VARIABLE = "TOTALIS_TEST_DATABASE"
USER = "totalis"
START_SECONDS = 60
OF_THE_MODELS = ("auth_permission", "django_content_type")
MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
ROOM = 8 << 30
# What makes a server safe against a power cut is not what these tests are about.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60")


def binaries() -> Path | None:
    """The folder with initdb and postgres: TOTALIS_POSTGRESQL_BIN, the newest of Debian's, or the one of the PATH."""
    if named := os.environ.get("TOTALIS_POSTGRESQL_BIN"):
        return Path(named)
    debian = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    found = debian[-1] if debian else shutil.which("initdb")
    return Path(found).parent if found else None


def configure(name: str) -> Path:
    """Point the settings at the database of this process; answers the folder that holds it and all else it writes."""
    folder = Path(tempfile.mkdtemp(prefix="totalis-tests-", dir=_memory()))
    folder.chmod(0o755)  # the server runs as another user
    override_settings(
        DATA_DIR=folder / "data",
        MAIL_FOLDER=folder / "data/mail",
        ENCRYPTION_KEYS=["dGVzdHMgb25seSwgbmV2ZXIgdG8gYmUgdXNlZCBlbHM="],
        STORAGES={**settings.STORAGES, "evidence": stores.evidence(folder / "data")},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ).enable()
    _set_database(_postgresql(folder) if name == "postgresql" else _sqlite(folder))
    return folder


def _memory() -> Path | None:
    """A folder in memory, where there is one with room: each stored file waits for its disk, here for nothing."""
    return MEMORY if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM else None


def _sqlite(folder: Path) -> dict[str, Any]:
    found = {**settings.DATABASES["default"]}
    pragmas = stores.SQLITE_OPTIONS["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    found |= {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(folder / "never.sqlite3"),
        "OPTIONS": {**stores.SQLITE_OPTIONS, "init_command": pragmas},
        # A file, not memory: threads and processes meet in it as they do in real use.
        "TEST": {"NAME": str(folder / "test.sqlite3"), "MIGRATE": False},
    }
    return found


def _postgresql(folder: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "postgres",
        "USER": USER,
        "HOST": str(folder / "run"),
        "OPTIONS": {**stores.POSTGRESQL_OPTIONS},
        "TEST": {"NAME": "totalis_test", "MIGRATE": False},
    }


def _set_database(database: dict[str, Any]) -> None:
    settings.DATABASES["default"] = database
    connections._settings = None  # type: ignore[attr-defined]
    connections.__dict__.pop("settings", None)
    if hasattr(connections._connections, "default"):  # type: ignore[attr-defined]
        del connections["default"]
    connections.settings  # noqa: B018 - reads the settings anew, with what Django adds to them


def address() -> str:
    """The test database as TOTALIS_DATABASE_URL names it, for a program that a test starts."""
    found = connections["default"].settings_dict
    if found["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{found['NAME']}"
    return f"postgres://{found['USER']}@{quote(found['HOST'], safe='')}/{found['NAME']}"


@contextmanager
def server(folder: Path) -> Iterator[None]:
    """A running PostgreSQL that answers on a socket in the folder; as root it runs as the user postgres."""
    programs = binaries()
    if programs is None:
        reason = "PostgreSQL is not installed: run `make system-deps`, or name its folder in TOTALIS_POSTGRESQL_BIN."
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    data, run = folder / "postgresql", folder / "run"
    identity = _identity()
    for path in (data, run):
        path.mkdir(mode=0o700)
        if identity:
            os.chown(path, identity["user"], identity["group"])
    subprocess.run(  # noqa: S603 - the server's own program
        [
            *(programs / "initdb", "--pgdata", data, "--username", USER, "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C", "--no-sync"),
        ],
        check=True,
        capture_output=True,
        cwd="/",
        **identity,
    )
    command = [*map(str, (programs / "postgres", "-D", data, "-k", run, "-h", ""))]
    command += [word for option in QUICK for word in ("-c", option)]
    with (folder / "postgresql.log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 - the server itself
            command, stdout=log, stderr=log, cwd="/", **identity
        )
    try:
        _await(process, programs, run, folder / "postgresql.log")
        yield
    finally:
        process.send_signal(2)  # SIGINT: end the sessions, write, stop
        process.wait(timeout=START_SECONDS)


def _identity() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _await(process: subprocess.Popen[bytes], programs: Path, run: Path, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    question = [str(programs / "pg_isready"), "--quiet", "--host", str(run), "--dbname", "postgres"]
    while subprocess.run(question, check=False, cwd="/").returncode != 0:  # noqa: S603
        if process.poll() is not None or time.monotonic() > until:
            pytest.fail(f"PostgreSQL did not start:\n{log.read_text(errors='replace')}")
        time.sleep(0.05)


def _emptied(tables: Iterable[str]) -> list[str]:
    return [table for table in tables if table not in OF_THE_MODELS]


def let_tests_empty_tables() -> None:
    """Let the emptying after a transactional test pass the triggers that keep the audit chain; nothing else may.

    What Django wrote about the models when it made the tables stays: to take it away and write it again would cost more
    than all the rest.
    """
    flush.emit_post_migrate_signal = lambda *_parts, **_more: None  # type: ignore[attr-defined]
    plain_sqlite, plain_postgresql = SQLite.sql_flush, PostgreSQL.sql_flush

    def sqlite(self: SQLite, style: Any, tables: Any, **options: Any) -> list[str]:
        with self.connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        return [
            *(f'DROP TRIGGER "{name}"' for name, _ in triggers),
            *plain_sqlite(self, style, _emptied(tables), **options),
            *(sql for _, sql in triggers),
        ]

    def postgresql(self: PostgreSQL, style: Any, tables: Any, **options: Any) -> list[str]:
        return [
            "SET LOCAL session_replication_role = replica",
            *plain_postgresql(self, style or no_style(), _emptied(tables), **options),
            "SET LOCAL session_replication_role = DEFAULT",
        ]

    SQLite.sql_flush = sqlite  # type: ignore[method-assign, assignment]
    PostgreSQL.sql_flush = postgresql  # type: ignore[method-assign, assignment]
