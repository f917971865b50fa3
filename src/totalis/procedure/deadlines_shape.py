"""A date of a case as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """A date of a case.

    `uid` stays the same when the day moves, so that a calendar moves its entry; `right` is the right that acting on
    it takes; `must` marks what stays due when it is past; `source` are keys of the procedure's sources.
    """

    uid: str
    kind: str
    """election, limit, filing, follow_up, mail, delivery, return, expiry, extension_window, extension_latest, retention"""
    day: date
    says: str
    right: str
    must: bool = False
    source: tuple[str, ...] = ()
