"""Document states shown one after the other by one engine, each compared with a fresh run of the same state."""

from __future__ import annotations

import unittest
from typing import Any

from fuzz.compare import differences
from fuzz.host import Host

Files = dict[str, str]
# A state is the document's text, with all other files of the workspace where it has some.
State = str | tuple[str, Files]


def blocks(*texts: str) -> str:
    """A document whose blocks are these."""
    return "\n\n".join(texts) + "\n"


class Shown:
    """What the engine told of the last state. Blocks of prose are left out of `ran` and `starts`."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.status: str = answer["status"]
        self.blocks = [block for block in answer["blocks"] if block["reasonCode"] not in ("prose", "not-evaluated")]
        self.ran: list[bool] = [block["ran"] for block in self.blocks]
        self.starts: list[int] = [block["starts"] for block in self.blocks]
        self.texts = [_text_of(block) for block in self.blocks]
        self.reasons: list[str] = [block["reasonCode"] for block in self.blocks]


def _text_of(block: dict[str, Any]) -> str:
    parts = [one.get("text") or one.get("bundle", {}).get("text/plain", "") for one in block["elements"]]
    return "".join(parts)


class StepsCase(unittest.TestCase):
    """Tests that share one parent of engines."""

    libraries: tuple[str, ...] = ()
    host: Host
    _known: dict[str, dict[str, Any]]

    @classmethod
    def setUpClass(cls) -> None:
        cls.host = Host(cls.libraries, limit_s=30)
        cls.addClassCleanup(cls.host.close)
        cls._known = {}

    def play(self, *states: State, without: str = "") -> tuple[Shown, list[str]]:
        """The last state as it was shown, and how the states differed from fresh runs of them."""
        found: list[str] = []
        answer: dict[str, Any] = {}
        self.host.options = {"rules": frozenset({without})} if without else {}
        with self.host.session() as session:
            for number, state in enumerate(states, 1):
                source, files = (state, {}) if isinstance(state, str) else state
                answer = session.show(source, files)
                found += [f"state {number}, {one}" for one in differences(answer, self._fresh(source, files))]
                if answer["status"] in ("failed", "hung", "crashed"):
                    break
        return Shown(answer), found

    def steps(self, *states: State, ran: list[int] | None = None) -> Shown:
        """Each state shows what a fresh run of it shows. `ran`: the blocks that the last state ran, counted from 1."""
        shown, found = self.play(*states)
        self.assertEqual(found, [])
        if ran is not None:
            self.assertEqual([place for place, one in enumerate(shown.ran, 1) if one], ran, shown.reasons)
        return shown

    def needs(self, rule: str, *states: State, ran: list[int] | None = None) -> Shown:
        """As `steps`; and without that rule what is shown is stale."""
        shown = self.steps(*states, ran=ran)
        _, found = self.play(*states, without=rule)
        self.assertNotEqual(found, [], f"nothing is stale without the rule {rule}")
        return shown

    def _fresh(self, source: str, files: Files) -> dict[str, Any]:
        key = repr((source, files))
        if key not in self._known:
            options, self.host.options = self.host.options, {}
            self._known[key] = self.host.fresh(source, files)
            self.host.options = options
        return self._known[key]
