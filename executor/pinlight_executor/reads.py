"""Which workspace files a block reads or looks for, noticed by an audit hook and by a finder that finds nothing."""

from __future__ import annotations

import os
import stat
import sys
from types import FrameType
from typing import Any, Callable, Sequence

from .workspace import relative_path

_IMPORT_MACHINERY = ("<frozen importlib", "<frozen zipimport")
_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep
# As it is before questions of the document's are noted: ours are none.
_stat = os.stat
_READING_EVENTS = {"open", "os.listdir", "os.scandir", "sqlite3.connect"}


_Told = Callable[[str], None]


def _nobody(_path: str) -> None:
    """Nobody asked to be told."""


class ReadTracker:
    """Collects while a block runs: files by path, folders as `folder/`, absent modules by the files and folders they could be."""

    def __init__(self, root: str, noted: _Told = _nobody, looked: _Told = _nobody) -> None:
        """`noted` is called with each path before the read, `looked` with each file or folder that could answer an import."""
        self._root, self._noted, self._looked = root, noted, looked
        self._found: set[str] | None = None
        # What is noted is read by us, to know its content: that is no read of the block's.
        self._noting = False

    def install(self) -> None:
        """For the rest of the process: an audit hook cannot be taken off again."""
        sys.addaudithook(self._on_event)
        sys.meta_path.insert(0, _Lookout(self))

    def begin(self) -> None:
        self._found = set()

    def end(self) -> set[str]:
        found, self._found = self._found or set(), None
        return found

    def _on_event(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._found is None or event not in _READING_EVENTS or self._noting:
            return
        if event == "open" and _writes_only(arguments):
            return
        caller = sys._getframe(1)
        if caller.f_code.co_filename.startswith(_IMPORT_MACHINERY):
            return
        path = relative_path(self._root, "." if arguments[0] is None else arguments[0], _cwd())
        if path is None or "__pycache__" in path:
            return
        if event in ("os.listdir", "os.scandir"):
            self._find("./" if path == "." else path + "/")
        elif path != ".":
            self._find(path)

    def _find(self, path: str) -> None:
        assert self._found is not None
        self._found.add(path)
        self._noting = True
        try:
            self._noted(path)
        finally:
            self._noting = False

    def ask(self, path: str) -> None:
        """A question that opens nothing: whoever writes the file later changes the answer."""
        if self._found is not None:
            self._found.add(path)

    def look_for_module(self, name: str, folders: Sequence[str] | None) -> None:
        """An import that is about to search: whatever file would answer it counts as looked for."""
        if self._found is None or not self._asked_by_workspace(sys._getframe(2)):
            return
        last = name.rpartition(".")[2]
        for folder in sys.path if folders is None else folders:
            place = relative_path(self._root, folder or ".", _cwd())
            if place is not None and "site-packages" not in place:
                prefix = "" if place == "." else place + "/"
                candidates = [f"{prefix}{last}.py", f"{prefix}{last}/__init__.py"]
                self._found.update(candidates)
                if not any(_is_file(os.path.join(self._root, one)) for one in candidates):
                    # A folder without either is a package, too, as long as anything is in it.
                    self._found.add(f"{prefix}{last}/")
                    candidates.append(f"{prefix}{last}")
                for candidate in candidates:
                    self._looked(candidate)

    def _asked_by_workspace(self, frame: FrameType | None) -> bool:
        while frame is not None and frame.f_code.co_filename.startswith((*_IMPORT_MACHINERY, _OURS)):
            frame = frame.f_back
        if frame is None:
            return False
        place = relative_path(self._root, frame.f_code.co_filename)
        return place is not None and "site-packages" not in place


class _Lookout:
    """Stands first among the finders, notes what is searched, and leaves the finding to the others."""

    def __init__(self, tracker: ReadTracker) -> None:
        self._tracker = tracker

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: object = None) -> None:
        self._tracker.look_for_module(name, path)


def _is_file(path: str) -> bool:
    try:
        return stat.S_ISREG(_stat(path).st_mode)
    except (OSError, ValueError):
        return False


def _writes_only(arguments: tuple[Any, ...]) -> bool:
    flags = arguments[2] if len(arguments) > 2 else 0
    return isinstance(flags, int) and (flags & os.O_ACCMODE) == os.O_WRONLY


def _cwd() -> str:
    try:
        return os.getcwd()
    except OSError:
        return "/"
