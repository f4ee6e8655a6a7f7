"""What one kernel's process consists of: the namespace, what is watched around it, and the runner of blocks."""

from __future__ import annotations

import importlib
import sys
import threading
from functools import partial
from typing import Any, Callable

from .blocks import Document
from .channel import Channel
from .incremental.cell import Cell
from .incremental.execution import Execution
from .incremental.file_questions import watch_questions
from .incremental.files import WorkspaceFiles
from .incremental.frame_looks import FrameLooks
from .incremental.holders import adopt_columns, adopt_frames
from .incremental.local_modules import LocalModules
from .incremental.namespace import Namespace
from .incremental.open_figures import OpenFigures
from .incremental.passes import Passes
from .incremental.process_values import ProcessValues
from .incremental.registrations import watch_registrations
from .incremental.rules import Rules
from .incremental.run_cell import Parts, Ran
from .incremental.scope import Scope
from .incremental.skip import Cause
from .incremental.world import World
from .interrupts import Interrupts
from .modules import WorkspaceModules
from .place import Place
from .run_block import BlockRunner
from .stage import set_script
from .state.registry import ProcessState


class Process:
    """Built once, before any code of the document runs; `begin` comes next."""

    def __init__(
        self,
        place: Place,
        channel: Channel,
        interrupts: Interrupts,
        rules: Rules,
        evaluate: Callable[[Cell, Cause, Execution], Ran],
    ) -> None:
        self.runner = BlockRunner(place, channel, interrupts)
        self._threads = set(threading.enumerate())
        self._files = WorkspaceFiles(place)
        # Before the namespace, which takes the builtins as they are then.
        self._modules = LocalModules(WorkspaceModules(place.root), lambda name: self.passes.runner.note_hidden(name))
        self.namespace = Namespace(self.runner.fixed)
        sys.modules["__main__"] = self.namespace.main
        self.runner.begin_documents(self.namespace.globals)
        figures = OpenFigures(lambda name: self.passes.runner.note_hidden(name))
        self.runner.post_import.when_imported("matplotlib._pylab_helpers", figures.adopt)
        for name, adopt in (("generic", adopt_frames), ("series", adopt_columns)):
            self.runner.post_import.when_imported(f"pandas.core.{name}", partial(adopt, is_bound=self._is_bound))
        self.world = World(self.namespace.globals, self._modules.is_local)
        process = self._process = ProcessValues(ProcessState(self.runner.post_import))
        self._modules.importing, self._modules.imported = process.importing, self._imported
        parts = Parts(self.namespace, self.world, self._files, self._modules, process, figures)
        self.passes = Passes(parts, rules, evaluate, self._impure)
        self.runner.looked = self.passes.runner.note_looked
        self._looks = FrameLooks(self.namespace.globals, self.namespace.show_all)
        self._watches_files = rules.files
        self._registered: str | None = None
        watch_registrations(self._on_registration)
        sys.addaudithook(self._on_event)
        if rules.files:
            self.runner.noted = self._files.note_read
            watch_questions(self._on_question)

    def begin(self, place: Place) -> None:
        """Once, when it is known which document this is."""
        set_script(place)
        self.namespace.give_file(place.file)
        self._process.begin_again("sys.argv", "sys.path")

    def present(self, document: Document) -> None:
        """The document's text from now on."""
        self.runner.present(document)
        # Functions of kept blocks: warnings and log records name lines, and must name the file's own.
        for function in self.world.functions():
            code = self.runner.moved(function.__code__)
            if code is not None:
                self.world.give_code(function, code)
        self.namespace.give_docstring(document.docstring)
        # It was parsed under filters of its own, and new filters make the books on shown warnings void.
        self._process.made_void("$shown warnings")

    def changed_outside(self, paths: list[str], own: str) -> bool:
        """Files were written by others; True when the document has to be looked at from its top."""
        self._files.changed_outside(paths)
        others = any(path != own for path in paths)
        if others:
            importlib.invalidate_caches()
        return others

    def needs_fresh(self, paths: list[str]) -> bool:
        """Whether a module that is loaded here would be another one in a new process, now that these files are there."""
        return any(self._modules.hides_a_library(path) for path in paths)

    def restore_files(self) -> None:
        """The workspace as the document found it."""
        self._files.restore(Scope())

    def put_files(self) -> None:
        """The workspace as the document leaves it."""
        self._files.restore(self.passes.final)

    def go_plain(self) -> None:
        """From here on an ordinary namespace: nothing is watched, nothing can be skipped."""
        self.namespace.go_plain()
        self.passes.plain = True

    def _is_bound(self, value: Any) -> bool:
        execution = self.passes.runner.execution
        return self.namespace.reader is not None and execution is not None and execution.is_bound(value)

    def _on_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.namespace.reader is None:
            return
        if event == "sys._getframe":
            self._looks.notice(arguments)
        elif self._watches_files:
            self._files.notice(event, arguments)

    def _on_question(self, path: Any) -> None:
        if self.namespace.reader is not None:
            place = self._files.note_question(path)
            if place:
                self.runner.asked(place)

    def _imported(self, begun: dict[str, bytes]) -> None:
        self._process.imported(begun)
        self.passes.runner.note_import()

    def _on_registration(self, abstract: type, other: Any) -> None:
        """A library's class would keep the document's for good."""
        if self.namespace.reader is not None and not self._is_own(abstract) and self._is_own(other):
            self._registered = f"it registers a class with {abstract.__name__}, which keeps it"

    def _is_own(self, cls: Any) -> bool:
        module = getattr(cls, "__module__", None)
        return module == "__main__" or self._modules.is_local(module)

    def _impure(self) -> str | None:
        """What is still at work after a block has ended, or cannot be taken back; None for nothing."""
        if self._registered is not None:
            return self._registered
        if self.runner.evaluator.has_tasks:
            return "asynchronous tasks outlive their block"
        for thread in threading.enumerate():
            if thread not in self._threads and not thread.name.startswith("pinlight-"):
                return f"the thread {thread.name} outlives its block"
        return None
