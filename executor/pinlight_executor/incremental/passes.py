"""Bringing a document up to date: from its top, each block is skipped when it may be, and run when it must."""

from __future__ import annotations

from typing import Callable, Sequence

from .cell import Cell
from .copies import Copies
from .execution import Again, Execution
from .forecast import Forecast, NoPlan
from .island import Island
from .observe import Flip
from .outside import Outside, names_of_files
from .record import Record
from .rules import Rules
from .run_cell import CellRunner, NeedsPlain, Parts, Ran
from .scope import Scope
from .skip import Cause, SkipRule

_MOST_FULL = 5


class Passes:
    """`evaluate(cell, cause, execution)` runs a block's code and shows what it shows."""

    def __init__(
        self, parts: Parts, rules: Rules, evaluate: Callable[[Cell, Cause, Execution], Ran], impure: Callable[[], str | None]
    ) -> None:
        self._parts, self._rules, self._evaluate = parts, rules, evaluate
        self._copies = Copies(parts.world)
        self.runner = CellRunner(parts, rules, self._copies, evaluate, impure)
        self._copies.owned = self.runner.ambient.owns
        self._forecast = Forecast(self._copies)
        self._outside = Outside(parts.process, parts.files, parts.modules)
        self._skip = SkipRule(
            parts.world, rules, self._outside.digest, parts.process.ambient, self.runner.ambient.known
        )
        self._settled: list[tuple[Cell, Record]] = []
        self._tried: dict[str, Cause] = {}
        self._runs = 0
        self.executed: dict[str, Cause] = {}
        self.skipped: set[str] = set()
        self.ended: Ran | None = None
        self.final = Scope()
        self.plain = False

    def forecast(self, cells: Sequence[Cell], forced: dict[int, Cause], changed: Sequence[str]) -> dict[int, Cause]:
        """Place to cause of what will have to run, as far as can be told without running anything.

        `changed`: workspace paths that others wrote.
        """
        expected = dict(forced)
        for place, cell in enumerate(cells) if changed else ():
            if place not in expected and cell.record is not None:
                for name in names_of_files(changed):
                    digest = cell.record.state_reads.get(name)
                    if digest is not None and self._outside.digest(name, Scope()) != digest:
                        expected[place] = Cause("state", name)
                        break
        try:
            added = self._forecast.extend(list(cells), set(expected) | {p for p, c in enumerate(cells) if c.record is None})
        except NoPlan:
            return {place: forced.get(place, Cause("from-the-top")) for place in range(len(cells))}
        for place, by in added.items():
            expected.setdefault(place, Cause("for-later", cells[by].id))
        return expected

    def bring_up(
        self, cells: list[Cell], forced: dict[int, Cause], stopped: Callable[[], bool], outside: bool
    ) -> bool:
        """Runs what must run; False when `stopped` ended it. `outside`: files were changed by somebody else.

        Raises NeedsPlain.
        """
        self.executed = {}
        self._tried = {}
        self._runs = 0
        self.ended = None
        if self.plain:
            return self._run_plain(cells, forced, stopped)
        if outside:
            self._settled = []
        causes = dict(forced)
        full = 0
        while True:
            try:
                return self._pass(cells, causes, stopped)
            except Again:
                needed = self.runner.execution.needed if self.runner.execution is not None else []
                causes = self._after_again(cells, causes, needed)
            except Flip:
                causes = {place: Cause("from-the-top") for place in range(len(cells))}
                for cell in cells:
                    cell.record = None
                self._parts.world.forget()
            full += len(causes) == len(cells)
            if full > _MOST_FULL:
                raise NeedsPlain("its values cannot be told apart")

    def _after_again(self, cells: list[Cell], causes: dict[int, Cause], needed: list[Island]) -> dict[int, Cause]:
        """What has to run in the next attempt."""
        self._settled = []
        everything = {place: Cause("from-the-top") for place in range(len(cells))}
        # It has cost as much as the document as a whole does.
        if self._runs > len(cells):
            return everything
        places = {id(cell.record): place for place, cell in enumerate(cells) if cell.record is not None}
        dirty = {place for place, cell in enumerate(cells) if cell.record is None}
        # What has to run whatever it would observe, and was not reached.
        again = {
            place: cause
            for place, cause in causes.items()
            if cause.kind in ("lines", "always-run") and cells[place].id not in self.executed
        }
        for island in needed:
            producer = places.get(id(island.producer))
            if producer is None:
                return everything
            if not self._copies.restore(island):
                again[producer] = Cause("for-later", self.runner.running_id)
        dirty |= again.keys()
        try:
            added = self._forecast.extend(cells, dirty)
        except NoPlan:
            return everything
        for place, by in added.items():
            again.setdefault(place, Cause("for-later", cells[by].id))
        for place, cell in enumerate(cells):
            if cell.record is None:
                again[place] = causes.get(place, Cause("first-run"))
        return again

    def _pass(self, cells: list[Cell], forced: dict[int, Cause], stopped: Callable[[], bool]) -> bool:
        scope = Scope(self._parts.namespace.base.keys())
        asked = self._parts.world.asks_which
        self.runner.prepare(cells)
        # Records settled it by content so far, where objects count now.
        settled, self._settled = self._settled if self._parts.world.asks_which == asked else [], []
        steady = True
        self.skipped = set()
        # Bound by a block that is marked to run always: whoever reads it runs too, also when it is equal.
        renewed: dict[str, Record] = {}
        for place, cell in enumerate(cells):
            steady = steady and place < len(settled) and settled[place][0] is cell and settled[place][1] is cell.record
            cause = forced.get(place)
            if cause is None and not steady:
                cause = Cause("first-run") if cell.record is None else self._skip.broken(cell.record, scope)
            if cause is None and renewed and cell.record is not None:
                cause = next((Cause("name", name, renewed[name]) for name in cell.record.reads if name in renewed), None)
            if cause is not None:
                steady = False
                if stopped():
                    return False
                # Cut short before: it still runs for what it ran for then.
                cause = self._tried.get(cell.id, cause) if cause.kind == "first-run" else cause
                self._tried.setdefault(cell.id, cause)
                self._runs += 1
                ran = self.runner.run(cell, cause, scope)
                if cell.record is not None:
                    self.executed[cell.id] = cause
                if cell.record is not None and (cell.block.always_run or cause.by in renewed.values()):
                    renewed.update(dict.fromkeys(cell.record.binds, cell.record))
                if ran is not None:
                    self.ended = ran
                    if ran.interrupted:
                        return True
                    break
            else:
                assert cell.record is not None
                self.runner.refuse_drops(cell.record, scope)
                cell.record.apply(scope)
                self.skipped.add(cell.id)
                if cell.record.exit is not None:
                    self.ended = Ran(exit=cell.record.exit)
                    break
        self.runner.look_at_open_files(cells)
        self.final = scope
        if self._rules.files:
            missing = self._parts.files.restore(scope)
            if missing is not None and missing.writer is not None:
                self.runner.execution = Execution(scope, self._parts.namespace, self._rules)
                self.runner.execution.needed.append(Island(missing.writer))
                self.runner.running_id = ""
                raise Again
        self._settled = [(cell, cell.record) for cell in cells if cell.record is not None]
        return True

    def _run_plain(self, cells: list[Cell], forced: dict[int, Cause], stopped: Callable[[], bool]) -> bool:
        """Everything, from top to bottom, in an ordinary namespace."""
        self._parts.files.begin(Scope())
        try:
            return self._run_all(cells, forced, stopped)
        finally:
            # What it wrote is known, so that the next process can find the files as this one did.
            self._parts.files.end()

    def _run_all(self, cells: list[Cell], forced: dict[int, Cause], stopped: Callable[[], bool]) -> bool:
        execution = Execution(Scope(), self._parts.namespace, self._rules)
        for place, cell in enumerate(cells):
            if stopped():
                return False
            cell.record = None
            cause = forced.get(place, Cause("plain"))
            self._parts.namespace.reader = execution
            try:
                ran = self._evaluate(cell, cause, execution)
            finally:
                self._parts.namespace.reader = None
            self.executed[cell.id] = cause
            if ran.interrupted:
                self.ended = ran
                return True
            cell.record = Record(cell.id, ok=ran.ok, exit=ran.exit, shows_lines=ran.lines, told=ran.told)
            if ran.exit is not None:
                self.ended = ran
                return True
        return True
