"""The payroll question and its answer as plain values, the same in Python, on the command line, over HTTP and kept."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from totalis.gate.words import Word

# `gc=False`: these values hold texts, days and one another, never a circle; hundreds of thousands of them in one call
# would else have the collector look through all of them again and again.


class Question(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What payroll asks: one worker, one stream of earnings, one day, and one charge or all of them.

    `worker` is the staff number, `stream` the earning stream as payroll names it, `charge` a key, label or category of
    the catalogue of charges of the country that would exempt; empty is the stream as a whole.
    """

    worker: str
    stream: str
    day: date
    charge: str = ""


class Approval(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Who stands behind an exemption: who accepted the certificate, and who told payroll to rely on it."""

    accepted_by: str
    accepted_at: datetime
    released_by: str
    released_at: datetime


class Proof(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one case says to payroll for one day, as the index of the case desk holds it.

    `certificate` and `match` are the numbers of their records, empty where there is none.
    """

    case: str
    word: Word
    reason: str
    changed: bool = False
    certificate: str = ""
    certificate_number: str = ""
    issuer: str = ""
    match: str = ""
    approval: Approval | None = None
    valid_until: date | None = None
    covered_by: str = ""
    exempt_in: str = ""


class Charges(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Which charges of a country a certificate reaches, by their keys in its catalogue.

    `falls_away` are not reached by it and end by the country's own law; `unclear` are those that no source places.
    For both a person decides: the gate says `hold`.
    """

    country: str
    reached: tuple[str, ...] = ()
    falls_away: tuple[str, ...] = ()
    not_reached: tuple[str, ...] = ()
    unclear: tuple[str, ...] = ()


class GateAnswer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What payroll does, why, and on which proof.

    `exempt` names certificate, match and approval, always. `charges` is there where the word is `exempt`, and where
    it is not because of the charge alone. `valid_until` is the last day of the exemption, None where none is known.
    `known_at` is the moment whose knowledge the answer is.
    """

    question: Question
    word: Word
    reason: str
    known_at: datetime
    changed: bool = False
    case: str = ""
    certificate: str = ""
    certificate_number: str = ""
    issuer: str = ""
    match: str = ""
    approval: Approval | None = None
    covered_by: str = ""
    exempt_in: str = ""
    charges: Charges | None = None
    valid_until: date | None = None
