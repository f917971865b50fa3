"""A process that is killed while it keeps a file leaves no row without content, and loses nothing it has said yes to."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from totalis.webbase.files import selectors
from totalis.webbase.files.models import Blob

ROUNDS = 8
PROGRAM = Path(__file__).with_name("keep_forever.py")


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment(actor, environment):
    chance = random.Random(1)  # noqa: S311 - moments, not secrets
    acknowledged: set[str] = set()
    for number in range(ROUNDS):
        with subprocess.Popen(  # noqa: S603 - this environment's own Python
            [sys.executable, PROGRAM, actor.organisation.slug, str(number)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.01, 0.4))
            process.send_signal(signal.SIGKILL)
            said = process.stdout.read()
        acknowledged |= {line for line in said.splitlines() if len(line) == 71}
    rows = {blob.digest: blob for blob in Blob.objects.all()}
    assert acknowledged
    assert acknowledged <= rows.keys()
    for blob in rows.values():
        assert len(selectors.content(blob)) == blob.size
