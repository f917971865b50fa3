"""A server that is killed in the middle of uploads, approvals and exports: what it said yes to is there, nothing is half.

The server is gunicorn, started as `totalis serve` starts it, on the database of the run and its evidence store. Three
people work without a pause; after a moment by chance the whole process group gets SIGKILL. Then the records are looked
at in another process: this one.
"""

from __future__ import annotations

import io
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import requests
from django.conf import settings
from django.db import connections

from tests import databases
from tests.desk.cast import case_address, empty_case
from tests.desk.request import walk
from tests.desk.whole.wire import Wire, session_of
from totalis.casework.models import EvidenceVersion, Export, Packet, PacketDecision
from totalis.webbase import clock
from totalis.webbase.audit.models import AuditEntry
from totalis.webbase.audit.selectors import verify_chain
from totalis.webbase.files.models import Blob
from totalis.webbase.files.selectors import content
from totalis.webbase.files.store import stored_names
from totalis.webbase.files.tasks import sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.desk.cast import Cast
    from totalis.casework.models import Case

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
KILLS = 20
START_SECONDS = 60
SHORTEST, LONGEST = 0.05, 1.5
"""How long a server lives once it has answered."""
OK_TO_GO = 400


@dataclass
class Said:
    """What the server said yes to."""

    documents: dict[str, bytes] = field(default_factory=dict)
    decisions: set[str] = field(default_factory=set)
    exports: int = 0


@pytest.fixture(autouse=True)
def _stopped_clock() -> None:
    """The server is a process of its own with the clock of the world; so is everything here."""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving() -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A running server of two processes in a group of its own; gives its address."""
    port = free_port()
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "totalis.site.settings",
        "TOTALIS_DATABASE_URL": databases.address(),
        "TOTALIS_DATA_DIR": str(settings.DATA_DIR),
        "TOTALIS_ENCRYPTION_KEYS": ",".join(settings.ENCRYPTION_KEYS),
        "TOTALIS_SECRET_KEY": settings.SECRET_KEY,
    }
    command = [sys.executable, "-m", "gunicorn", "totalis.site.wsgi:application", "--preload"]
    command += ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "2"]
    with subprocess.Popen(  # noqa: S603 - our own server
        command,
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _await(address, process)
            yield address, process
        finally:
            kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Everything of the server at once, without a word."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    process.wait()


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None, "The server ended before it served"
        try:
            if requests.get(f"{address}/accounts/login/", timeout=START_SECONDS).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    pytest.fail("The server did not start")


def hammered(
    process: subprocess.Popen[bytes], moment: float, works: list[Callable[[], None]]
) -> None:
    """Let everybody work; a moment after the first of them was answered, the server is killed."""
    stop, begun = threading.Event(), threading.Event()

    def run(work: Callable[[], None]) -> None:
        while not stop.is_set():
            try:
                work()
            except requests.RequestException:
                return
            begun.set()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    begun.wait(START_SECONDS)
    time.sleep(moment)
    kill(process)
    stop.set()
    for thread in threads:
        thread.join()


def test_killed_twenty_times(cast: Cast):
    chance = random.Random(20261122)  # noqa: S311 - moments, not secrets
    now = clock.now() - timedelta(minutes=5)
    of_other_tests = set(stored_names())  # whose rows were taken back
    papers = empty_case(cast.act("ada"), at=now)
    packet = walk.built(cast, at=now)
    proofs = walk.decided_case(cast, at=now)
    sessions = {name: session_of(cast.people[name]) for name in ("ada", "ben", "dev")}
    said = Said()
    for number in range(KILLS):
        connections.close_all()
        with serving() as (address, process):
            works = _works(address, sessions, papers, proofs, packet, said, number)
            hammered(process, chance.uniform(SHORTEST, LONGEST), works)
        _nothing_missing(said, papers, packet.case)
        _nothing_half(cast)
    assert len(said.documents) > KILLS
    assert said.decisions
    assert said.exports
    swept = sweep(clock.now() + timedelta(days=3))
    assert set(stored_names()) == set(Blob.objects.values_list("store_name", flat=True))
    _nothing_missing(said, papers, packet.case)
    assert len(set(swept) - of_other_tests) <= KILLS * 3, "More was left lying than was under way"


def refusal(answer: requests.Response) -> str:
    """The words of a refused form."""
    found = re.findall(r'(?s)class="usa-(?:error-message|alert__text)[^>]*>(.*?)</', answer.text)
    return f"{answer.status_code} {answer.url}: {found}"


def _works(
    address: str,
    sessions: dict[str, str],
    papers: Case,
    proofs: Case,
    packet: Packet,
    said: Said,
    round_: int,
) -> list[Callable[[], None]]:
    """Ada uploads, Ben approves and refuses in turn, Dev takes proofs out."""
    ada, ben, dev = (Wire(address, sessions[name]) for name in ("ada", "ben", "dev"))
    # Read here: a thread that asks the database would leave a connection open.
    keep, make = case_address(papers, "evidence/add"), case_address(proofs, "export/make")
    say = case_address(packet.case, f"request/packets/{packet.number}/decide")
    counts: Counter[str] = Counter()

    def upload() -> None:
        counts["upload"] += 1
        title = f"Paper {round_}-{counts['upload']}"
        data = f"{title}\n".encode() * 500
        form = {"title": title, "kind": "assignment_letter"}
        answer = ada.send(keep, form, file=("paper.txt", data))
        assert answer.status_code < OK_TO_GO, refusal(answer)
        said.documents[title] = data

    def decide() -> None:
        counts["decide"] += 1
        reason = f"Decision {round_}-{counts['decide']}"
        latest = "refuse" if counts["decide"] % 2 else "approve"
        form = {"decision": latest, "digest": packet.digest, "reason": reason}
        answer = ben.send(say, form)
        if answer.status_code < OK_TO_GO:
            said.decisions.add(reason)

    def export() -> None:
        form = {"day": "2027-03-14", "known": "now"}
        answer = dev.send(make, form)
        assert answer.status_code < OK_TO_GO, refusal(answer)
        said.exports += 1

    return [upload, decide, export]


def _nothing_missing(said: Said, papers: Case, case: Case) -> None:
    """Whatever was answered with yes is there, and says what was sent."""
    kept = {
        one.evidence.title: one.blob
        for one in EvidenceVersion.objects.filter(case=papers).select_related("evidence", "blob")
    }
    missing = said.documents.keys() - kept.keys()
    assert not missing, f"Uploads that were acknowledged are gone: {missing}"
    for title, data in said.documents.items():
        assert content(kept[title]) == data
    decided = set(PacketDecision.objects.filter(case=case).values_list("reason", flat=True))
    assert said.decisions <= decided, "Decisions that were acknowledged are gone"
    assert Export.objects.count() >= said.exports


def _nothing_half(cast: Cast) -> None:
    """Rows have their contents, work has its entry in the chain and an entry its work, the chain is whole."""
    house = cast.borealis
    for blob in Blob.objects.all():
        assert len(content(blob)) == blob.size
    for packet in Packet.objects.all():
        assert content(packet.document).startswith(b"%PDF")
        with zipfile.ZipFile(io.BytesIO(content(packet.bundle))) as bundle:
            assert bundle.testzip() is None
    for export in Export.objects.select_related("blob"):
        with zipfile.ZipFile(io.BytesIO(content(export.blob))) as bag:
            assert bag.testzip() is None
    told = Counter(AuditEntry.objects.filter(organisation=house).values_list("verb", flat=True))
    assert told["kept document"] == EvidenceVersion.objects.count()
    assert told["exported proof"] == Export.objects.count()
    decisions = Counter(PacketDecision.objects.values_list("approved", flat=True))
    assert (told["approved packet"], told["refused packet"]) == (decisions[True], decisions[False])
    assert verify_chain(house) == []
