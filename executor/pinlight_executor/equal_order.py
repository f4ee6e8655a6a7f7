"""Equal texts of two lists that stand in the same order in both."""

from __future__ import annotations

from bisect import bisect_left
from typing import Sequence


def equal_in_order(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Pairs of places (old, new), rising in both.

    First as many as can be of texts that are in each list once, then what is equal next to those.
    """
    once = _in_both_once(old, new)
    pairs = _longest_rising(once)
    found: list[tuple[int, int]] = []
    before = (-1, -1)
    for a, b in [*pairs, (len(old), len(new))]:
        # Repeated texts stay with their neighbours: those after the pair before, then those before this pair.
        low, high = (before[0] + 1, before[1] + 1), (a, b)
        while low[0] < a and low[1] < b and old[low[0]] == new[low[1]]:
            found.append(low)
            low = (low[0] + 1, low[1] + 1)
        tail: list[tuple[int, int]] = []
        while high[0] > low[0] and high[1] > low[1] and old[high[0] - 1] == new[high[1] - 1]:
            high = (high[0] - 1, high[1] - 1)
            tail.append(high)
        found += reversed(tail)
        if a < len(old):
            found.append((a, b))
        before = (a, b)
    return found


def _in_both_once(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """In the order of `new`."""
    old_place, new_place = _single_places(old), _single_places(new)
    both = ((old_place.get(text, -1), place) for text, place in new_place.items())
    return [(old, new) for old, new in both if old >= 0 and new >= 0]


def _single_places(texts: Sequence[str]) -> dict[str, int]:
    """Place by text, -1 for a text that is there more than once."""
    places: dict[str, int] = {}
    for place, text in enumerate(texts):
        places[text] = -1 if text in places else place
    return places


def _longest_rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """As many of the pairs as rise in their first number too."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for index, (old, _) in enumerate(pairs):
        length = bisect_left(ends, old)
        before.append(last[length - 1] if length else -1)
        ends[length : length + 1] = [old]
        last[length : length + 1] = [index]
    found = []
    index = last[-1] if last else -1
    while index >= 0:
        found.append(pairs[index])
        index = before[index]
    return found[::-1]
