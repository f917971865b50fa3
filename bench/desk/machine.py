"""What the machine spends: processor time and memory of processes, as Linux tells them."""

from __future__ import annotations

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PARENT, SPENT = 1, slice(11, 15)
"""Places in /proc/…/stat after the name: the parent; own and ended children's time, user and system."""


def family(pid: int) -> list[int]:
    """A process and its children."""
    found = [pid]
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            if int(_stat(path)[PARENT]) == pid:
                found.append(int(path.parent.name))
        except OSError:
            continue
    return found


def processor_seconds(pid: int) -> float:
    """What a process and its children have spent, those that have ended too."""
    own = 0.0
    for member in family(pid):
        try:
            own += sum(map(int, _stat(Path(f"/proc/{member}/stat"))[SPENT])) / TICKS
        except OSError:
            continue
    return own


def megabytes(pid: int) -> list[float]:
    """The resident size of each child, the largest first."""
    sizes = []
    for member in family(pid)[1:]:
        status = Path(f"/proc/{member}/status").read_text(encoding="ascii")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        sizes.append(int(line.split()[1]) / 1024)
    return sorted(sizes, reverse=True)


def _stat(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rpartition(")")[2].split()
