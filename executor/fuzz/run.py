"""Sessions of the wanted families, in one process or several, and what they came to."""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
import time
import traceback
from dataclasses import asdict, dataclass, replace
from typing import Any, Iterator

from . import wire
from .case import Case, with_found, write_case
from .generator import State
from .grammar.families import FAMILIES, Family
from .host import Host
from .play import play
from .report import Tally
from .shrink import shrink


@dataclass(frozen=True)
class Plan:
    """What to run. `rules` are switched off in the engine; `skip` are features of statements that are left out."""

    families: str = "ABCDEF"
    sessions: int = 20
    edits: int = 15
    seed: int = 1
    steps: int | None = None
    shard: tuple[int, int] = (0, 1)
    rules: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    limit_s: float = 5.0
    cold: bool = False
    shrink_s: float = 30.0
    keep: str = "."
    stop_after: int | None = None

    def host(self, family: Family) -> Host:
        options = {"rules": frozenset(self.rules)} if self.rules else {}
        return Host(() if self.cold else family.libraries, limit_s=self.limit_s, options=options)


@dataclass
class Finding:
    """A stale state, or a difference from `python3 file.py`, with the smallest case that was found and its file."""

    family: str
    seed: int
    step: int
    kind: str
    case: Case
    path: str

    def to_json(self) -> dict[str, Any]:
        return {
            "family": self.family, "seed": self.seed, "step": self.step, "kind": self.kind, "path": self.path,
            "found": list(self.case.found), "sources": [state.source for state in self.case.states],
            "files": [state.files for state in self.case.states],
        }


def run_family(plan: Plan, letter: str, tell: Any) -> Tally:
    """Plays this shard's sessions of one family; `tell(event)` gets {"finding": ...} as they come."""
    family = FAMILIES[letter].without(plan.skip)
    tally = Tally()
    with plan.host(family) as host:
        family = _possible(family)
        started = time.monotonic()
        for number in range(plan.sessions):
            if number % plan.shard[1] != plan.shard[0]:
                continue
            for finding in _play_one(host, plan, family, plan.seed + number, tally):
                tell({"finding": finding.to_json()})
            over = plan.steps is not None and tally.steps >= plan.steps
            if over or (plan.stop_after is not None and tally.stale >= plan.stop_after):
                break
        tally.seconds = time.monotonic() - started
    return tally


def run_sharded(plan: Plan, letter: str, jobs: int, tell: Any) -> Tally:
    """The same by several processes, each with a host of its own."""
    if jobs <= 1:
        return run_family(plan, letter, tell)
    tally = Tally()
    index, count = plan.shard
    sockets = [_start(plan, letter, (index + job * count, count * jobs)) for job in range(jobs)]
    longest = 0.0
    for connection, pid in sockets:
        for event in _events(connection):
            if "tally" in event:
                part = Tally(**event["tally"])
                longest = max(longest, part.seconds)
                tally.merge(part)
            else:
                tell(event)
        if os.waitpid(pid, 0)[1]:
            raise RuntimeError("a process of the fuzzer failed; its traceback stands above")
    tally.seconds = longest
    return tally


def _start(plan: Plan, letter: str, shard: tuple[int, int]) -> tuple[socket.socket, int]:
    ours, theirs = socket.socketpair()
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        ours.close()
        _work(replace(plan, shard=shard, steps=_share(plan, shard)), letter, theirs)
    theirs.close()
    return ours, pid


def _work(plan: Plan, letter: str, connection: socket.socket) -> None:
    """The child's whole life."""
    code = 1
    try:
        tally = run_family(plan, letter, lambda event: wire.send(connection, event))
        wire.send(connection, {"tally": asdict(tally)})
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


def _share(plan: Plan, shard: tuple[int, int]) -> int | None:
    """Of the wanted number of steps, what falls to one of more shards."""
    return None if plan.steps is None else -(-plan.steps * plan.shard[1] // shard[1])


def _events(connection: socket.socket) -> Iterator[dict[str, Any]]:
    try:
        while True:
            yield wire.receive(connection)
    except wire.Gone:
        connection.close()


def _play_one(host: Host, plan: Plan, family: Family, seed: int, tally: Tally) -> Iterator[Finding]:
    states: list[State] = []
    for number, step in enumerate(play(host, family, seed, plan.edits)):
        tally.add(step)
        if step.kind == "again":
            states.clear()
        states.append(step.state)
        origin = {"family": family.letter, "seed": seed, "step": number, "edit": step.kind, "rules": list(plan.rules)}
        if step.stale:
            case = Case(tuple(states), family.libraries, tuple(step.stale), origin)
            if plan.shrink_s > 0:
                case = with_found(host, shrink(host, case, plan.shrink_s))
                case = case if case.found else Case(tuple(states), family.libraries, tuple(step.stale), origin)
            yield _keep(plan, Finding(family.letter, seed, number, "stale", case, ""))
        elif step.script is not None:
            case = Case((step.state,), family.libraries, (step.script,), origin)
            yield _keep(plan, Finding(family.letter, seed, number, "script", case, ""))


def _keep(plan: Plan, finding: Finding) -> Finding:
    name = f"{finding.kind}-{finding.family}-{finding.seed}-{finding.step}.json"
    os.makedirs(plan.keep, exist_ok=True)
    finding.path = os.path.join(plan.keep, name)
    write_case(finding.case, finding.path)
    return finding


def _possible(family: Family) -> Family:
    """Without statements of libraries that are not installed."""
    return family.without(name for name in ("numpy", "pandas", "polars") if not _is_installed(name))


def _is_installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None
