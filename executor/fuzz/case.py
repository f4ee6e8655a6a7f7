"""A sequence of document states that ends in a stale one: kept as JSON, played again, made smaller."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field, replace
from typing import Any

from .compare import differences
from .generator import Block, State
from .host import Host
from .play import is_flaky

VERSION = 1


@dataclass(frozen=True)
class Case:
    """`found`: the differences of the last state, as they were when the case was kept."""

    states: tuple[State, ...]
    libraries: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    origin: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        states = []
        for state in self.states:
            blocks = [[block.uid, block.text] for block in state.blocks]
            states.append({"blocks": blocks, "files": state.files, "cells": state.cells})
        return {
            "version": VERSION, "python": sys.version.split()[0], "libraries": list(self.libraries),
            "origin": self.origin, "found": list(self.found), "states": states,
        }


def read_case(path: str) -> Case:
    """Raises OSError, and ValueError for a file that is no case."""
    with open(path, encoding="utf-8") as file:
        data = json.load(file)
    if not isinstance(data, dict) or data.get("version") != VERSION:
        raise ValueError(f"{path} is no case of version {VERSION}")
    states = tuple(
        State(tuple(Block(uid, text) for uid, text in one["blocks"]), one["files"], one["cells"])
        for one in data["states"]
    )
    return Case(states, tuple(data["libraries"]), tuple(data["found"]), data["origin"])


def write_case(case: Case, path: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        json.dump(case.to_json(), file, indent=1, ensure_ascii=False)
        file.write("\n")


def replay(host: Host, case: Case) -> list[str]:
    """The differences of the case's last state from a fresh run; empty when it is not stale (any more)."""
    with host.session() as session:
        for state in case.states:
            shown = session.show(state.source, state.files)
            if shown["status"] in ("hung", "crashed") and state is not case.states[-1]:
                return []
    last = case.states[-1]
    fresh = host.fresh(last.source, last.files)
    if fresh["status"] in ("hung", "crashed"):
        return []
    return differences(shown, fresh)


def still_stale(host: Host, case: Case) -> bool:
    """As `replay`, and not because the program itself shows something else each time."""
    if not replay(host, case):
        return False
    last = case.states[-1]
    return not is_flaky(host, last, host.fresh(last.source, last.files))


def with_found(host: Host, case: Case) -> Case:
    return replace(case, found=tuple(replay(host, case)))
