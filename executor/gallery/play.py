"""One script and its edits: what the session shows after each, beside a fresh run of the same text."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Iterator

from fuzz.compare import Answer
from fuzz.host import Host, Session
from fuzz.normalise import normalise_answer

from .catalogue import Script
from .compare import Comparison, compare
from .edits import edit

_LOST = ("crashed", "hung")
_NOTHING_RUNS = ("prose", "not-evaluated")


@dataclass
class Step:
    """One state. `kind` is "first" for a script as it is, "again" for a state that was gone back to.

    `stale`: what differs from a fresh run at the first answer; `after_audit`: what still does after an audit;
    `repeat`: what differs at the first answer when the same edit is made once more after the audit. The last two are None
    where nothing was stale, and `repeat` where there is no state before. `volatile` counts blocks in which fresh runs
    differ themselves.
    """

    kind: str
    source: str
    stale: list[str] = field(default_factory=list)
    after_audit: list[str] | None = None
    repeat: list[str] | None = None
    lost: bool = False
    volatile: int = 0
    same_pixels: int = 0
    blocks: int = 0
    executed: int = 0
    bound: int = 0
    errors: int = 0
    ms: float = 0.0
    fresh_ms: float = 0.0


def play(host: Host, script: Script, seed: int, edits: int) -> Iterator[Step]:
    """The script as it is, then `edits` states. After a stale step the next one starts from a new session of its state."""
    rng = Random(f"{seed}:{script.name}")
    source, kind = script.text, "first"
    earlier: list[str] = []
    session, before = host.session(), None
    try:
        for _ in range(edits + 1):
            step, shown, fresh = _step(host, session, kind, source, before)
            before = shown
            if step.stale and not step.lost:
                _audit(host, session, step, earlier[-1] if earlier else None, fresh)
            if step.stale or step.lost:
                # A document that has learned from an audit hides the next mistake.
                session.close()
                session = host.session()
                before = None if step.lost else session.show(source)
            yield step
            if step.lost:
                # It never ends, or it ends its process: that edit is taken back.
                source, kind = earlier.pop() if earlier else script.text, "again"
                continue
            kind, after = edit(rng, source, earlier)
            earlier.append(source)
            source = after
    finally:
        session.close()


def replay(host: Host, sources: list[str]) -> list[str]:
    """What differs in the last of these states when a session goes through all of them."""
    with host.session() as session:
        for source in sources:
            shown = session.show(source)
    return _settled(host, sources[-1], shown, host.fresh(sources[-1]))[0]


def _step(
    host: Host, session: Session, kind: str, source: str, before: Answer | None
) -> tuple[Step, Answer, Answer]:
    shown, fresh = session.show(source), host.fresh(source)
    step = Step(kind, source, ms=shown["ms"], fresh_ms=fresh["ms"])
    step.lost = shown["status"] in _LOST or fresh["status"] in _LOST
    if not (step.lost and shown["status"] == fresh["status"]):
        step.stale, step.volatile, step.same_pixels = _settled(host, source, shown, fresh)
    running = [block for block in shown["blocks"] if block["reasonCode"] not in _NOTHING_RUNS]
    step.blocks, step.executed = len(running), sum(block["ran"] for block in running)
    step.errors = sum(not block["ok"] for block in running)
    step.bound = _lower_bound(shown, before)
    return step, shown, fresh


def _settled(host: Host, source: str, shown: Answer, fresh: Answer) -> tuple[list[str], int, int]:
    """What is stale, how many blocks are volatile instead, and how many pictures differ in bytes only."""
    first = compare(shown, fresh)
    if not first.found:
        return [], 0, first.same_pixels
    volatile = _volatile(host, source, fresh)
    return first.lines(without=volatile), len(volatile & first.found.keys()), first.same_pixels


def _volatile(host: Host, source: str, fresh: Answer) -> set[int]:
    """The blocks that two more fresh runs show otherwise: there nobody can be right, and the script is to blame."""
    others: list[Comparison] = [compare(host.fresh(source), fresh) for _ in range(2)]
    return set().union(*(other.found.keys() for other in others))


def _audit(host: Host, session: Session, step: Step, base: str | None, fresh: Answer) -> None:
    """What an audit mends, and whether the session has learned from it: the edit is taken back and made again."""
    step.after_audit = _settled(host, step.source, session.audit(), fresh)[0]
    if base is not None:
        session.show(base)
        step.repeat = _settled(host, step.source, session.show(step.source), fresh)[0]


def _lower_bound(shown: Answer, before: Answer | None) -> int:
    """How many blocks are new, have another text, or show something else than before: nobody can run fewer."""
    if before is None:
        return 0
    old = {block["id"]: told for block, told in zip(before["blocks"], normalise_answer(before))}
    pairs = zip(shown["blocks"], normalise_answer(shown))
    return sum(old.get(block["id"]) != told for block, told in pairs if block["reasonCode"] not in _NOTHING_RUNS)
