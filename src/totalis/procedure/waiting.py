"""How long to wait for an answer before anybody asks again, and for the mail after that.

The window is 90 business days, or what the current instruction says. Asking earlier is blocked, asking twice in one
window too: one owner, one message.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

import holidays
import msgspec

from totalis.kernel.dates import day_words
from totalis.lawbook.model import Source
from totalis.procedure.casefile import CaseFile, Lodgement, Value
from totalis.procedure.reader import read_data
from totalis.procedure.sources import cite, rests_on_weak

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SATURDAY = 5
MOST_BUSINESS_DAYS = 1000


class WaitEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A window as `waiting.yaml` has it."""

    says: str
    source: tuple[str, ...]
    business_days: int = 0
    days: int = 0
    label: str = ""


class WaitBook(msgspec.Struct, frozen=True, kw_only=True):
    """The file `waiting.yaml`."""

    follow_up: WaitEntry
    mail: WaitEntry
    business_day: WaitEntry
    completed_label: WaitEntry


class Instruction(Value, frozen=True, kw_only=True):
    """The window that holds for a request: the standing one, or the one somebody read on a day."""

    business_days: int
    source: str = ""
    """Where the current instruction stands; empty for the standing one."""
    read_on: date | None = None

    def says(self) -> str:
        """The window and where it comes from."""
        if not self.source:
            weak = rests_on_weak(wait_book().follow_up.source)
            standing = "standing rule, confirmed by no page of SSA" if weak else "standing rule"
            return f"{self.business_days} business days ({standing})"
        read = f", read on {day_words(self.read_on)}" if self.read_on else ""
        return f"{self.business_days} business days (current instruction: {self.source}{read})"


class Window(Value, frozen=True, kw_only=True):
    """The waiting window of a request that was sent."""

    lodged_on: date
    instruction: Instruction
    earliest: date
    """The first day on which a follow-up is in order."""
    sources: tuple[Source, ...]


@cache
def wait_book() -> WaitBook:
    """The windows.

    Raises:
        LawError: the file does not read.
    """
    return read_data("waiting", WaitBook)


def standing_instruction() -> Instruction:
    """The window that holds where no current instruction says otherwise."""
    return Instruction(business_days=wait_book().follow_up.business_days)


def instruction_from(written: Mapping[str, object] | None) -> Instruction:
    """The instruction that a request keeps (`business_days`, `source`, `read_on`), else the standing one."""
    days = (written or {}).get("business_days")
    if not isinstance(days, int) or isinstance(days, bool) or not 0 < days <= MOST_BUSINESS_DAYS:
        return standing_instruction()
    read_on = str((written or {}).get("read_on") or "")
    return Instruction(
        business_days=days,
        source=str((written or {}).get("source") or ""),
        read_on=date.fromisoformat(read_on) if read_on else None,
    )


@cache
def federal_holidays(year: int) -> frozenset[date]:
    """The federal holidays of the United States that are observed in a year."""
    found = holidays.country_holidays("US", years=year)
    return frozenset(day for day in found if day.year == year)


def is_business_day(day: date) -> bool:
    """Monday to Friday, and no federal holiday."""
    return day.weekday() < SATURDAY and day not in federal_holidays(day.year)


def business_days_after(day: date) -> Iterator[date]:
    """Every business day after a day, one after the other."""
    while True:
        day += timedelta(days=1)
        if is_business_day(day):
            yield day


def earliest_follow_up(lodged_on: date, instruction: Instruction | None = None) -> date:
    """The first day on which a follow-up is in order: the business day after the window has passed.

    The day of sending does not count.
    """
    window = (instruction or standing_instruction()).business_days
    following = business_days_after(lodged_on)
    for _ in range(window):
        next(following)
    return next(following)


def mail_expected_by(completed_on: date) -> date:
    """The last day on which the mail may still bring a certificate that the channel calls completed."""
    return completed_on + timedelta(days=wait_book().mail.days)


def window_of(case: CaseFile, instruction: Instruction | None = None) -> Window | None:
    """The waiting window of the newest sending; None where nothing was sent.

    Without an instruction given it is the one that the request keeps, else the standing one.
    """
    sent = last_lodgement(case)
    if sent is None:
        return None
    asked = case.request
    held = instruction or instruction_from(asked.waiting if asked is not None else None)
    lodged_on = sent.at.date()
    keys = (*wait_book().follow_up.source, *wait_book().business_day.source)
    return Window(
        lodged_on=lodged_on,
        instruction=held,
        earliest=earliest_follow_up(lodged_on, held),
        sources=cite(keys),
    )


def last_lodgement(case: CaseFile) -> Lodgement | None:
    """The newest sending of the case."""
    return max(case.lodgements, key=lambda sent: sent.at, default=None)


def completed_on(case: CaseFile) -> date | None:
    """The first day on which the channel called the newest sending completed."""
    sent = last_lodgement(case)
    label = wait_book().completed_label.label.casefold()
    days = [
        check.at.date()
        for check in case.checks
        if sent and check.at >= sent.at and check.label.strip().casefold() == label
    ]
    return min(days, default=None)


def may_follow_up(
    case: CaseFile, on: date, instruction: Instruction | None = None
) -> tuple[bool, str, date | None]:
    """Whether somebody may ask what became of the request, why, and the first day on which it is in order.

    The window begins anew with every message to the agency: one owner, one message. After Completed
    the window of the mail holds instead.
    """
    window = window_of(case, instruction)
    if window is None:
        return False, "Nothing was sent yet.", None
    done = completed_on(case)
    if done is not None:
        return _after_completed(case, on, done)
    asked = _asked_after(case, window.lodged_on)
    if asked is not None and asked >= window.earliest:
        earliest = earliest_follow_up(asked, window.instruction)
        why = f"{case.owner.name} owns the case; a follow-up went out on {day_words(asked)}"
        return _answer(on, earliest, f"{why}. A second one waits {window.instruction.says()}.")
    why = f"Sent on {day_words(window.lodged_on)}; wait {window.instruction.says()}."
    return _answer(on, window.earliest, why)


def _after_completed(case: CaseFile, on: date, done: date) -> tuple[bool, str, date | None]:
    by = mail_expected_by(done)
    asked = _asked_after(case, done)
    why = f"The channel says Completed since {day_words(done)}; the mail may take until {day_words(by)}."
    if asked is None or asked <= by:
        return _answer(on, by + timedelta(days=1), why)
    again = mail_expected_by(asked) + timedelta(days=1)
    return _answer(on, again, f"{why} A message about it went out on {day_words(asked)}.")


def _answer(on: date, earliest: date, why: str) -> tuple[bool, str, date | None]:
    if on >= earliest:
        return True, f"{why} A follow-up is in order since {day_words(earliest)}.", earliest
    return False, f"{why} Not before {day_words(earliest)}.", earliest


def _asked_after(case: CaseFile, day: date) -> date | None:
    """The newest day after a day on which somebody wrote to or called the agency."""
    days = [
        item.at.date()
        for item in case.communications
        if item.direction == "out" and item.at.date() > day
    ]
    return max(days, default=None)
