"""One document in one kernel: its blocks, what ran of them, and the run that brings both up to date."""

from __future__ import annotations

import builtins
import linecache
import os
import sys
import time
from dataclasses import dataclass, field
from types import CodeType, ModuleType
from typing import Any, Callable

from .block import Block
from .blocks import Document, read_document
from .capture import Capture
from .channel import Channel
from .display import bundle_of
from .errors import ErrorFormatter
from .evaluate import Evaluator
from .figures import Figures
from .identity import assign_ids
from .interrupts import Interrupts
from .lines import LineMoves
from .modules import WorkspaceModules
from .names import bound_names
from .plan import Done, Reason, Step, find_first_dirty, kept_reason, set_back_reason
from .reads import ReadTracker
from .snapshot import Boundary, Snapshots
from .source_text import decode_source
from .workspace import relative_path


@dataclass
class Ran(Done):
    """A block that ran to its end, with the state of everything just after it."""

    ordinal: int = 0
    ok: bool = True
    names: set[str] = field(default_factory=set)
    module_files: dict[str, str] = field(default_factory=dict)
    boundary: Boundary | None = None


@dataclass
class RunRequest:
    """`changed`: workspace paths written since the last run; `prior`: (id, text) of the blocks that a reader has now."""

    run: int
    path: str
    source: bytes
    changed: list[str]
    prior: list[tuple[str, str]]


@dataclass
class RunEnd:
    """How a run ended, as the frame `run-end` says it."""

    status: str
    extra: dict[str, Any] = field(default_factory=dict)


class Engine:
    """Evaluates one document again and again. `stopped(run)` tells whether that run is to end before its next block."""

    def __init__(self, root: str, path: str, channel: Channel, stopped: Callable[[int], str | None]) -> None:
        self._root, self._path = root, path
        self._file = os.path.join(root, path)
        self._channel, self._stopped = channel, stopped
        self._interrupts = Interrupts()
        self._interrupts.install()
        self._capture = Capture(self._interrupts)
        self._modules = WorkspaceModules(root)
        self._tracker = ReadTracker(root)
        self._figures = Figures(self.display)
        self._main = ModuleType("__main__")
        self._namespace = vars(self._main)
        self._prepare_process()
        self._evaluator = Evaluator(self._namespace, self._file)
        self._snapshots = Snapshots(self._namespace, self._modules)
        self._start = self._snapshots.take_start()
        self._lines = LineMoves(self._file)
        self._errors = ErrorFormatter(self._shorten, self._lines.present_line, self._text_at)
        self._document: Document | None = None
        self._identified: list[tuple[str, str]] = []
        self._ran: list[Ran] = []
        self._known: dict[str, str] = {}
        self._live = True
        self._exit: RunEnd | None = None
        self._send_display: Callable[[str, dict[str, Any]], None] | None = None

    def run(self, request: RunRequest) -> None:
        """Plans, tells the plan, runs what has to, tells the end. Raises only for our own faults."""
        document = self._read(request)
        code = [block for block in document.blocks if block.runs and block.evaluated]
        steps = [
            Step(block.id, block.code_key(), block.ordinal, block.always_run, frozenset(block.depends))
            for block in code
        ]
        verdict = find_first_dirty(self._ran, steps, self._really_changed(request.changed), self._known)
        ended = self._exit is not None and verdict.first >= len(self._ran)
        first = len(self._ran) if ended else verdict.first
        start = first if ended else self._restorable(first)
        reasons = {} if ended else dict(verdict.reasons)
        for step in steps[start:first]:
            reasons[step.id] = set_back_reason(steps[first] if first < len(steps) else step)
        dirty = [] if ended else code[start:]
        if first >= len(steps) and not ended:
            # Nothing to run: what was removed at the end is forgotten when something runs next.
            dirty = []
            self._live = self._live and len(self._ran) == len(steps)
            del self._ran[len(steps) :]
        self._tell_plan(request.run, document, dirty, reasons)
        self._lines.update(document)
        end = self._exit if ended and self._exit else RunEnd("ok")
        if dirty:
            self._set_back(start)
            self._exit = None
            end = self._run_blocks(request.run, document, dirty, steps[start:])
        self._tell_end(request.run, end)
        self._snapshot_last()

    def display(self, *values: Any, **_options: Any) -> None:
        """The builtin `display`: shows each value now."""
        for value in values:
            method = getattr(value, "_ipython_display_", None) if not isinstance(value, type) else None
            if callable(method):
                method()
            else:
                self._show("display", self._bundle(value))

    def _read(self, request: RunRequest) -> Document:
        text = decode_source(request.source)
        document = read_document(text)
        old = self._identified or request.prior
        for block, id in zip(document.blocks, assign_ids(old, [block.source for block in document.blocks])):
            block.id = id
        self._identified = [(block.id, block.source) for block in document.blocks]
        self._document = document
        # Without a time stamp, linecache never looks on the disk: what was handed over is the document.
        lines = [line + "\n" for line in document.lines]
        linecache.cache[self._file] = (len(text), None, lines, self._file)
        return document

    def _really_changed(self, changed: list[str]) -> set[str]:
        """Without modules that run the same as when they were imported, and without the document itself."""
        then: dict[str, str] = {}
        for ran in self._ran:
            then.update(ran.module_files)
        same = {path for path in changed if path in then and self._modules.fingerprint(path) == then[path]}
        return set(changed) - same - {self._path}

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
        if start == len(self._ran) and self._live:
            return
        self._figures.close_all()
        self._snapshots.restore(self._ran[start - 1].boundary if start else self._start)
        del self._ran[start:]
        self._live = True

    def _tell_plan(self, run: int, document: Document, dirty: list[Block], reasons: dict[str, Reason]) -> None:
        told = {}
        for block in document.blocks:
            if block.id in reasons:
                reason = reasons[block.id]
            elif not block.evaluated and block.runs:
                reason = Reason("not-evaluated", "not run: its pragma says `eval: false`")
            elif not block.runs:
                reason = Reason("prose", "prose: there is nothing to run")
            elif self._exit and not any(ran.id == block.id for ran in self._ran):
                reason = Reason("kept", f"not run: {self._exit.extra.get('message', 'the run ended before it')}")
            else:
                reason = kept_reason()
            told[block.id] = reason.to_json()
        body = {
            "blocks": [block.to_json() for block in document.blocks],
            "dirty": [block.id for block in dirty],
            "reasons": told,
        }
        self._channel.send_json({"type": "plan", "run": run}, body)

    def _run_blocks(self, run: int, document: Document, blocks: list[Block], steps: list[Step]) -> RunEnd:
        since = 0.0
        for block, step in zip(blocks, steps):
            how = self._stopped(run)
            if how is not None:
                return RunEnd(how)
            if self._ran:
                since = self._keep_boundary(self._ran[-1], since)
            started = time.perf_counter()
            ran, end = self._run_block(run, document, block, step)
            since += time.perf_counter() - started
            if end is not None and end.status == "interrupted":
                self._live = False
                return end
            self._ran.append(ran)
            self._known[block.id] = step.key
            if end is not None:
                self._exit = end
                return end
        return RunEnd("ok")

    def _run_block(self, run: int, document: Document, block: Block, step: Step) -> tuple[Ran, RunEnd | None]:
        mark = {"run": run, "block": block.id}
        self._channel.send({"type": "block-start", **mark})
        self._send_display = lambda kind, bundle: self._channel.send_json(
            {"type": "display", "kind": kind, **mark}, bundle
        )
        self._capture.begin(
            lambda stream, text: self._channel.send(
                {"type": "output", "stream": stream, **mark}, text.encode("utf-8", "replace")
            )
        )
        modules = self._modules.loaded()
        self._tracker.begin()
        started = time.perf_counter()
        error = self._guarded(lambda: self._evaluate(document, block))
        drawing = self._guarded(lambda: self._figures.show_changed(close=document.cells))
        error = error or drawing
        end = self._exit_of(error, block)
        ok = error is None or (end is not None and end.extra.get("exitCode") == 0)
        if error is not None and (end is None or end.status == "interrupted"):
            self._guarded(lambda: self._show("error", self._errors.bundle(error, self._hint(error, document))))
        elapsed = (time.perf_counter() - started) * 1000
        reads = self._tracker.end() | set(block.depends)
        self._capture.end()
        self._send_display = None
        self._channel.send({"type": "block-end", **mark, "ok": ok, "elapsedMs": round(elapsed, 3)})
        imported = self._modules.loaded()
        files = self._modules.files({name: imported[name] for name in imported.keys() - modules.keys()})
        prints = {path: self._modules.fingerprint(path) for path in files}
        ran = Ran(step.id, step.key, reads, files, block.ordinal, ok, bound_names(block), prints)
        return ran, end

    def _guarded(self, work: Callable[[], None]) -> BaseException | None:
        """Runs what may run user code; returns what it raised. Only in here does an interrupt reach it."""
        try:
            self._interrupts.arm()
            try:
                work()
            finally:
                self._interrupts.disarm()
        except BaseException as error:
            self._interrupts.disarm()
            return error
        return None

    def _evaluate(self, document: Document, block: Block) -> None:
        codes: list[CodeType] = self._evaluator.compile(block, document.flags)
        self._lines.register(codes, block)
        self._figures.begin()
        value = self._evaluator.run(codes)
        if not block.shows or value is None or self._figures.is_leftover(value):
            return
        method = getattr(value, "_ipython_display_", None) if not isinstance(value, type) else None
        if callable(method):
            method()
            return
        self._show("result", self._bundle(value))

    def _bundle(self, value: Any) -> dict[str, Any]:
        return bundle_of(value, (self._figures.render,))

    def _show(self, kind: str, bundle: dict[str, Any]) -> None:
        self._capture.flush()
        with self._interrupts.held():
            if self._send_display is not None:
                self._send_display(kind, bundle)

    def _exit_of(self, error: BaseException | None, block: Block) -> RunEnd | None:
        """How the run ends with this error, None when it goes on: an interrupt that we did not ask for is an error."""
        if isinstance(error, SystemExit):
            code = error.code
            if isinstance(code, str):
                print(code, file=sys.stderr)
            number = 0 if code is None else code if isinstance(code, int) else 1
            message = f"block {block.ordinal} ended the run with sys.exit()"
            return RunEnd("exited", {"exitCode": number, "block": block.id, "message": message})
        if isinstance(error, KeyboardInterrupt) and self._interrupts.take_hit():
            return RunEnd("interrupted", {"block": block.id})
        return None

    def _hint(self, error: BaseException, document: Document) -> str | None:
        name = getattr(error, "name", None) if isinstance(error, NameError) else None
        if not name:
            return None
        for ran in reversed(self._ran):
            if not ran.ok and name in ran.names:
                return f"`{name}` would have been bound by block {ran.ordinal}, which failed."
        for block in document.blocks:
            if block.runs and not block.evaluated and name in bound_names(block):
                return f"`{name}` would be bound by block {block.ordinal}, which is not run (`eval: false`)."
        return None

    def _keep_boundary(self, ran: Ran, seconds: float) -> float:
        """Snapshots the state after `ran` when that is worth its time; returns the seconds not yet secured."""
        if ran.boundary is None and not self._evaluator.has_tasks and not self._figures.any_open():
            ran.boundary = self._snapshots.take(seconds)
        return 0.0 if ran.boundary is not None else seconds

    def _snapshot_last(self) -> None:
        if self._ran and self._live and self._exit is None:
            self._keep_boundary(self._ran[-1], 1.0)

    def _tell_end(self, run: int, end: RunEnd) -> None:
        reads = {path for ran in self._ran for path in ran.reads}
        imports = {path for ran in self._ran for path in ran.imports}
        body = {"reads": sorted(reads | imports)[:10_000], "imports": sorted(imports)[:10_000]}
        self._channel.send_json({"type": "run-end", "run": run, "status": end.status, **end.extra}, body)

    def _shorten(self, filename: str) -> str:
        return relative_path(self._root, filename) or filename

    def _text_at(self, filename: str, line: int) -> str:
        return linecache.getline(filename, line)

    def _prepare_process(self) -> None:
        raise NotImplementedError
