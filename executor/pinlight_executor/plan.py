"""What has to run again and why. Pure: what is known of the last run and the new blocks go in, reasons come out.

First form: everything from the first block that something happened to, for whatever stands before it cannot be
affected by it, and whatever stands after it might be.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Sequence


@dataclass(frozen=True)
class Reason:
    """`code` for programs, `text` one sentence for people."""

    code: str
    text: str

    def to_json(self) -> dict[str, str]:
        return {"code": self.code, "text": self.text}


@dataclass
class Step:
    """A block that is to run, as the new text has it."""

    id: str
    key: str
    ordinal: int
    always_run: bool = False
    depends: frozenset[str] = frozenset()


@dataclass
class Done:
    """A block as it ran: `reads` are workspace paths and `folder/`, `imports` the workspace modules it loaded first."""

    id: str
    key: str
    reads: set[str] = field(default_factory=set)
    imports: set[str] = field(default_factory=set)


@dataclass
class Verdict:
    """`first` is the index of the first step to run; `reasons` has one for every step from there on."""

    first: int
    reasons: dict[str, Reason]


def find_first_dirty(done: Sequence[Done], steps: Sequence[Step], changed: set[str], known: dict[str, str]) -> Verdict:
    """`done` ran in this order and is what the namespace holds; `known` maps every block id ever run to its key."""
    for index, step in enumerate(steps):
        cause = _cause(index, step, done, changed, known)
        if cause is not None:
            return Verdict(index, _reasons(steps, index, cause, known))
    return Verdict(len(steps), {})


def kept_reason() -> Reason:
    return Reason("kept", "kept: nothing before it changed")


def set_back_reason(first: Step) -> Reason:
    """For a block that runs only because a later one has to."""
    return Reason("set-back", f"ran: state before block {first.ordinal} could not be set back")


def _cause(
    index: int, step: Step, done: Sequence[Done], changed: set[str], known: dict[str, str]
) -> Reason | None:
    before = done[index] if index < len(done) else None
    if before is None or before.id != step.id or before.key != step.key:
        own = _own_reason(step, known)
        if own is not None:
            return own
        if before is not None:
            return Reason("after-changed", "ran: a block before it was removed or moved")
        return Reason("first-run", "ran: it had not run to its end yet")
    if step.always_run:
        return Reason("always-run", "ran: it is marked always-run")
    modules = sorted(before.imports & changed)
    if modules:
        return Reason("module-changed", f"ran: the module `{modules[0]}` that it imports changed")
    files = sorted(path for path in changed if path in step.depends or _touches(path, before.reads))
    if files:
        code = "module-changed" if files[0].endswith(".py") else "file-changed"
        return Reason(code, f"ran: `{files[0]}` that it reads changed")
    return None


def _touches(path: str, reads: set[str]) -> bool:
    folder, slash, _ = path.rpartition("/")
    return path in reads or (folder + slash or "./") in reads


def _own_reason(step: Step, known: dict[str, str]) -> Reason | None:
    """What happened to the block itself, None when only its place or its neighbours changed."""
    if step.id not in known:
        if not known:
            return Reason("first-run", "ran: first time in this kernel")
        return Reason("source-changed", "ran: this block is new")
    if known[step.id] != step.key:
        return Reason("source-changed", "ran: its code changed")
    return None


def _reasons(steps: Sequence[Step], first: int, cause: Reason, known: dict[str, str]) -> dict[str, Reason]:
    reasons = {steps[first].id: cause}
    follows = Reason("after-changed", f"ran: it follows block {steps[first].ordinal}, which {_happened(cause)}")
    for step in steps[first + 1 :]:
        own = _own_reason(step, known)
        if own is None and cause.code == "first-run":
            own = cause
        reasons[step.id] = own or follows
    return reasons


def _happened(cause: Reason) -> str:
    if cause.code in ("source-changed", "first-run"):
        return "is new" if "is new" in cause.text else "changed"
    return "ran again"
