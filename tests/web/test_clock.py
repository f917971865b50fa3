"""The one clock, and that a test can stop it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from threading import Thread

import pytest

from totalis.webbase import clock


def test_the_clock_knows_its_time_zone_and_goes_on():
    assert clock.now().tzinfo is UTC
    assert clock.now() <= clock.now()


def test_a_stopped_clock_shows_the_moment_in_utc_and_then_goes_on():
    late_in_new_york = datetime(2026, 12, 31, 22, 0, tzinfo=timezone(timedelta(hours=-5)))
    with clock.stopped_at(late_in_new_york):
        assert clock.now() == datetime(2027, 1, 1, 3, 0, tzinfo=UTC)
        assert clock.today() == date(2027, 1, 1)
    assert clock.now() != late_in_new_york


def test_other_threads_see_the_stopped_clock():
    seen = []
    with clock.stopped_at(datetime(2026, 1, 1, tzinfo=UTC)):
        thread = Thread(target=lambda: seen.append(clock.today()))
        thread.start()
        thread.join()
    assert seen == [date(2026, 1, 1)]


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="has none"), clock.stopped_at(datetime(2026, 1, 1)):  # noqa: DTZ001 - the fault under test
        pass
