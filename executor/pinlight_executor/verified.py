"""What audits have found of one document: results that a fresh run does not give, and blocks that differ by themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Iterable

from .shown import digest_of

AGAIN: dict[str, Any] = {"again": True}
# Stands among the traps, where no id is like it: after taking a block out or moving it, something wrong was shown.
REARRANGED = "%rearranged"


@dataclass
class Verified:
    """`shown`: block id to (ok, digest) of what viewers see. `unverified`: blocks that ran since it was last seen right.

    Taking out or moving blocks may need no block to run, and still be wrong: `rearranged`, since then too.
    `traps`: blocks after whose running this process showed something wrong; a learned dependency of the document.
    """

    shown: dict[str, tuple[bool, str]] = field(default_factory=dict)
    unverified: set[str] = field(default_factory=set)
    rearranged: bool = False
    kept_some: bool = False
    traps: set[str] = field(default_factory=set)
    volatile: set[str] = field(default_factory=set)
    wrong: bool = False
    _order: list[str] = field(default_factory=list)
    _first: dict[str, tuple[bool, str]] | None = None

    @property
    def due(self) -> bool:
        """Whether what is shown is other than what was last seen right, so that it may be wrong."""
        return bool(self.unverified) or self.rearranged

    def is_trap(self, expected: Iterable[str], order: list[str]) -> bool:
        """Whether running these blocks, or bringing the document into this order, has been wrong before."""
        return not self.traps.isdisjoint(expected) or (REARRANGED in self.traps and self._rearranges(order))

    def ran(self, executed: set[str], order: list[str], fresh: bool) -> None:
        """A run ended; `fresh`: it was the first of its process, so that nothing of it can be of the past."""
        self.rearranged = not fresh and (self.rearranged or self._rearranges(order))
        self._order = order
        present = set(order)
        self.shown = {id: shown for id, shown in self.shown.items() if id in present}
        self.unverified = set() if fresh else self.unverified | executed
        self.kept_some = not fresh
        self._first = None

    def compare(self, collected: dict[str, Any]) -> dict[str, Any]:
        """The verdict on a fresh run; AGAIN when a second one has to tell what differs by itself."""
        found = {block["id"]: (block["ok"], digest_of(block["elements"])) for block in collected["blocks"]}
        wrong = {id for id, shown in self.shown.items() if found.get(id, shown) != shown} - self.volatile
        if not wrong:
            self._seen()
            return {"ok": True, "differs": [], "volatile": sorted(self.volatile & self.shown.keys()), "report": ""}
        if self._first is None:
            self._first = found
            return AGAIN
        unstable = {id for id in wrong if self._first.get(id) != found.get(id)}
        self._first = None
        self.volatile |= unstable
        wrong -= unstable
        report = ""
        if wrong:
            self.traps |= self.unverified | ({REARRANGED} if self.rearranged else set())
            self.wrong = True
            what = f"{', '.join(sorted(self.unverified))} ran" if self.unverified else "blocks were taken out or moved"
            report = f"after {what}, {', '.join(sorted(wrong))} differ from a fresh run"
        self._seen()
        return {
            "ok": not wrong,
            "differs": sorted(wrong),
            "volatile": sorted(self.volatile & self.shown.keys()),
            "report": report[:9000],
        }

    def _rearranges(self, order: list[str]) -> bool:
        """Blocks that were there are gone, or stand in another order; new ones between them run anyway."""
        known = set(self._order)
        return self._order != [id for id in order if id in known]

    def _seen(self) -> None:
        self.unverified.clear()
        self.rearranged = False
