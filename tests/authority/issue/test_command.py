"""`totalis agency` in a process of its own, on an empty installation."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

ISSUER = "https://coc.example.org"
SIGN_UP = (
    "from totalis.webbase.accounts.models import User; "
    "User.objects.create_user(email='ada@example.org', name='Ada')"
)


@pytest.mark.slow
def test_an_agency_from_nothing(tmp_path: Path) -> None:
    """Open, make keys, show them, follow them, disown one, write the bundle; what is wrong ends with 2."""
    environment = {**os.environ, "TOTALIS_DATA_DIR": str(tmp_path / "data")}
    for name in ("TOTALIS_DATABASE_URL", "TOTALIS_ENCRYPTION_KEYS"):
        environment.pop(name, None)

    def call(*words: str, ends: int = 0) -> str:
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "totalis.cli.main", *words],
            capture_output=True,
            text=True,
            check=False,
            env=environment,
        )
        assert done.returncode == ends, done.stdout + done.stderr
        return done.stdout + done.stderr

    call("manage", "migrate", "-v0")
    opening = ["agency", "open", "us", "--name", "Office", "--issuer", ISSUER]
    assert "no account" in call(*opening, "--administrator", "ada@example.org", ends=2)
    call("manage", "shell", "-v0", "-c", SIGN_UP)
    assert "without an agency" in call("agency", "keys", "show", ends=2)
    assert ISSUER in call(*opening, "--administrator", "Ada@example.org")
    assert "totalis agency keys new" in call("agency", "keys", "show", ends=2)
    assert "TRIAL KEY" in call("agency", "keys", "new")
    first = json.loads(call("agency", "keys", "show", "--json"))["in_use"]
    assert first in call("agency", "keys", "new")
    said = json.loads(call("agency", "keys", "show", "--json"))
    assert [bool(key["followed_at"]) for key in said["keys"]] == [True, False]
    assert "0 keys" in call("agency", "keys", "disown", "x", "--reason", "Too short.", ends=2)
    call("agency", "keys", "disown", first[-12:].lstrip("-"), "--reason", "A test.")
    file = tmp_path / "issuer.json"
    call("agency", "bundle", "-o", str(file))
    bundle = json.loads(file.read_bytes())
    assert [key["kid"] for key in bundle["keys"]] == [said["in_use"]]
    assert bundle["issuer"] == ISSUER
    assert "TRIAL" in call("agency", "keys", "show")
