"""Islands of the heap: values that can see each other's changes, as they were at one point of the document."""

from __future__ import annotations

import itertools
import weakref
from typing import TYPE_CHECKING, Any, Iterable

if TYPE_CHECKING:
    from .record import Record

_numbers = itertools.count(1)


class Binding:
    """What a name is bound to at one point of the document.

    `digest` is equal for equal contents; `island` is None for what cannot be changed in place; `watched` tells that
    functions or classes are reachable from it, which count as unchangeable until they are seen to change.
    """

    __slots__ = ("value", "digest", "island", "watched", "writer")

    def __init__(
        self, value: Any, digest: bytes, island: Island | None, watched: bool = False, writer: Record | None = None
    ) -> None:
        self.value, self.digest, self.island, self.watched, self.writer = value, digest, island, watched, writer


class _Family:
    """All versions of islands that ever shared an object: a change of one makes the others invalid."""

    __slots__ = ("members",)

    def __init__(self, first: Island) -> None:
        self.members = [weakref.ref(first)]


class Island:
    """One version of one island. `valid`: its objects still are as they were when `producer` had run."""

    __slots__ = ("number", "valid", "producer", "family", "ids", "opaque", "copy", "__weakref__")

    def __init__(self, producer: Record | None, ids: frozenset[int] = frozenset(), opaque: bool = False) -> None:
        self.number = next(_numbers)
        self.valid = True
        self.producer, self.ids, self.opaque = producer, ids, opaque
        self.copy: Any = None
        self.family = _Family(self)

    def join(self, other: Island) -> None:
        """The two have an object in common."""
        mine, theirs = self.family, other.family
        if mine is theirs:
            return
        for reference in theirs.members:
            member = reference()
            if member is not None:
                member.family = mine
                mine.members.append(reference)

    def invalidate(self, ids: Iterable[int], keep: Iterable[Island] = ()) -> None:
        """Objects with these ids were changed in place: every version that holds one of them is of the past."""
        kept = set(keep)
        alive = []
        for reference in self.family.members:
            member = reference()
            if member is None:
                continue
            alive.append(reference)
            if member.valid and member not in kept and not member.ids.isdisjoint(ids):
                member.valid = False
        self.family.members = alive
