"""A PostgreSQL server of its own in a folder, which stays there between runs."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

# What somebody sets who gives a database server a few gigabytes; all else is PostgreSQL's own.
OPTIONS = {
    "shared_buffers": "1GB",
    "effective_cache_size": "4GB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "8GB",
    "random_page_cost": "1.1",
    "max_connections": "60",
    "default_toast_compression": "lz4",
}
USER, DATABASE = "totalis", "desk"


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl: the newest of Debian's, or the one of the PATH."""
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(debian, key=lambda path: int(path.parts[-3]), default=None)
    found = newest or shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def server(folder: Path) -> Iterator[tuple[str, int]]:
    """Start the server of the folder, made where it is missing; gives the address of its database, and its process."""
    programs = binaries()
    if programs is None:
        sys.exit("PostgreSQL is not installed: run `make system-deps`.")
    data, run = folder / "postgresql", folder / "run"
    who = _identity()
    for path in (data, run):
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if who:
            os.chown(path, who["user"], who["group"])

    def call(program: str, *words: str) -> None:
        command = [str(programs / program), *words]
        subprocess.run(command, check=True, cwd="/", stdout=subprocess.DEVNULL, **who)

    new = not (data / "PG_VERSION").exists()
    if new:
        call(
            *("initdb", "--pgdata", str(data), "--username", USER, "--auth", "trust"),
            *("--encoding", "UTF8", "--locale", "C"),
        )
    words = " ".join(f"-c {name}={value}" for name, value in OPTIONS.items())
    start = f"-k {run} -h '' {words}"
    call("pg_ctl", "start", "-w", "-D", str(data), "-l", str(run / "log"), "-o", start)
    try:
        if new:
            call("createdb", "--host", str(run), "--username", USER, DATABASE)
        process = int((data / "postmaster.pid").read_text(encoding="ascii").split()[0])
        yield f"postgres://{USER}@{quote(str(run), safe='')}/{DATABASE}", process
    finally:
        call("pg_ctl", "stop", "-w", "-m", "fast", "-D", str(data))


def _identity() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
