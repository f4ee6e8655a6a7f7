"""Which block of a new text is which block of the old one, so that scroll, links and history stay with it.

Matched by content first, wherever a block moved to, then by position and similarity. All of it is deterministic: the
same document from nothing gets the same ids everywhere.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from typing import Sequence

from .block_text import short_hash

# Comparing two texts takes quadratic time: long ones are judged by their beginning, and many by position alone.
_COMPARED_CHARS = 2000
_MAX_PAIRS = 2500
_SIMILAR_IN_PLACE = 0.4
_SIMILAR_ANYWHERE = 0.6


def assign_ids(old: Sequence[tuple[str, str]], new: Sequence[str]) -> list[str]:
    """The ids of the blocks whose texts are `new`; `old` holds (id, text) of the blocks before, in order."""
    match = _match([text for _, text in old], list(new))
    used = {old[index][0] for index in match.values()}
    ids: list[str] = []
    seen: dict[str, int] = defaultdict(int)
    for position, text in enumerate(new):
        base = short_hash(text, 10)
        seen[base] += 1
        if position in match:
            ids.append(old[match[position]][0])
            continue
        number = seen[base]
        while f"{base}-{number}" in used:
            number += 1
        used.add(f"{base}-{number}")
        ids.append(f"{base}-{number}")
    return ids


def _match(old: list[str], new: list[str]) -> dict[int, int]:
    """For each new position its old one, where there is one."""
    match: dict[int, int] = {}
    start = 0
    while start < min(len(old), len(new)) and old[start] == new[start]:
        match[start] = start
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end] == new[-1 - end]:
        match[len(new) - 1 - end] = len(old) - 1 - end
        end += 1
    old_left = list(range(start, len(old) - end))
    new_left = list(range(start, len(new) - end))
    _match_in_order(old, new, old_left, new_left, match)
    _match_moved(old, new, match)
    _match_in_gaps(old, new, match)
    _match_similar(old, new, match, _free_old(old, match), _free_new(new, match), _SIMILAR_ANYWHERE)
    return match


def _free_old(old: list[str], match: dict[int, int]) -> list[int]:
    taken = set(match.values())
    return [index for index in range(len(old)) if index not in taken]


def _free_new(new: list[str], match: dict[int, int]) -> list[int]:
    return [index for index in range(len(new)) if index not in match]


def _match_in_order(
    old: list[str], new: list[str], old_left: list[int], new_left: list[int], match: dict[int, int]
) -> None:
    """Equal texts that kept their order."""
    matcher = difflib.SequenceMatcher(None, [old[i] for i in old_left], [new[i] for i in new_left], autojunk=False)
    for a, b, size in matcher.get_matching_blocks():
        for step in range(size):
            match[new_left[b + step]] = old_left[a + step]


def _match_moved(old: list[str], new: list[str], match: dict[int, int]) -> None:
    """Equal texts that changed places."""
    places: dict[str, list[int]] = defaultdict(list)
    for index in _free_old(old, match):
        places[old[index]].append(index)
    for index in _free_new(new, match):
        if places[new[index]]:
            match[index] = places[new[index]].pop(0)


def _match_in_gaps(old: list[str], new: list[str], match: dict[int, int]) -> None:
    """Between two neighbours that stayed: by similarity, and what is left over of both in equal number by place."""
    free_old = set(_free_old(old, match))
    gap: list[int] = []
    before = -1
    for index in range(len(new) + 1):
        if index < len(new) and index not in match:
            gap.append(index)
            continue
        after = match[index] if index < len(new) else len(old)
        if gap:
            inside = [place for place in range(before + 1, after) if place in free_old]
            _match_similar(old, new, match, inside, gap, _SIMILAR_IN_PLACE)
            rest_old = [place for place in inside if place not in match.values()]
            rest_new = [place for place in gap if place not in match]
            if len(rest_old) == len(rest_new):
                pairs = zip(rest_new, rest_old)
                match.update((b, a) for b, a in pairs if _is_prose(new[b]) == _is_prose(old[a]))
            gap = []
        before = after


def _is_prose(text: str) -> bool:
    """Comments alone: code that was commented out is another block, or it would go on showing its last result."""
    return all(line.startswith("#") or not line.strip() for line in text.splitlines())


def _match_similar(
    old: list[str], new: list[str], match: dict[int, int], old_left: list[int], new_left: list[int], least: float
) -> None:
    if len(old_left) * len(new_left) > _MAX_PAIRS:
        return
    ranked = []
    prose = {a: _is_prose(old[a]) for a in old_left}
    for a in old_left:
        matcher = difflib.SequenceMatcher(None, "", old[a][:_COMPARED_CHARS], autojunk=False)
        for b in new_left:
            if prose[a] != _is_prose(new[b]):
                continue
            matcher.set_seq1(new[b][:_COMPARED_CHARS])
            if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
                ratio = matcher.ratio()
                if ratio >= least:
                    ranked.append((-ratio, abs(a - b), a, b))
    taken: set[int] = set()
    for _, _, a, b in sorted(ranked):
        if a not in taken and b not in match:
            match[b] = a
            taken.add(a)
