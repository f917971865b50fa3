"""Store the demo's data as the data of a release, for the tests of migrations: once a release, never changed after.

    .venv/bin/python -m scripts.store_release_data 0.2.0

writes tests/migrations/releases/0.2.0.jsonl. It is taken out of a fresh SQLite database that `load_demo` has filled,
encrypted by a key that is used for nothing else.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RELEASES = ROOT / "tests/migrations/releases"
KEYS = "c3RvcmVkIGRhdGEgb2YgYSByZWxlYXNlLCBubyByZWE="
"""What the stored data are encrypted with; nothing else ever is."""


def program_environment(folder: Path, *, address: str | None = None) -> dict[str, str]:
    """The environment of a program on stored data: a folder and a database of its own, the key of stored data."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("TOTALIS_")}
    folder.mkdir(parents=True, exist_ok=True)
    return {
        **plain,
        "DJANGO_SETTINGS_MODULE": "totalis.site.settings",
        "TOTALIS_DATA_DIR": str(folder),
        "TOTALIS_DATABASE_URL": address or f"sqlite:///{folder / 'stored.sqlite3'}",
        "TOTALIS_ENCRYPTION_KEYS": KEYS,
    }


def store(release: str, path: Path) -> None:
    """Fill a fresh database with the demo, and store what lies in it.

    Raises:
        CalledProcessError: the demo could not be loaded; what went wrong stands on standard error.
    """
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "scripts.store_release_data", release, "--inside", str(path)],
            env=program_environment(Path(folder)),
            cwd=ROOT,
            check=True,
        )


def _store_inside(release: str, path: Path) -> None:
    import django  # noqa: PLC0415 - this process was given the settings

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from tests.migrations import stored  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("load_demo")
    stored.write(stored.taken_out(release), path)


def main() -> None:
    """Store the data of one release."""
    parser = argparse.ArgumentParser(description="Store the demo's data as the data of a release.")
    parser.add_argument("release", help="its number, such as 0.2.0")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.inside:
        _store_inside(options.release, options.inside)
        return
    path = RELEASES / f"{options.release}.jsonl"
    if path.exists():
        sys.exit(f"{path} is there already: data of a release are stored once.")
    path.parent.mkdir(exist_ok=True)
    store(options.release, path)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
