"""Copies of islands, so that one that was changed in place can be had again without running what made it.

Small ones are copied by `deepcopy` as soon as they are made. Large data is pickled, its buffers out of band into memory
that is mapped privately at each restore, so that what nobody writes to is shared; that is done when a block is about to
change it for the second time. A copy is kept only when its digest says that it is one, and all of them within a budget.
"""

from __future__ import annotations

import copy
import mmap
import os
import pickle
import sys
import warnings
from collections import OrderedDict
from typing import AbstractSet, Any, Callable

from .island import Binding, Island
from .walk import Walk
from .world import World

_SMALL_NODES = 3_000
_SMALL_BYTES = 4 * 1024 * 1024
_LARGE_NODES = 100_000
# A copy in their place would not be what the interpreter uses.
_LIBRARY_OWNED = {id(one) for one in (os.environ, sys.path, sys.argv, sys.modules, sys.meta_path, warnings.filters)}
BUDGET_BYTES = 512 * 1024 * 1024


class Copies:
    """Least recently used ones go first when the budget is spent."""

    def __init__(self, world: World) -> None:
        self._world = world
        # Whether libraries hold any of these objects.
        self.owned: Callable[[AbstractSet[int]], bool] = lambda identities: False
        self._held: OrderedDict[Island, int] = OrderedDict()
        self._bytes = 0
        self.restored = 0

    def keep_small(self, island: Island, names: list[str], walks: dict[str, Walk]) -> None:
        """Called for every island as it is made."""
        if any(walk.opaque or not walk.copyable for walk in walks.values()):
            return
        if sum(walk.nodes for walk in walks.values()) > _SMALL_NODES * len(names):
            return
        values = tuple(island.producer.binds[name].value for name in names)  # type: ignore[union-attr]
        walk = Walk(self._world).add(values)
        if walk.opaque or walk.nodes > _SMALL_NODES or walk.data_bytes > _SMALL_BYTES:
            return
        self._keep(island, names, values, walk, _DeepCopy)

    def keep_large(self, island: Island, names: list[str], bindings: dict[str, Binding]) -> None:
        """Called before a block that is known to change it; the values must still be those of the island."""
        if island.copy is not None or island.opaque:
            return
        values = tuple(bindings[name].value for name in names)
        walk = Walk(self._world).add(values)
        if walk.opaque or not walk.copyable or walk.nodes > _LARGE_NODES:
            return
        self._keep(island, names, values, walk, _PickledCopy)

    def restore(self, island: Island) -> bool:
        """Binds a copy in the place of the island's values; False when there is none."""
        record = island.producer
        if island.copy is None or record is None:
            return False
        names, kept = island.copy
        if any(name not in record.binds or record.binds[name].island is not island for name in names):
            return False
        if self.owned(island.ids):
            return False
        try:
            values = kept.make()
        except Exception:
            return False
        walk = Walk(self._world).add(values)
        fresh = Island(record, frozenset(walk.ids))
        fresh.copy = island.copy
        for name, value in zip(names, values):
            old = record.binds[name]
            record.binds[name] = Binding(value, old.digest, fresh, old.watched, record)
        size = self._held.pop(island, 0)
        self._held[fresh] = size
        self.restored += 1
        return True

    def _keep(self, island: Island, names: list[str], values: tuple[Any, ...], walk: Walk, how: Any) -> None:
        try:
            kept = how(values)
            made = kept.make()
        except Exception:
            return
        if not _LIBRARY_OWNED.isdisjoint(walk.ids):
            return
        check = Walk(self._world).add(made)
        if check.digest() != walk.digest() or not check.ids.isdisjoint(walk.ids):
            return
        island.copy = (names, kept)
        size = kept.size if kept.size is not None else walk.data_bytes + 100 * walk.nodes
        self._held[island] = size
        self._bytes += size
        while self._bytes > BUDGET_BYTES and self._held:
            oldest, dropped = self._held.popitem(last=False)
            oldest.copy = None
            self._bytes -= dropped


class _DeepCopy:
    size: int | None = None

    def __init__(self, values: tuple[Any, ...]) -> None:
        self._values = copy.deepcopy(values)

    def make(self) -> tuple[Any, ...]:
        return copy.deepcopy(self._values)


class _PickledCopy:
    """`size` in bytes. Values come back on pages that are copied only when they are written to."""

    def __init__(self, values: tuple[Any, ...]) -> None:
        buffers: list[pickle.PickleBuffer] = []
        self._head = pickle.dumps(values, protocol=5, buffer_callback=buffers.append)
        self._places: list[tuple[int, int]] = []
        self._file = os.memfd_create("pinlight-copy") if hasattr(os, "memfd_create") else -1
        if self._file < 0:
            raise OSError("no anonymous files here")
        end = 0
        for buffer in buffers:
            view = buffer.raw()
            start = -(-end // mmap.PAGESIZE) * mmap.PAGESIZE
            written = 0
            while written < view.nbytes:
                written += os.pwrite(self._file, view[written:], start + written)
            self._places.append((start, view.nbytes))
            end = start + view.nbytes
        self.size: int | None = end + len(self._head)

    def make(self) -> tuple[Any, ...]:
        buffers = [
            mmap.mmap(self._file, size, flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE, offset=start)
            if size
            else bytearray()
            for start, size in self._places
        ]
        return pickle.loads(self._head, buffers=buffers)  # type: ignore[no-any-return]

    def __del__(self) -> None:
        if getattr(self, "_file", -1) >= 0:
            os.close(self._file)
