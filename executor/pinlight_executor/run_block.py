"""Running one block and sending what it shows: output as it comes, then its value, its figures, its error."""

from __future__ import annotations

import builtins
import linecache
import os
import sys
import time
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any, Callable

from .ambient import Ambient
from .block import Block
from .blocks import Document
from .capture import Capture
from .channel import Channel
from .display import bundle_of
from .errors import ErrorFormatter
from .evaluate import Evaluator
from .figures import Figures
from .interrupts import Interrupts
from .lines import LineMoves
from .modules import WorkspaceModules
from .post_import import PostImport
from .reads import ReadTracker
from .stage import set_stage
from .workspace import relative_path

# Gives the hint for an error, None when there is nothing to say.
HintOf = Callable[[BaseException], "str | None"]


@dataclass
class RunEnd:
    """How a run ended, as the frame `run-end` says it."""

    status: str
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class BlockOutcome:
    """`reads` and `imports` are workspace paths; `end` is set when the run ends with this block."""

    ok: bool
    seconds: float
    reads: set[str]
    imports: dict[str, str]
    end: RunEnd | None


class BlockRunner:
    """Everything of this process that user code touches. There is one in a kernel."""

    def __init__(self, root: str, path: str, channel: Channel, interrupts: Interrupts) -> None:
        self._root, self._channel = root, channel
        self._file = os.path.join(root, path)
        self._interrupts = interrupts
        self._capture = Capture(self._interrupts)
        self._tracker = ReadTracker(root)
        self._tracker.install()
        post_import = PostImport()
        post_import.install()
        self.namespace = set_stage(root, path, self._display, self._capture.flush)
        self.modules = WorkspaceModules(root)
        self.figures = Figures(self._display, post_import)
        post_import.when_imported("IPython.core.display_functions", _use_own_display)
        self.evaluator = Evaluator(self.namespace, self._file)
        self.ambient = Ambient(post_import)
        self._lines = LineMoves()
        self._errors = ErrorFormatter(self._shorten, self._lines.present_line, linecache.getline)
        self._mark: dict[str, Any] | None = None

    def present(self, document: Document) -> None:
        """The document's text from now on, for tracebacks and for `inspect`."""
        # Without a time stamp, linecache never looks on the disk: what was handed over is the document.
        lines = [line + "\n" for line in document.lines]
        linecache.cache[self._file] = (sum(map(len, lines)), None, lines, self._file)
        self._lines.update(document)

    def run(self, run: int, document: Document, block: Block, hint_of: HintOf) -> BlockOutcome:
        """Sends `block-start`, what the block shows, and `block-end`. Raises nothing of the user's."""
        mark = {"run": run, "block": block.id}
        self._channel.send({"type": "block-start", **mark})
        self._begin(mark)
        before = self.modules.loaded()
        started = time.perf_counter()
        error = self._interrupts.guarded(lambda: self._evaluate(document, block))
        drawing = self._interrupts.guarded(lambda: self.figures.show_changed(close=document.cells))
        error = error or drawing
        end = self._end_of(error, block)
        if error is not None and (end is None or end.status == "interrupted"):
            self._interrupts.guarded(lambda: self._show("error", self._errors.bundle(error, hint_of(error))))
        elapsed = (time.perf_counter() - started) * 1000
        reads = self._tracker.end()
        self._capture.end()
        self._mark = None
        ok = error is None or (end is not None and end.extra.get("exitCode") == 0)
        self._channel.send({"type": "block-end", **mark, "ok": ok, "elapsedMs": round(elapsed, 3)})
        return BlockOutcome(ok, elapsed / 1000, reads | set(block.depends), self._imported_since(before), end)

    def _begin(self, mark: dict[str, Any]) -> None:
        self._interrupts.take_hit()
        self._mark = mark
        self._capture.begin(
            lambda stream, text: self._channel.send(
                {"type": "output", "stream": stream, **mark}, text.encode("utf-8", "replace")
            )
        )
        self.figures.begin()
        self._tracker.begin()

    def _evaluate(self, document: Document, block: Block) -> None:
        codes = self.evaluator.compile(block, document.flags)
        self._lines.register(codes, block)
        value = self.evaluator.run(codes)
        if block.shows and value is not None and not self.figures.is_leftover(value):
            self._show_value("result", value)

    def _display(self, *values: Any, **_options: Any) -> None:
        for value in values:
            self._show_value("display", value)

    def _show_value(self, kind: str, value: Any) -> None:
        method = getattr(value, "_ipython_display_", None) if not isinstance(value, type) else None
        if callable(method) and getattr(value, "_pinlight_no_such_name_", None) is None:
            method()
        else:
            self._show(kind, bundle_of(value, (self.figures.render,)))

    def _show(self, kind: str, bundle: dict[str, Any]) -> None:
        self._capture.flush()
        with self._interrupts.held():
            if self._mark is not None:
                self._channel.send_json({"type": "display", "kind": kind, **self._mark}, bundle)

    def _end_of(self, error: BaseException | None, block: Block) -> RunEnd | None:
        """How the run ends with this block, None when it goes on."""
        if self._interrupts.take_hit():
            return RunEnd("interrupted", {"block": block.id})
        if not isinstance(error, SystemExit):
            return None
        code = error.code
        if code is not None and not isinstance(code, int):
            print(code, file=sys.stderr)
        number = 0 if code is None else code if isinstance(code, int) else 1
        message = f"block {block.ordinal} ended the run with exit code {number}"
        return RunEnd("exited", {"exitCode": number, "block": block.id, "message": message})

    def _imported_since(self, before: dict[str, Any]) -> dict[str, str]:
        """Workspace modules that are new, by path, with what their text runs as."""
        now = self.modules.loaded()
        new = {name: module for name, module in now.items() if before.get(name) is not module}
        return {path: self.modules.fingerprint(path) for path in self.modules.files(new)}

    def _shorten(self, filename: str) -> str:
        return relative_path(self._root, filename) or filename


def _use_own_display(module: ModuleType) -> None:
    """IPython's own `display` only prints where there is no IPython shell."""
    vars(module)["display"] = vars(builtins)["display"]
