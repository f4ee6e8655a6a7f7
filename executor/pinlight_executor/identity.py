"""Which block of a new text is which block of the old one, so that scroll, links and history stay with it.

Matched by content first, wherever a block moved to, then by position and similarity. All of it is deterministic: the
same document from nothing gets the same ids everywhere.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Sequence

from .block_text import short_hash
from .equal_order import equal_in_order
from .similarity import Measure, measures

_SIMILAR_IN_PLACE = 0.4
_SIMILAR_ANYWHERE = 0.6


def assign_ids(old: Sequence[tuple[str, str]], new: Sequence[str]) -> list[str]:
    """The ids of the blocks whose texts are `new`; `old` holds (id, text) of the blocks before, in order."""
    places = _places([text for _, text in old], list(new))
    used = {old[place][0] for place in places if place is not None}
    ids: list[str] = []
    seen: dict[str, int] = defaultdict(int)
    for text, place in zip(new, places):
        seen[text] += 1
        if place is not None:
            ids.append(old[place][0])
            continue
        base, number = short_hash(text, 10), seen[text]
        while f"{base}-{number}" in used:
            number += 1
        ids.append(f"{base}-{number}")
        used.add(ids[-1])
    return ids


def _places(old: list[str], new: list[str]) -> list[int | None]:
    """For each new block the old one's place, None where there is none."""
    if old == new:
        return [*range(len(new))]
    least = min(len(old), len(new))
    start = next((place for place in range(least) if old[place] != new[place]), least)
    end = next((step for step in range(least - start) if old[-1 - step] != new[-1 - step]), least - start)
    between = _Matcher(old[start : len(old) - end], new[start : len(new) - end]).places()
    middle = [None if place is None else place + start for place in between]
    return [*range(start), *middle, *range(len(old) - end, len(old))]


class _Matcher:
    """Matches what two documents are between the blocks that they begin and end with alike."""

    def __init__(self, old: list[str], new: list[str]) -> None:
        self._old, self._new = old, new
        self._places: list[int | None] = [None] * len(new)
        self._taken: set[int] = set()

    def places(self) -> list[int | None]:
        if self._old and self._new:
            for old, new in equal_in_order(self._old, self._new):
                self._take(old, new)
            self._match_moved()
            for inside, gap in self._gaps():
                self._match_gap(inside, gap)
            self._match_similar(self._free_old(), self._free_new(), _SIMILAR_ANYWHERE)
        return self._places

    def _take(self, old: int, new: int) -> None:
        self._places[new] = old
        self._taken.add(old)

    def _free_old(self) -> list[int]:
        return [place for place in range(len(self._old)) if place not in self._taken]

    def _free_new(self) -> list[int]:
        return [index for index, place in enumerate(self._places) if place is None]

    def _match_moved(self) -> None:
        """Equal texts that changed places."""
        places: dict[str, list[int]] = {}
        for place in reversed(self._free_old()):
            places.setdefault(self._old[place], []).append(place)
        for index in self._free_new():
            if places.get(self._new[index]):
                self._take(places[self._new[index]].pop(), index)

    def _gaps(self) -> list[tuple[list[int], list[int]]]:
        """Old and new blocks without a partner, by the two neighbours with one that they stand between."""
        gaps: list[tuple[list[int], list[int]]] = []
        gap: list[int] = []
        before = -1
        for index, after in enumerate([*self._places, len(self._old)]):
            if after is None:
                gap.append(index)
                continue
            inside = [place for place in range(before + 1, after) if place not in self._taken] if gap else []
            if inside:
                gaps.append((inside, gap))
            gap, before = [], after
        return gaps

    def _match_gap(self, old: list[int], new: list[int]) -> None:
        """By similarity, and what is left over of both in equal number by place."""
        if len(old) > 1 or len(new) > 1:
            self._match_similar(old, new, _SIMILAR_IN_PLACE)
        rest_old = [place for place in old if place not in self._taken]
        rest_new = [index for index in new if self._places[index] is None]
        if len(rest_old) == len(rest_new):
            for place, index in zip(rest_old, rest_new):
                if is_prose(self._old[place]) == is_prose(self._new[index]):
                    self._take(place, index)

    def _match_similar(self, old: list[int], new: list[int], least: float) -> None:
        if not old or not new:
            return
        kinds: dict[bool, tuple[list[int], list[int]]] = {False: ([], []), True: ([], [])}
        for place in old:
            kinds[is_prose(self._old[place])][0].append(place)
        for index in new:
            kinds[is_prose(self._new[index])][1].append(index)
        for some_old, some_new in kinds.values():
            texts = [self._old[place] for place in some_old], [self._new[index] for index in some_new]
            for measure in measures(*texts):
                self._match_by(measure, some_old, some_new, least)

    def _match_by(self, measure: Measure, old: list[int], new: list[int], least: float) -> None:
        """The most alike first, and of those the nearest."""
        old = [place for place in old if place not in self._taken]
        new = [index for index in new if self._places[index] is None]
        found = measure([self._old[place] for place in old], [self._new[index] for index in new], least)
        for _, _, place, index in sorted((-alike, abs(old[a] - new[b]), old[a], new[b]) for alike, a, b in found):
            if place not in self._taken and self._places[index] is None:
                self._take(place, index)


def is_prose(text: str) -> bool:
    """Comments alone: code that was commented out is another block, or it would go on showing its last result."""
    if text[:1] not in "# \t\n\r\f\v":
        return False
    return all(line.startswith("#") or not line.strip() for line in text.splitlines())
