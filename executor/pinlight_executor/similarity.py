"""How alike texts are: by characters where there are few to compare, by words where there are many."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Callable, Iterable, Iterator, Sequence

# Comparing two texts by characters takes quadratic time: only few are, and long ones by their beginning.
_COMPARED_CHARS = 2000
_MAX_WORK = 2_000_000
_MAX_CHARS_OF_WORDS = 20_000
_WORD = re.compile(r"\w+|[^\w\s]+")
# A word that is nearly everywhere tells nothing.
_RARE = 8
_CANDIDATES = 4


# (how alike, place in the old texts, place in the new ones); 1 is equal.
Similar = Iterator[tuple[float, int, int]]
Measure = Callable[[Sequence[str], Sequence[str], float], Similar]


def measures(old: Sequence[str], new: Sequence[str]) -> list[Measure]:
    """How to compare so many old texts with so many new ones: the texts that one measure leaves are for the next."""
    work = sum(min(len(text), _COMPARED_CHARS) for text in old) * sum(min(len(text), _COMPARED_CHARS) for text in new)
    return [_by_characters] if work <= _MAX_WORK else [_by_lines, _by_words]


def _by_characters(old: Sequence[str], new: Sequence[str], least: float) -> Similar:
    for a, before in enumerate(old):
        matcher = SequenceMatcher(None, "", before[:_COMPARED_CHARS], autojunk=False)
        for b, after in enumerate(new):
            matcher.set_seq1(after[:_COMPARED_CHARS])
            if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
                ratio = matcher.ratio()
                if ratio >= least:
                    yield ratio, a, b


def _by_lines(old: Sequence[str], new: Sequence[str], least: float) -> Similar:
    return _by_features(old, new, least, lambda text: set(text[:_COMPARED_CHARS].split("\n")))


def _by_words(old: Sequence[str], new: Sequence[str], least: float) -> Similar:
    if sum(map(len, old)) + sum(map(len, new)) <= _MAX_CHARS_OF_WORDS:
        return _by_features(old, new, least, lambda text: set(_WORD.findall(text)))
    return _by_features(old, new, least, lambda text: set(text[:_COMPARED_CHARS].split()))


def _by_features(
    old: Sequence[str], new: Sequence[str], least: float, features: Callable[[str], set[str]]
) -> Similar:
    """Only texts that share a feature which few others have."""
    old_features = [features(text) for text in old]
    holders: dict[str, list[int]] = {}
    for a, mine in enumerate(old_features):
        for one in mine:
            if one in holders:
                holders[one].append(a)
            else:
                holders[one] = [a]
    rare = {one: places for one, places in holders.items() if len(places) <= _RARE}
    for b, text in enumerate(new):
        mine = features(text)
        shared: dict[int, int] = {}
        for one in rare.keys() & mine:
            for a in rare[one]:
                shared[a] = shared.get(a, 0) + 1
        best: Iterable[int] = shared
        if len(shared) > _CANDIDATES:
            best = sorted(shared, key=lambda a: (-shared[a], abs(a - b), a))[:_CANDIDATES]
        for a in best:
            alike = 2 * len(mine & old_features[a]) / (len(mine) + len(old_features[a]))
            if alike >= least:
                yield alike, a, b
