"""All scripts of a shard, each library's in a process of its own that has imported what they import."""

from __future__ import annotations

import os
import sys
import traceback
from dataclasses import asdict, dataclass
from functools import partial
from itertools import groupby
from typing import Any, Callable

from fuzz.case import Case, write_case
from fuzz.generator import Block, State
from fuzz.host import Host

from . import state_file
from .catalogue import Script, libraries_of, read_scripts
from .edits import split_blocks
from .play import Step, play


@dataclass(frozen=True)
class Plan:
    """`words` choose scripts by name; `state` is the file of JSON lines that is gone on with; times in seconds."""

    state: str
    keep: str
    seed: int = 1
    edits: int = 10
    shard: tuple[int, int] = (0, 1)
    words: tuple[str, ...] = ()
    limit_s: float = 60.0
    cold: bool = False


def run(plan: Plan, tell: Callable[[str], None]) -> list[dict[str, Any]]:
    """The records of this shard's scripts, those of earlier runs included: {"script", "library", "steps"}.

    Raises RuntimeError when a library's process failed.
    """
    index, count = plan.shard
    scripts = read_scripts(list(plan.words))[index::count]
    done = state_file.read(plan.state)
    missing = [script for script in scripts if state_file.key_of(script, plan.seed, plan.edits) not in done]
    if len(missing) < len(scripts):
        tell(f"{len(scripts) - len(missing)} of {len(scripts)} scripts stand in {plan.state}")
    for library, some in groupby(missing, key=lambda script: script.library):
        _apart(library, partial(_play_all, plan, list(some), tell))
    done = state_file.read(plan.state)
    return [done[state_file.key_of(script, plan.seed, plan.edits)] for script in scripts]


def _apart(library: str, work: Callable[[], None]) -> None:
    """In a child, so that no library is imported where another's scripts run."""
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            os._exit(code)
    if os.waitpid(pid, 0)[1]:
        raise RuntimeError(f"the process for {library} failed; its traceback stands above")


def _play_all(plan: Plan, scripts: list[Script], tell: Callable[[str], None]) -> None:
    with Host(() if plan.cold else libraries_of(scripts), limit_s=plan.limit_s) as host:
        for script in scripts:
            _play_one(plan, host, script, tell)


def _play_one(plan: Plan, host: Host, script: Script, tell: Callable[[str], None]) -> None:
    steps: list[Step] = []
    for number, step in enumerate(play(host, script, plan.seed, plan.edits)):
        steps.append(step)
        if step.stale:
            path = _keep(plan, script, steps)
            tell(f"stale: {script.name}, step {number} ({step.kind}); {path}")
            for title, lines in (("", step.stale), ("after the audit: ", step.after_audit), ("repeat: ", step.repeat)):
                for line in lines or ():
                    tell(f"    {title}{line}")
    told = [{name: value for name, value in asdict(step).items() if name != "source"} for step in steps]
    record = {"script": script.name, "library": script.library, "steps": told}
    state_file.append(plan.state, state_file.key_of(script, plan.seed, plan.edits), record)
    ran, blocks = sum(step.executed for step in steps[1:]), sum(step.blocks for step in steps[1:])
    tell(f"{script.name}: {len(steps) - 1} edits, {sum(bool(step.stale) for step in steps)} stale, {ran}/{blocks} ran")


def _keep(plan: Plan, script: Script, steps: list[Step]) -> str:
    """Writes a case that can be played again, here and by the fuzzer, which can also make it smaller."""
    os.makedirs(plan.keep, exist_ok=True)
    number = len(steps) - 1
    # From the last point at which the session was begun anew.
    begun = max((k + 1 if step.lost else k for k, step in enumerate(steps[:-1]) if step.lost or step.stale), default=0)
    states = tuple(state_of(step.source) for step in steps[begun:])
    origin = {"script": script.name, "seed": plan.seed, "step": number, "edit": steps[-1].kind}
    path = os.path.join(plan.keep, f"gallery-{script.name}-{plan.seed}-{number}.json")
    write_case(Case(states, tuple(libraries_of([script])), tuple(steps[-1].stale), origin), path)
    return path


def state_of(source: str) -> State:
    """The document as the fuzzer's blocks, of which equal ones keep their number; whole where it cannot be divided."""
    texts = split_blocks(source)
    state = State(tuple(Block(hash(text), text) for text in texts))
    return state if state.source == source else State((Block(0, source[:-1]),))
