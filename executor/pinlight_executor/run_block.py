"""Running one block and sending what it shows: output as it comes, then its value, its figures, its error."""

from __future__ import annotations

import linecache
import os
import re
import sys
import time
from functools import partial
from dataclasses import dataclass, field
from types import CodeType
from typing import Any, Callable

from .block import Block
from .blocks import Document
from .capture import Capture
from .channel import Channel
from .display import Bundle, Displays, StandIn, adopt_libraries, display, install_displays, install_watch
from .errors import ERROR_MIME, ErrorFormatter, let_go
from .evaluate import Evaluator
from .figures import Figures
from .interrupts import Interrupts
from .lines import LineMoves
from .place import Place
from .post_import import PostImport
from .reads import ReadTracker
from .reason import Reason
from .shown import Shown, digest_of_payload
from .stage import set_stage
from .told import Places, Told
from .wire import encode_json
from .workspace import relative_path

# The hint for a name that is not defined, None when there is nothing to say.
HintOf = Callable[[str], "str | None"]
_KEPT_TEXT = 64 * 1024


@dataclass
class RunEnd:
    """How a run ended, as the frame `run-end` says it."""

    status: str
    extra: dict[str, Any] = field(default_factory=dict)


@dataclass
class BlockOutcome:
    """`reads` are workspace paths; `end` is set when the run ends with this block; `again`: it was cut short by us.

    `lines`: the places that what was shown depends on, as `places_of` has them. `shown`: a digest of all that was. `told`:
    what was shown, when it depends on them by the lines of its error alone.
    """

    ok: bool = False
    seconds: float = 0.0
    reads: set[str] = field(default_factory=set)
    end: RunEnd | None = None
    again: bool = False
    lines: Places = field(default_factory=dict)
    shown: str = ""
    told: Told | None = None


class BlockRunner:
    """Everything of this process that user code touches. There is one in a kernel.

    `fixed` is what stands in the namespace before the first block; `begin_documents` comes before the first run.
    """

    def __init__(self, place: Place, channel: Channel, interrupts: Interrupts) -> None:
        self._place, self._channel = place, channel
        self._interrupts = interrupts
        self.capture = Capture(self._interrupts)
        self.noted: Callable[[str], None] = lambda path: None
        self.looked: Callable[[str], None] = lambda path: None
        self._tracker = ReadTracker(place.root, lambda path: self.noted(path), lambda path: self.looked(path))
        self._tracker.install()
        self.asked = self._tracker.ask
        self.post_import = PostImport()
        self.post_import.install()
        self.fixed = set_stage(place.root, display, self.capture.flush)
        self.figures = Figures(display, self.post_import)
        self.displays = Displays(self._send_display, self._clear, self.capture, (self.figures.render,))
        install_displays(self.displays)
        install_watch(lambda: interrupts.holding)
        StandIn().install()
        adopt_libraries(self.post_import)
        self.evaluator: Evaluator
        self._lines = LineMoves(lambda block: self.evaluator.compile(block, self._flags))
        self._flags = 0
        self._errors = ErrorFormatter(self._shorten, self._lines.present_line, linecache.getline, place)
        self._mark: dict[str, Any] | None = None
        self._texts: list[str] = []
        self._shown = Shown()
        self._told = Told()

    def begin_documents(self, namespace: dict[str, Any]) -> None:
        """The globals that every block runs in."""
        self.evaluator = Evaluator(namespace, self._place)

    def present(self, document: Document) -> None:
        """The document's text from now on, for tracebacks and for `inspect`."""
        # Without a time stamp, linecache never looks on the disk: what was handed over is the document.
        lines = [line + "\n" for line in document.lines]
        file = self._place.file
        linecache.cache[file] = (sum(map(len, lines)), None, lines, file)
        self._lines.update(document)
        self._flags = document.flags

    def moved(self, code: CodeType) -> CodeType | None:
        """The same code at its present lines, None when there is no need."""
        return self._lines.moved(code)

    def run(
        self,
        run: int,
        document: Document,
        block: Block,
        hint_of: HintOf,
        again: Callable[[BaseException | None], bool],
        reason: Reason | None,
    ) -> BlockOutcome:
        """Sends `block-start`, what the block shows, and `block-end`. Raises nothing of the user's.

        `again` tells, when the code has ended with this error, that its run does not count: then no `block-end` is sent. `reason` is told
        when the plan told another one.
        """
        mark = {"run": run, "block": block.id}
        self._channel.send({"type": "block-start", **mark}, encode_json({"reason": reason.to_json()}) if reason else b"")
        self._begin(mark)
        started = time.perf_counter()
        error = self._interrupts.guarded(lambda: self._evaluate(document, block))
        if not again(error):
            drawing = self._interrupts.guarded(lambda: self.figures.show_changed(close=document.cells))
            error = error or drawing
        if again(error):
            let_go(error)
            return self._give_up()
        end = self._end_of(error, block)
        lines: Places = {}
        if error is not None and (end is None or end.status == "interrupted"):
            self._interrupts.guarded(partial(self._show_error, error, hint_of, document, lines))
        let_go(error)
        seconds = time.perf_counter() - started
        reads = self._tracker.end()
        self.capture.end()
        self._mark = None
        ok = error is None or (end is not None and end.extra.get("exitCode") == 0)
        self._channel.send({"type": "block-end", **mark, "ok": ok, "elapsedMs": round(seconds * 1000, 3)})
        told = self._told if lines and self._told.can_move(self._place.path) else None
        if self._lines_in_texts(document, lines):
            told = None
        if told is not None:
            told.seconds = seconds
        return BlockOutcome(ok, seconds, reads | set(block.depends), end, False, lines, self._shown.digest(), told)

    def tell_again(self, run: int, block: Block, told: Told, reason: Reason) -> str:
        """Sends what the block showed when it failed, as `told` has it now. Returns the digest of it."""
        mark = {"run": run, "block": block.id}
        shown = Shown()
        self._channel.send({"type": "block-start", **mark}, encode_json({"reason": reason.to_json()}))
        for head, body in told.frames:
            self._channel.send({**head, **mark}, body)
            if head["type"] == "output":
                shown.add_text(head["stream"], body.decode("utf-8", "replace"))
            elif head["type"] == "display":
                shown.add_display(head["kind"], body)
            else:
                shown.clear()
        self._channel.send({"type": "block-end", **mark, "ok": False, "elapsedMs": round(told.seconds * 1000, 3)})
        return shown.digest()

    def _give_up(self) -> BlockOutcome:
        reads = self._tracker.end()
        self.capture.end()
        self._mark = None
        self._interrupts.take_hit()
        return BlockOutcome(reads=reads, again=True)

    def _begin(self, mark: dict[str, Any]) -> None:
        self._interrupts.take_hit()
        self._mark = mark
        self._texts = []
        self._shown = Shown()
        self._told = Told()
        self.capture.begin(lambda stream, text: self._send_text(mark, stream, text))
        self.displays.begin(mark["block"])
        self.figures.begin()
        self._tracker.begin()

    def _send_text(self, mark: dict[str, Any], stream: str, text: str) -> None:
        if len(self._texts) < 64:
            self._texts.append(text)
        self.displays.before_output()
        self._shown.add_text(stream, text)
        head, body = {"type": "output", "stream": stream}, text.encode("utf-8", "replace")
        self._told.add(head, body)
        self._channel.send({**head, **mark}, body)

    def _evaluate(self, document: Document, block: Block) -> None:
        codes = self.evaluator.compile(block, document.flags)
        self._lines.register(codes, block)
        value = self.evaluator.run(codes)
        if block.shows and value is not None and not self.figures.is_leftover(value):
            self.displays.show("result", value)

    def _send_display(self, head: dict[str, Any], bundle: Bundle) -> None:
        with self._interrupts.held():
            if self._mark is not None:
                body, payload = encode_json(bundle), bundle.payload
                sized = {"payload": len(payload)} if payload else {}
                alone = not payload and "id" not in head and "update" not in head
                self._told.add({"type": "display", **head}, body, alone)
                self._channel.show({"type": "display", **head, **sized, **self._mark}, body + payload)
                self._shown.add_display(body=body, payload=digest_of_payload(payload), **head)

    def _clear(self) -> None:
        with self._interrupts.held():
            if self._mark is not None:
                self._shown.clear()
                self._told.add({"type": "clear"}, b"")
                self._channel.send({"type": "clear", **self._mark})

    def _show_error(
        self,
        error: BaseException,
        hint_of: HintOf,
        document: Document,
        lines: Places,
    ) -> None:
        missing = getattr(error, "name", None) if isinstance(error, NameError) else None
        hint = hint_of(missing) if isinstance(missing, str) else None
        bundle = self._errors.bundle(error, hint)
        if hint is not None and not self._can_tell_again(bundle, hint):
            # Other blocks decide what the hint says: it is given only where it can be put right without running the block.
            missing, hint = None, None
            bundle = self._errors.bundle(error)
        self._told.missing, self._told.hint = missing, hint
        self.displays.send({"kind": "error"}, Bundle(bundle))
        shown = [frame["line"] for frame in bundle[ERROR_MIME]["frames"] if frame["file"] == self._place.path]
        shown.append(bundle[ERROR_MIME].get("line"))
        # Those that it came from have frames too.
        shown += self._numbers_in(bundle["text/plain"])
        for number in shown:
            _note_line(number, document, lines)

    def _can_tell_again(self, bundle: dict[str, Any], hint: str) -> bool:
        self.capture.flush()
        printed = self._numbers_in("".join(self._texts)[:_KEPT_TEXT])
        return not printed and self._told.can_hold(bundle, self._place.path, hint)

    def _lines_in_texts(self, document: Document, lines: Places) -> bool:
        """Line numbers of the document in what was printed: warnings and log records show them."""
        found = self._numbers_in("".join(self._texts)[:_KEPT_TEXT])
        for number in found:
            _note_line(number, document, lines)
        return bool(found)

    def _numbers_in(self, text: str) -> list[int]:
        if os.path.basename(self._place.path) not in text:
            return []
        return [int(number) for number in re.findall(r"\.py(?::|\", line )(\d+)", text)]

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

    def _shorten(self, filename: str) -> str:
        return relative_path(self._place.root, filename) or filename


def _note_line(number: int | None, document: Document, lines: Places) -> None:
    """The block that has this line, with where it begins now, and with its text: an error shows the line too."""
    if number is None:
        return
    for block in reversed(document.blocks):
        if block.line <= number:
            lines[block.id] = (block.line, block.source)
            return
