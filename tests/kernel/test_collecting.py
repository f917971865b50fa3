"""The search for circles is off inside the block, and afterwards as it was, whatever happens and however blocks overlap."""

from __future__ import annotations

import gc
from threading import Barrier, Thread

import pytest

from totalis.kernel.collecting import no_search_for_circles


@pytest.mark.parametrize("before", [True, False])
def test_afterwards_it_is_as_it_was(before):
    was = gc.isenabled()
    (gc.enable if before else gc.disable)()
    try:
        with pytest.raises(ZeroDivisionError):
            fails_in_two_blocks()
        assert gc.isenabled() is before
    finally:
        (gc.enable if was else gc.disable)()


def fails_in_two_blocks():
    with no_search_for_circles():
        with no_search_for_circles():
            assert not gc.isenabled()
        assert not gc.isenabled()
        raise ZeroDivisionError


def test_the_last_of_several_threads_turns_it_on():
    assert gc.isenabled()
    both_in, first_out = Barrier(2, timeout=10), Barrier(2, timeout=10)
    seen = []

    def longer():
        with no_search_for_circles():
            both_in.wait()
            first_out.wait()
            seen.append(gc.isenabled())

    thread = Thread(target=longer)
    thread.start()
    with no_search_for_circles():
        both_in.wait()
    first_out.wait()
    thread.join()
    assert seen == [False]
    assert gc.isenabled()
