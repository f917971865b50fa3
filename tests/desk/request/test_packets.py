"""Packets: when one is refused, that one stays the same, what it holds."""

from __future__ import annotations

import pytest

from tests.desk.request import walk


def test_try(cast):
    from totalis.casework.selectors.readiness import readiness_of
    from totalis.casework.selectors.casefile import case_file
    from tests.desk.cast import NOW

    case = walk.ready(cast)
    r = readiness_of(case, case_file(case), NOW.date())
    for p in r.problems:
        print("PROBLEM", p)
    for c in r.checks:
        print(c.severity, c.key, c.place, c.says)
    packet = walk.built(cast, case)
    print(packet.digest)
    walk.approve(cast, packet)
