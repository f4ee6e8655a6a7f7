"""One document in one kernel: what changed, what has to run for it, and what is told of that.

The soundness of it all is in `incremental`; this module speaks the frames.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Container, Iterable, NoReturn

from .block import Block
from .blocks import Document
from .channel import Channel
from .fresh import FreshNeeded
from .identity import assign_ids
from .incremental.cell import Cell
from .incremental.execution import Execution
from .incremental.holders import NEEDS_PLAIN, is_about_holders
from .incremental.passes import Passes
from .incremental.run_cell import NeedsFresh, NeedsPlain, Ran
from .incremental.plain import plain_reason
from .incremental.reasons import KEPT, MOVED, reason_of
from .incremental.record import FIGURES, Record
from .incremental.rules import Rules
from .incremental.skip import Cause
from .incremental.static_names import static_names
from .interrupts import Interrupts
from .names import bound_names
from .place import Place
from .plan_frame import encode_plan
from .predict import predict
from .process import Process
from .reader import Reader
from .reason import Reason
from .run_block import RunEnd
from .source_text import decode_source
from .told import Places, places_of
from .verified import Verified

_MAX_PATHS = 10_000
# A document that takes longer than this from top to bottom is not run a second time just to compare.
_LONGEST_AUDIT_S = 30.0
_READS_SOURCE = {"getsource", "getsourcelines", "findsource", "getcomments", "linecache", "getblock"}


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
        path: str | None,
        channel: Channel,
        interrupts: Interrupts,
        stopped: Callable[[int], str | None],
        rules: Iterable[str] = (),
    ) -> None:
        """`path`: None when it is not known yet, and `begin` comes before the first run. `rules` are left out: tests take
        one away to see that it is needed.
        """
        self._place, self._channel, self._stopped = Place(root), channel, stopped
        self._rules = Rules.without(*rules)
        self._process = Process(self._place, channel, interrupts, self._rules, self._evaluate)
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
        self._flags = 0
        self._in_cells = False
        self._reader = Reader([static_names])
        self._text_changed = True
        self._run_number = 0
        self._planned: dict[str, Reason] = {}
        self._first_cause = "first-run"
        self._verified = Verified()
        if path is not None:
            self.begin(path)

    def begin(self, path: str) -> None:
        """Which document this is, once."""
        self._place.path = path
        self._process.begin(self._place)

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
        if self._plain is not None or not self._ended_ok or not self._verified.due:
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
        # First of all: who makes way for a new process puts the files back, and must not put one over this change.
        outside = self._process.changed_outside(request.changed, self._place.path)
        if self._verified.wrong:
            self._go_fresh(None)
        if self._has_run and self._rules.modules and self._process.needs_fresh(request.changed):
            self._go_fresh(None, "shadowed")
        document = self._read(request)
        blocks = [block for block in document.blocks if block.runs and block.evaluated]
        cells = self._cells_of(blocks)
        plain = self._plain or (plain_reason(cells) if self._rules.plain_mode else None)
        if plain is not None:
            self._go_plain(plain, None)
        forced = self._forced(cells, document)
        expected = self._passes.forecast(cells, forced, request.changed)
        order = [cell.id for cell in cells]
        if self._has_run and self._verified.is_trap((order[place] for place in expected), order):
            self._go_fresh(None)
        fresh = not self._has_run
        self._passes.runner.traps = set() if fresh else self._verified.traps
        over = self._exit_place(cells, expected)
        self._tell_plan(document, cells[: over + 1], expected)
        self._process.present(document)
        self._has_run = True
        self._tell_moved(cells[: over + 1], self._planned)
        end = self._bring_up(cells, forced, outside)
        # It may have gone further, or less far, than was foreseen.
        self._tell_moved(cells[: self._exit_place(cells, {}) + 1], self._passes.executed)
        self._known.update({cell.id: cell.key for cell in cells})
        self._ended_ok = end.status == "ok"
        self._verified.ran(set(self._passes.executed), order, fresh)
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
        same_flags, self._flags = self._document.flags == self._flags, self._document.flags
        for block in blocks:
            old = self._cells.get(block.id)
            if old is not None and same_flags and old.block.runs_as(block):
                old.block = block
                cells.append(old)
                continue
            key = f"{block.code_key()} {self._flags}"
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
        self._note_style()
        return cells

    def _note_style(self) -> None:
        """Figures close at the end of a cell, and stay open in a file without cells."""
        if self._document.cells == self._in_cells:
            return
        self._in_cells = self._document.cells
        for cell in self._order:
            if cell.record is not None and (FIGURES in cell.record.reads or FIGURES in cell.record.binds):
                cell.record = None
                self._known[cell.id] = "in the other style"

    def _forced(self, cells: list[Cell], document: Document) -> dict[int, Cause]:
        """Blocks that run whatever they would observe."""
        shows_any = any(cell.record is not None and cell.record.shows_lines for cell in cells)
        places = places_of(document) if shows_any else {}
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
            elif places and record.shows_lines and _moved(record, places):
                # Else its error is told again; see _tell_moved.
                if record.told is None or not _can_follow(record, places):
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

    def _go_fresh(self, planned: int | None, cause: str = "learned") -> NoReturn:
        """Only a new process is sure to show what a fresh run shows. Raises FreshNeeded."""
        self._process.restore_files()
        raise FreshNeeded({**self._state(cause), "planned": planned})

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
            self._run_number,
            self._document,
            cell.block,
            lambda name: self._hint(cell, name),
            lambda error: self._is_void(execution, error),
            told,
        )
        if outcome.again:
            return Ran()
        self._reads[cell.id] = outcome.reads
        self._verified.shown[cell.id] = (outcome.ok, outcome.shown)
        interrupted = outcome.end is not None and outcome.end.status == "interrupted"
        return Ran(outcome.ok, outcome.seconds, outcome.reads, outcome.end, interrupted, outcome.lines, outcome.told)

    def _is_void(self, execution: Execution, error: BaseException | None) -> bool:
        if error is not None and self._plain is None and self._rules.plain_mode and is_about_holders(error):
            execution.refused = NEEDS_PLAIN
        return bool(execution.needed) or execution.refused is not None

    def _tell_moved(self, cells: list[Cell], apart_from: Container[str]) -> None:
        """Errors whose lines have moved, or that other blocks have to do with now, and whose blocks did not have to run."""
        if self._plain is not None or not any(cell.record is not None and cell.record.told for cell in cells):
            return
        places = places_of(self._document)
        for cell in cells:
            record = cell.record
            if record is None or not record.told or cell.id in apart_from:
                continue
            missing = record.told.missing
            hint = self._hint(cell, missing) if missing is not None else None
            if not _can_follow(record, places) or (hint == record.told.hint and not _moved(record, places)):
                continue
            record.told.move(self._place.path, record.shows_lines, places, hint)
            record.shows_lines = {id: places[id] for id in record.shows_lines}
            shown = self._process.runner.tell_again(self._run_number, cell.block, record.told, MOVED)
            self._verified.shown[cell.id] = (False, shown)

    def _ordinal_of(self, id: str) -> int | None:
        cell = self._cells.get(id)
        return cell.block.ordinal if cell is not None else None

    def _hint(self, failed: Cell, name: str) -> str | None:
        """What the reader of a NameError has to know."""
        for cell in reversed(self._order[: self._order.index(failed)]):
            if cell.record is not None and not cell.record.ok and name in bound_names(cell.block):
                return f"`{name}` would have been bound by block {cell.block.ordinal}, which failed."
        for block in self._document.blocks:
            if block.runs and not block.evaluated and name in bound_names(block):
                return f"`{name}` would be bound by block {block.ordinal}, which is not run (`eval: false`)."
        return None

    # Telling.

    def _tell_plan(self, document: Document, reached: list[Cell], expected: dict[int, Cause]) -> None:
        # Blocks that the document never reaches keep what they showed last, marked as out of date.
        unreached = [cell.id for cell in self._order[len(reached) :]]
        self._planned, reasons = predict(document, reached, expected, self._ordinal_of)
        if self._planned_already == self._run_number:
            return
        body = encode_plan(document.blocks, [*self._planned, *unreached], reasons)
        self._channel.hold({"type": "plan", "run": self._run_number}, body)

    def _tell_end(self, end: RunEnd, cells: list[Cell]) -> None:
        executed = self._passes.executed
        kept = {
            cell.id: KEPT.to_json()
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


def _moved(record: Record, places: Places) -> bool:
    return any(places.get(id) != place for id, place in record.shows_lines.items())


def _can_follow(record: Record, places: Places) -> bool:
    """Nothing but first lines differ."""
    for id, place in record.shows_lines.items():
        present = places.get(id)
        if present is None or present[1] != place[1]:
            return False
    return True
