"""One document in one kernel: what changed, what has to run for it, and what is told of that.

The soundness of it all is in `incremental`; this module speaks the frames.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Iterable, NoReturn

from .block import Block
from .blocks import Document
from .channel import Channel
from .fresh import FreshNeeded
from .identity import assign_ids
from .incremental.cell import Cell
from .incremental.execution import Execution
from .incremental.passes import Passes
from .incremental.run_cell import NeedsFresh, NeedsPlain, Ran
from .incremental.plain import plain_reason
from .incremental.reasons import kept_reason, reason_of
from .incremental.rules import Rules
from .incremental.skip import Cause
from .incremental.static_names import static_names
from .interrupts import Interrupts
from .names import bound_names
from .plan_frame import encode_plan
from .process import Process
from .reader import Reader
from .reason import Reason
from .run_block import RunEnd
from .source_text import decode_source
from .verified import Verified

_MAX_PATHS = 10_000
# A document that takes longer than this from top to bottom is not run a second time just to compare.
_LONGEST_AUDIT_S = 30.0
# Code that mentions one of these may end the run.
_READS_SOURCE = {"getsource", "getsourcelines", "findsource", "getcomments", "linecache", "getblock"}
_ENDINGS = {"exit", "quit", "SystemExit"}


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
        rules: Iterable[str] = (),
    ) -> None:
        """`rules` are left out: tests take one away to see that it is needed."""
        self._path, self._channel, self._stopped = path, channel, stopped
        self._rules = Rules.without(*rules)
        self._process = Process(root, path, channel, interrupts, self._rules, self._evaluate)
        self._passes: Passes = self._process.passes
        self._cells: dict[str, Cell] = {}
        self._order: list[Cell] = []
        self._identified: list[tuple[str, str]] = []
        self._known: dict[str, str] = {}
        self._imports: dict[str, set[str]] = {}
        self._reads: dict[str, set[str]] = {}
        self._plain: str | None = None
        self._has_run = False
        self._ended_ok = False
        self._planned_already: int | None = None
        self._document = Document([], [], False)
        self._reader = Reader([static_names])
        self._text_changed = True
        self._run_number = 0
        self._planned: dict[str, Reason] = {}
        self._first_cause = "first-run"
        self._verified = Verified()

    def give_state(self, state: dict[str, Any]) -> None:
        """What the process before this one has learned; before the first run."""
        self._plain = state.get("plain")
        self._planned_already = state.get("planned")
        self._first_cause = state.get("cause", "first-run")
        self._process.world.strong.update(state.get("strong", ()))
        self._verified.traps.update(state.get("traps", ()))
        self._verified.volatile.update(state.get("volatile", ()))

    def wants_audit(self) -> dict[str, Any] | None:
        """What an audit process has to know; None when what is shown needs none."""
        if self._plain is not None or not self._ended_ok or not self._verified.unverified:
            return None
        if sum(cell.record.seconds for cell in self._order if cell.record is not None) > _LONGEST_AUDIT_S:
            return None
        # The fresh run must find the workspace as the document found it.
        self._process.restore_files()
        return self._state("first-run")

    def end_audit(self) -> None:
        """The audit is over, or had to make way: the workspace is the document's again."""
        self._process.put_files()

    def compare_audit(self, collected: dict[str, Any]) -> dict[str, Any] | None:
        """The verdict for the runner; AGAIN to have another fresh run made; None for nothing to say."""
        self.end_audit()
        if collected.get("status") != "ok":
            return None
        return self._verified.compare(collected)

    def _state(self, cause: str) -> dict[str, Any]:
        return {
            "cause": cause,
            "strong": sorted(self._process.world.strong),
            "traps": sorted(self._verified.traps),
            "volatile": sorted(self._verified.volatile),
        }

    def run(self, request: RunRequest) -> None:
        """Plans, tells the plan, runs what has to, tells the end. Raises FreshNeeded, and for our own faults."""
        self._run_number = request.run
        if self._verified.wrong:
            self._go_fresh(None)
        document = self._read(request)
        blocks = [block for block in document.blocks if block.runs and block.evaluated]
        cells = self._cells_of(blocks)
        plain = self._plain or (plain_reason(cells) if self._rules.plain_mode else None)
        if plain is not None:
            self._go_plain(plain, None)
        outside = self._process.changed_outside(request.changed, self._path)
        forced = self._forced(cells, document)
        expected = self._passes.forecast(cells, forced, request.changed)
        if self._has_run and any(cells[place].id in self._verified.traps for place in expected):
            self._go_fresh(None)
        fresh = not self._has_run
        self._passes.runner.traps = set() if fresh else self._verified.traps
        over = self._exit_place(cells, expected)
        self._tell_plan(document, cells[: over + 1], expected)
        self._process.present(document)
        self._has_run = True
        end = self._bring_up(cells, forced, outside)
        self._known.update({cell.id: cell.key for cell in cells})
        self._ended_ok = end.status == "ok"
        self._verified.ran(set(self._passes.executed), {cell.id for cell in cells}, fresh)
        self._tell_end(end, cells)

    # What changed.

    def _read(self, request: RunRequest) -> Document:
        document = self._reader.read(decode_source(request.source))
        old = self._identified or request.prior
        for block, id in zip(document.blocks, assign_ids(old, [block.source for block in document.blocks])):
            block.id = id
        self._identified = [(block.id, block.source) for block in document.blocks]
        self._text_changed = document.lines != self._document.lines
        self._document = document
        return document

    def _cells_of(self, blocks: list[Block]) -> list[Cell]:
        """The blocks as cells; what a block did is kept as long as its code is the same."""
        cells = []
        for block in blocks:
            key = f"{block.code_key()} {self._document.flags}"
            old = self._cells.get(block.id)
            if old is not None and old.key == key:
                old.block = block
                cells.append(old)
                continue
            cell = Cell(block.id, key, block, block.told_by_code(static_names))
            if old is not None:
                cell.changes, cell.made = old.changes, old.made
            cells.append(cell)
        self._cells = {cell.id: cell for cell in cells}
        self._order = cells
        return cells

    def _forced(self, cells: list[Cell], document: Document) -> dict[int, Cause]:
        """Blocks that run whatever they would observe."""
        lines = {block.id: block.line for block in document.blocks}
        lines.update({f"{block.id} ordinal": block.ordinal for block in document.blocks})
        forced: dict[int, Cause] = {}
        for place, cell in enumerate(cells):
            record = cell.record
            if self._plain is not None:
                forced[place] = Cause("plain" if self._known else "first-run")
            elif record is None:
                forced[place] = self._own_cause(cell)
            elif cell.block.always_run:
                forced[place] = Cause("always-run")
            elif self._text_changed and not cell.names.mentions.isdisjoint(_READS_SOURCE):
                forced[place] = Cause("lines")
            elif any(lines.get(id) != line for id, line in record.shows_lines.items()):
                forced[place] = Cause("lines")
        return forced

    def _own_cause(self, cell: Cell) -> Cause:
        if cell.id not in self._known:
            return Cause("new" if self._known else self._first_cause)
        return Cause("source" if self._known[cell.id] != cell.key else "unfinished")

    def _exit_place(self, cells: list[Cell], expected: dict[int, Cause]) -> int:
        """Where the document ends by itself, as far as is known; the number of cells when it does not."""
        for place, cell in enumerate(cells):
            if place in expected:
                return len(cells)
            if cell.record is not None and cell.record.exit is not None:
                return place
        return len(cells)

    # Running.

    def _bring_up(self, cells: list[Cell], forced: dict[int, Cause], outside: bool) -> RunEnd:
        run = self._run_number
        how: list[str] = []

        def stopped() -> bool:
            status = self._stopped(run)
            if status is not None:
                how.append(status)
            return status is not None

        try:
            finished = self._passes.bring_up(cells, forced, stopped, outside)
        except NeedsFresh:
            self._go_fresh(run)
        except NeedsPlain as needed:
            self._go_plain(str(needed), run)
            raise AssertionError("a document that runs as a whole needs no more") from needed
        if not finished:
            return RunEnd(how[-1])
        ended = self._passes.ended
        if ended is not None and isinstance(ended.exit, RunEnd):
            return ended.exit
        return RunEnd("ok")

    def _go_fresh(self, planned: int | None) -> NoReturn:
        """Only a new process is sure to show what a fresh run shows. Raises FreshNeeded."""
        self._process.restore_files()
        raise FreshNeeded({**self._state("learned"), "planned": planned})

    def _go_plain(self, why: str, planned: int | None) -> None:
        """From here on the document runs as a whole, in a new process each time. Raises FreshNeeded."""
        self._plain = why
        if self._has_run:
            self._process.restore_files()
            raise FreshNeeded({**self._state("first-run"), "plain": why, "planned": planned})
        self._process.go_plain()

    def _evaluate(self, cell: Cell, cause: Cause, execution: Execution) -> Ran:
        reason = reason_of(cause, self._ordinal_of)
        told = None if self._planned.get(cell.id) == reason else reason
        outcome = self._process.runner.run(
            self._run_number, self._document, cell.block, self._hint, lambda: bool(execution.needed), told
        )
        if outcome.again:
            return Ran()
        self._reads[cell.id] = outcome.reads
        self._verified.shown[cell.id] = (outcome.ok, outcome.shown)
        interrupted = outcome.end is not None and outcome.end.status == "interrupted"
        return Ran(outcome.ok, outcome.seconds, outcome.reads, outcome.end, interrupted, outcome.lines)

    def _ordinal_of(self, id: str) -> int | None:
        cell = self._cells.get(id)
        return cell.block.ordinal if cell is not None else None

    def _hint(self, error: BaseException) -> tuple[str, dict[str, int]] | None:
        """What a NameError's reader has to know, and which blocks' numbers that names."""
        name = getattr(error, "name", None) if isinstance(error, NameError) else None
        if not name:
            return None
        for cell in reversed(self._order):
            if cell.record is not None and not cell.record.ok and name in bound_names(cell.block):
                block = cell.block
                text = f"`{name}` would have been bound by block {block.ordinal}, which failed."
                return text, {f"{block.id} ordinal": block.ordinal}
        for block in self._document.blocks:
            if block.runs and not block.evaluated and name in bound_names(block):
                text = f"`{name}` would be bound by block {block.ordinal}, which is not run (`eval: false`)."
                return text, {f"{block.id} ordinal": block.ordinal}
        return None

    # Telling.

    def _tell_plan(self, document: Document, reached: list[Cell], expected: dict[int, Cause]) -> None:
        dirty = self._dependents(reached, expected)
        ending = self._may_end(reached, expected)
        if ending is not None:
            dirty.update(range(ending, len(reached)))
        # Blocks that the document never reaches keep what they showed last, marked as out of date.
        unreached = [cell.id for cell in self._order[len(reached) :]]
        reasons: dict[str, Reason] = {}
        for place, cell in enumerate(reached):
            cause = expected.get(place)
            reasons[cell.id] = reason_of(cause, self._ordinal_of) if cause is not None else kept_reason()
        ended = next((cell.record.exit for cell in reached if cell.record is not None and cell.record.exit), None)
        for block in document.blocks:
            reasons.setdefault(block.id, _idle_reason(block, ended))
        self._planned = {cell.id: reasons[cell.id] for place, cell in enumerate(reached) if place in dirty}
        if self._planned_already == self._run_number:
            return
        out_of_date = [*(cell.id for place, cell in enumerate(reached) if place in dirty), *unreached]
        body = encode_plan(document.blocks, out_of_date, reasons)
        self._channel.send({"type": "plan", "run": self._run_number}, body)

    def _dependents(self, cells: list[Cell], expected: dict[int, Cause]) -> set[int]:
        """With those that read what a block binds that will run: they are out of date until they are seen not to be."""
        dirty: set[int] = set()
        names: set[str] = set()
        for place, cell in enumerate(cells):
            record = cell.record
            hit = record is not None and not names.isdisjoint(record.reads)
            if place in expected or hit:
                dirty.add(place)
                names |= cell.names.stores
                if record is not None:
                    names |= record.binds.keys()
            elif record is not None:
                names -= record.binds.keys()
        return dirty

    def _may_end(self, cells: list[Cell], expected: dict[int, Cause]) -> int | None:
        """The first place after which blocks may not be reached: they are out of date until they are."""
        if any(not cell.names.mentions.isdisjoint(_ENDINGS) for cell in cells):
            return min(expected, default=None)
        return None

    def _tell_end(self, end: RunEnd, cells: list[Cell]) -> None:
        executed = self._passes.executed
        kept = {
            cell.id: kept_reason().to_json()
            for cell in cells
            if cell.id in self._planned and cell.id not in executed and cell.id in self._passes.skipped
        }
        reads: set[str] = set()
        imports: set[str] = set()
        for cell in cells:
            if cell.record is not None:
                reads |= self._reads.get(cell.id, set())
                imports |= cell.record.imports
        body: dict[str, Any] = {"reads": sorted(reads | imports)[:_MAX_PATHS], "imports": sorted(imports)[:_MAX_PATHS]}
        if kept:
            body["kept"] = kept
        self._channel.send_json({"type": "run-end", "run": self._run_number, "status": end.status, **end.extra}, body)


def _idle_reason(block: Block, ended: RunEnd | None) -> Reason:
    if not block.runs:
        return Reason("prose", "prose: there is nothing to run")
    if not block.evaluated:
        return Reason("not-evaluated", "not run: its pragma says `eval: false`")
    return Reason("kept", f"not run: {ended.extra['message'] if ended else 'a block before it ended the run'}")


