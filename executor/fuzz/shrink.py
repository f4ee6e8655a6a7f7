"""Makes a stale case small: fewer states, fewer blocks, fewer statements, fewer files, as long as it stays stale."""

from __future__ import annotations

import ast
import time
from dataclasses import replace
from typing import Callable, Iterable, Iterator

from .case import Case, still_stale
from .generator import Block, State
from .host import Host

Test = Callable[[Case], bool]


def shrink(host: Host, case: Case, seconds: float = 30.0) -> Case:
    """The smallest that was found in that time; the case itself when it does not repeat."""
    until = time.monotonic() + seconds
    # A smaller case may hang where the whole one did not, and is not worth waiting for.
    limit, host.limit_s = host.limit_s, min(host.limit_s, 3.0)
    try:
        if not still_stale(host, case):
            return case
        while time.monotonic() < until:
            smaller = _once(host, case, until)
            if smaller == case:
                break
            case = smaller
        return case
    finally:
        host.limit_s = limit


def _once(host: Host, case: Case, until: float) -> Case:
    """Goes through all the ways to make it smaller once, keeping every one that works."""
    for ways in (_fewer_states, _fewer_blocks, _fewer_statements, _fewer_files):
        again = True
        while again and time.monotonic() < until:
            again = False
            for smaller in ways(case):
                if time.monotonic() > until:
                    break
                if still_stale(host, smaller):
                    case, again = smaller, True
                    break
    return case


def _fewer_states(case: Case) -> Iterator[Case]:
    """Big steps first: the last two alone, the halves, then one at a time."""
    states = case.states
    if len(states) > 2:
        yield replace(case, states=states[-2:])
        yield replace(case, states=(states[0], *states[len(states) // 2 :]))
        for index in range(len(states) - 1):
            yield replace(case, states=states[:index] + states[index + 1 :])


def _fewer_blocks(case: Case) -> Iterator[Case]:
    """Blocks are taken out of all states at once: by halves, quarters, then one at a time."""
    uids = list(dict.fromkeys(block.uid for state in case.states for block in state.blocks))
    size = len(uids) // 2
    while size >= 1:
        for start in range(0, len(uids), size):
            gone = set(uids[start : start + size])
            yield _map(case, lambda blocks: [block for block in blocks if block.uid not in gone])
        size //= 2


def _fewer_statements(case: Case) -> Iterator[Case]:
    texts = list(dict.fromkeys(block.text for state in case.states for block in state.blocks))
    for text in texts:
        for shorter in _shorter(text):
            yield _map(case, lambda blocks: [replace(b, text=shorter) if b.text == text else b for b in blocks])


def _shorter(text: str) -> Iterator[str]:
    """The text without one of its statements, or of its lines when it is no Python."""
    lines = text.split("\n")
    try:
        nodes: list[ast.stmt] = ast.parse(text).body
    except (SyntaxError, ValueError):
        nodes = []
    spans = [(node.lineno - 1, node.end_lineno or node.lineno) for node in nodes]
    spans = spans or [(index, index + 1) for index in range(len(lines))]
    if len(spans) > 1:
        for first, last in spans:
            yield "\n".join(lines[:first] + lines[last:])


def _fewer_files(case: Case) -> Iterator[Case]:
    for path in sorted({path for state in case.states for path in state.files}):
        states = tuple(
            replace(state, files={name: text for name, text in state.files.items() if name != path})
            for state in case.states
        )
        yield replace(case, states=states)
    if any(state.cells for state in case.states):
        yield replace(case, states=tuple(replace(state, cells=False) for state in case.states))


def _map(case: Case, change: Callable[[Iterable[Block]], list[Block]]) -> Case:
    states = tuple(State(tuple(change(state.blocks)), state.files, state.cells) for state in case.states)
    return replace(case, states=states)
