"""What audits have found of one document: results that a fresh run does not give, and blocks that differ by themselves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .shown import digest_of

AGAIN: dict[str, Any] = {"again": True}


@dataclass
class Verified:
    """`shown`: block id to (ok, digest) of what viewers see. `unverified`: blocks that ran since it was last seen right.

    `traps`: blocks after whose running this process showed something wrong; a learned dependency of the document.
    """

    shown: dict[str, tuple[bool, str]] = field(default_factory=dict)
    unverified: set[str] = field(default_factory=set)
    kept_some: bool = False
    traps: set[str] = field(default_factory=set)
    volatile: set[str] = field(default_factory=set)
    wrong: bool = False
    _first: dict[str, tuple[bool, str]] | None = None

    def ran(self, executed: set[str], present: set[str], fresh: bool) -> None:
        """A run ended; `fresh`: it was the first of its process, so that nothing of it can be of the past."""
        self.shown = {id: shown for id, shown in self.shown.items() if id in present}
        self.unverified = set() if fresh else self.unverified | executed
        self.kept_some = not fresh
        self._first = None

    def compare(self, collected: dict[str, Any]) -> dict[str, Any]:
        """The verdict on a fresh run; AGAIN when a second one has to tell what differs by itself."""
        found = {block["id"]: (block["ok"], digest_of(block["elements"])) for block in collected["blocks"]}
        wrong = {id for id, shown in self.shown.items() if found.get(id, shown) != shown} - self.volatile
        if not wrong:
            self.unverified.clear()
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
            self.traps |= self.unverified
            self.wrong = True
            report = f"after {', '.join(sorted(self.unverified))} ran, {', '.join(sorted(wrong))} differ from a fresh run"
        self.unverified.clear()
        return {
            "ok": not wrong,
            "differs": sorted(wrong),
            "volatile": sorted(self.volatile & self.shown.keys()),
            "report": report[:9000],
        }
