"""Collections are rare while a crawl runs, and as they were afterwards."""

import gc

from newsarchive.garbage import NEW_OBJECTS, rare_collections


def test_what_is_there_is_not_searched_and_the_threshold_is_high_for_a_while() -> None:
    before = gc.get_threshold(), gc.get_freeze_count()
    with rare_collections():
        assert gc.get_threshold()[0] == NEW_OBJECTS
        assert gc.get_freeze_count() > before[1] + 1000
    assert gc.get_threshold() == before[0]
    assert gc.get_freeze_count() == 0


def test_cycles_made_meanwhile_are_still_found() -> None:
    with rare_collections():
        ring: list[object] = []
        ring.append(ring)
        del ring
        assert gc.collect() >= 1
