"""One document in one kernel: its blocks, what ran of them, and the run that brings both up to date."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Callable

from .block import Block
from .blocks import Document, read_document
from .channel import Channel
from .identity import assign_ids
from .interrupts import Interrupts
from .names import bound_names
from .plan import Done, Reason, Step, find_first_dirty, kept_reason, set_back_reason
from .run_block import BlockRunner, RunEnd
from .snapshot import Boundary, Snapshots
from .source_text import decode_source

_MAX_PATHS = 10_000


@dataclass
class Ran(Done):
    """A block that ran to its end, with the state of everything just after it."""

    ok: bool = True
    names: set[str] = field(default_factory=set)
    module_prints: dict[str, str] = field(default_factory=dict)
    boundary: Boundary | None = None


@dataclass
class RunRequest:
    """`changed`: workspace paths written since the last run; `prior`: (id, text) of the blocks that readers have now."""

    run: int
    source: bytes
    changed: list[str] = field(default_factory=list)
    prior: list[tuple[str, str]] = field(default_factory=list)


class Engine:
    """Evaluates one document again and again.

    `stopped(run)` gives the status with which that run is to end before its next block, None when it is to go on.
    """

    def __init__(
        self,
        root: str,
        path: str,
        channel: Channel,
        interrupts: Interrupts,
        stopped: Callable[[int], str | None],
    ) -> None:
        self._path, self._channel, self._stopped = path, channel, stopped
        self._runner = BlockRunner(root, path, channel, interrupts)
        self._snapshots = Snapshots(self._runner.namespace, self._runner.modules, self._runner.ambient)
        self._start = self._snapshots.take_start()
        self._identified: list[tuple[str, str]] = []
        # The blocks whose effects the namespace holds, in order; `_live`: and nothing else.
        self._ran: list[Ran] = []
        self._live = True
        self._known: dict[str, str] = {}
        self._exit: RunEnd | None = None
        # All that `__doc__` has been by us: a kept state may still hold an older one.
        self._docstrings: list[str | None] = [None]

    def run(self, request: RunRequest) -> None:
        """Plans, tells the plan, runs what has to, tells the end. Raises only for our own faults."""
        document = self._read(request)
        blocks = [block for block in document.blocks if block.runs and block.evaluated]
        steps = [_step(block) for block in blocks]
        verdict = find_first_dirty(self._ran, steps, self._really_changed(request.changed), self._known)
        over = self._exit is not None and verdict.first >= len(self._ran)
        nothing = over or verdict.first >= len(steps)
        start = len(steps) if nothing else self._restorable(verdict.first)
        reasons = {} if over else dict(verdict.reasons)
        for step in steps[start : verdict.first]:
            reasons[step.id] = set_back_reason(steps[verdict.first])
        self._known = {step.id: step.key for step in steps}
        self._tell_plan(request.run, document, blocks[start:], reasons)
        self._runner.present(document)
        end = self._exit if over and self._exit else RunEnd("ok")
        if not nothing:
            self._set_back(start)
            self._give_docstring(document.docstring)
            end = self._run_blocks(request.run, document, blocks[start:], steps[start:])
        elif not over:
            self._forget_removed(len(steps))
        self._tell_end(request.run, end)
        if self._ran and self._live and self._exit is None:
            self._keep_boundary(self._ran[-1], seconds=0.2)

    def _read(self, request: RunRequest) -> Document:
        document = read_document(decode_source(request.source))
        old = self._identified or request.prior
        for block, id in zip(document.blocks, assign_ids(old, [block.source for block in document.blocks])):
            block.id = id
        self._identified = [(block.id, block.source) for block in document.blocks]
        return document

    def _really_changed(self, changed: list[str]) -> set[str]:
        """Without modules that run the same as when they were imported, and without a document that no block reads."""
        then: dict[str, str] = {}
        for ran in self._ran:
            then.update(ran.module_prints)
        same = {path for path in changed if path in then and self._runner.modules.fingerprint(path) == then[path]}
        reads_itself = any(self._path in ran.reads for ran in self._ran)
        return set(changed) - same - (set() if reads_itself else {self._path})

    def _restorable(self, first: int) -> int:
        """The last boundary at or before `first` that the state can be set back to."""
        if first == len(self._ran) and self._live:
            return first
        for index in range(min(first, len(self._ran)), 0, -1):
            boundary = self._ran[index - 1].boundary
            if boundary is not None and self._snapshots.can_restore(boundary):
                return index
        return 0

    def _set_back(self, start: int) -> None:
        self._exit = None
        if start == len(self._ran) and self._live:
            return
        self._runner.figures.close_all()
        boundary = self._ran[start - 1].boundary if start else self._start
        assert boundary is not None
        self._snapshots.restore(boundary)
        del self._ran[start:]
        self._live = True

    def _give_docstring(self, docstring: str | None) -> None:
        """The document's `__doc__` is its present docstring, unless a block that was kept has bound another."""
        namespace = self._runner.namespace
        if namespace.get("__doc__") in self._docstrings:
            namespace["__doc__"] = docstring
            if docstring not in self._docstrings:
                self._docstrings.append(docstring)

    def _forget_removed(self, count: int) -> None:
        """Blocks were taken off the end: the namespace still holds what they did, until something runs next."""
        if len(self._ran) > count:
            self._live, self._exit = False, None
            del self._ran[count:]

    def _tell_plan(self, run: int, document: Document, dirty: list[Block], reasons: dict[str, Reason]) -> None:
        described = [block.to_json() for block in document.blocks]
        told = {block.id: self._reason(block, reasons).to_json() for block in document.blocks}
        body = {"blocks": described, "dirty": [block.id for block in dirty], "reasons": told}
        self._channel.send_json({"type": "plan", "run": run}, body)

    def _reason(self, block: Block, reasons: dict[str, Reason]) -> Reason:
        if block.id in reasons:
            return reasons[block.id]
        if not block.runs:
            return Reason("prose", "prose: there is nothing to run")
        if not block.evaluated:
            return Reason("not-evaluated", "not run: its pragma says `eval: false`")
        if self._exit is not None and all(ran.id != block.id for ran in self._ran):
            return Reason("kept", f"not run: {self._exit.extra['message']}")
        return kept_reason()

    def _run_blocks(self, run: int, document: Document, blocks: list[Block], steps: list[Step]) -> RunEnd:
        unsecured = 0.0
        for block, step in zip(blocks, steps):
            how = self._stopped(run)
            if how is not None:
                return RunEnd(how)
            if self._ran and self._keep_boundary(self._ran[-1], unsecured):
                unsecured = 0.0
            outcome = self._runner.run(run, document, block, lambda error: self._hint(error, document))
            unsecured += outcome.seconds
            if outcome.end is not None and outcome.end.status == "interrupted":
                # What it did in part belongs to no boundary: it runs again from before it.
                self._live = False
                return outcome.end
            imports = set(outcome.imports)
            self._ran.append(
                Ran(step.id, step.key, outcome.reads, imports, outcome.ok, bound_names(block), outcome.imports)
            )
            if outcome.end is not None:
                self._exit = outcome.end
                return outcome.end
        return RunEnd("ok")

    def _keep_boundary(self, ran: Ran, seconds: float) -> bool:
        """Keeps the state after `ran` when that is possible and worth its time; `seconds`: what it would save."""
        if ran.boundary is None and not self._runner.evaluator.has_tasks and not self._runner.figures.any_open():
            kept = [one.boundary for one in self._ran if one.boundary is not None]
            ran.boundary = self._snapshots.take(seconds, kept)
        return ran.boundary is not None

    def _hint(self, error: BaseException, document: Document) -> str | None:
        name = getattr(error, "name", None) if isinstance(error, NameError) else None
        if not name:
            return None
        ordinals = {block.id: block.ordinal for block in document.blocks}
        for ran in reversed(self._ran):
            if not ran.ok and name in ran.names:
                return f"`{name}` would have been bound by block {ordinals[ran.id]}, which failed."
        for block in document.blocks:
            if block.runs and not block.evaluated and name in bound_names(block):
                return f"`{name}` would be bound by block {block.ordinal}, which is not run (`eval: false`)."
        return None

    def _tell_end(self, run: int, end: RunEnd) -> None:
        reads = {path for ran in self._ran for path in ran.reads}
        imports = {path for ran in self._ran for path in ran.imports}
        body = {"reads": sorted(reads | imports)[:_MAX_PATHS], "imports": sorted(imports)[:_MAX_PATHS]}
        self._channel.send_json({"type": "run-end", "run": run, "status": end.status, **end.extra}, body)


def _step(block: Block) -> Step:
    return Step(block.id, block.code_key(), block.ordinal, block.always_run, frozenset(block.depends))
