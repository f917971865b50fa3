"""What is on file for many questions at once, as known at a moment: a few statements for thousands of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.db import connection

from totalis.payroll.selectors import at_once, index

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from totalis.gate.answering import OnFile
    from totalis.payroll.selectors.behind import Behind
    from totalis.payroll.selectors.index import Spoken
    from totalis.payroll.selectors.leads import Key
    from totalis.webbase.accounts.models import Organisation


def on_file(
    organisation: Organisation, keys: Iterable[Key], known_at: datetime, behind: Behind
) -> Iterator[tuple[Key, OnFile]]:
    """What is known about each key, as it is found. Ask the database nothing until the last has come.

    Args:
        organisation: Whose records.
        keys: Each once.
        known_at: The moment whose knowledge is meant.
        behind: Says what counts, and takes in the cases whose index is of an earlier edition.
    """
    # Tables are read in the order of their keys: what stands together is found together.
    wanted = sorted(keys, key=_worker)
    if not wanted:
        return
    read = at_once.leads if connection.vendor == "postgresql" else index.leads
    loose = []
    for key, found in zip(wanted, read(organisation, wanted, known_at, behind), strict=True):
        if found.linked or not found.workers:
            yield key, found
        else:
            loose.append((key, found))
    if loose:
        concern = _Concern(organisation, loose, known_at)
        for key, found in loose:
            cases = concern.of(found.workers, key.day)
            yield key, msgspec.structs.replace(found, may_concern=cases) if cases else found


def _worker(key: Key) -> str:
    return key.worker


class _Concern:
    """Which cases of workers say anything but `withhold`, for streams that lead to none of them."""

    def __init__(
        self, organisation: Organisation, loose: Sequence[tuple[Key, OnFile]], at: datetime
    ) -> None:
        days = [key.day for key, _found in loose]
        workers = {worker for _key, found in loose for worker in found.workers}
        self._spoken: Mapping[int, Sequence[Spoken]] = index.spoken_of(
            organisation, workers, (min(days), max(days)), at
        )
        cases = {one.case for some in self._spoken.values() for one in some}
        self._cases = index.cases_of(organisation, cases, at)

    def of(self, workers: Iterable[int], day: date) -> tuple[str, ...]:
        """Their references."""
        found = {
            self._cases[one.case]
            for worker in workers
            for one in self._spoken.get(worker, ())
            if one.first <= day <= one.last and one.case in self._cases
        }
        return tuple(sorted(found))
