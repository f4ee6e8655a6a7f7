"""One session: a program, its edits, and after each the comparison with a fresh run."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Iterator

from .compare import Answer, differences, script_difference
from .edits import edit
from .generator import Generator, State
from .grammar.families import Family
from .host import Host, Session
from .normalise import normalise_answer

# One state in so many is also compared with `python3 file.py`.
SCRIPT_EVERY = 100
_LOST = ("crashed", "hung")


@dataclass
class Step:
    """One state as it was shown. `stale`: how it differs from a fresh run; `flaky`: fresh runs differ themselves."""

    kind: str
    state: State
    stale: list[str] = field(default_factory=list)
    flaky: bool = False
    lost: bool = False
    script: str | None = None
    blocks: int = 0
    executed: int = 0
    bound: int = 0
    errors: int = 0
    ms: float = 0.0
    fresh_ms: float = 0.0


def play(host: Host, family: Family, seed: int, edits: int) -> Iterator[Step]:
    """The first state and one step for each edit; ends at a stale one. `step.kind` is "first" for the first."""
    rng = Random(f"{family.letter}{seed}")
    generator = Generator(family, rng)
    state, kind = generator.program(), "first"
    earlier: list[State] = []
    session, before = host.session(), None
    try:
        for number in range(edits + 1):
            step, shown = _step(host, session, kind, state, before)
            if rng.random() < 1 / SCRIPT_EVERY and not step.lost:
                step.script = compare_with_script(host, state)
            yield step
            if step.stale:
                return
            if step.lost:
                # It never ends, or it ends its process: that edit is taken back.
                session.close()
                session, before = host.session(), None
                state = earlier.pop() if earlier else State(state.blocks[:1], state.files, state.cells)
                kind, rest = "again", state
            else:
                before = shown
                kind, rest = edit(generator, state, earlier, family.file_edits)
                earlier.append(state)
            state = rest
    finally:
        session.close()


def compare_with_script(host: Host, state: State) -> str | None:
    fresh = host.fresh(state.source, state.files)
    return script_difference(fresh, host.python_run(state.source, state.files))


def _step(host: Host, session: Session, kind: str, state: State, before: Answer | None) -> tuple[Step, Answer]:
    shown = session.show(state.source, state.files)
    fresh = host.fresh(state.source, state.files)
    step = Step(kind, state, ms=shown["ms"], fresh_ms=fresh["ms"])
    step.lost = shown["status"] in _LOST or fresh["status"] in _LOST
    found = differences(shown, fresh)
    if found and is_flaky(host, state, fresh):
        step.flaky = True
    elif not (shown["status"] in _LOST and fresh["status"] == shown["status"]):
        step.stale = found
    running = [block for block in shown["blocks"] if block["reasonCode"] not in ("prose", "not-evaluated")]
    step.blocks, step.executed = len(running), sum(block["ran"] for block in running)
    step.errors = sum(not block["ok"] for block in running)
    step.bound = _lower_bound(shown, before)
    return step, shown


def is_flaky(host: Host, state: State, fresh: Answer) -> bool:
    """Whether further fresh runs differ from the first: then nobody can be right, and the program is to blame."""
    # Equal processes have equal addresses; a program may show them in a form that nobody recognises.
    again = (host.fresh(state.source, state.files, elsewhere=elsewhere) for elsewhere in (False, True))
    return any(differences(one, fresh) for one in again)


def _lower_bound(shown: Answer, before: Answer | None) -> int:
    """How many blocks are new, have another text, or show something else than before."""
    if before is None:
        return 0
    old = {block["id"]: told for block, told in zip(before["blocks"], normalise_answer(before))}
    pairs = zip(shown["blocks"], normalise_answer(shown))
    return sum(
        old.get(block["id"]) != told for block, told in pairs if block["reasonCode"] not in ("prose", "not-evaluated")
    )
