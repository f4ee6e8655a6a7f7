"""The workspace's files as versions: before a block runs, the disk is what a run from the top would have made of it.

Every file that a block of the document ever wrote is put back before each block runs, so that whatever looks at the disk
(C code, child processes, `os.path.exists`) finds what it would find in a fresh run. What blocks read is noted, to decide
which may be skipped; what they wrote is kept, up to a budget.

Files outside that a block writes have versions as well, under their whole path. They get the content of their place back,
and are never removed: libraries keep files of their own there, and so do others. In a folder that the document's own code
has made (`tempfile.mkdtemp()`), files are as those of the workspace.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections import OrderedDict
from types import FrameType
from typing import Any, Iterable

from ..place import Place
from ..state.polars_files import ANY_FILE
from ..workspace import relative_path
from .island import Binding
from .record import ABSENT, FILE

FOLDER = b"<folder>"
ALL_FILES = "$files"
_MAX_FILE_BYTES = 64 * 1024 * 1024
_MAX_KEPT_BYTES = 256 * 1024 * 1024
# Of files that somebody else might write to now, and of those outside.
_MAX_KEPT_UNASKED = 4 * 1024 * 1024
_MAX_SCANNED = 20_000
# A version of a file is the digest of its content, of this length, and its mode.
_CONTENT = hashlib.sha1().digest_size
_USUAL_MODE = 0o644
_WRITES = os.O_WRONLY | os.O_RDWR
_CHANGING = {"os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod", "os.utime"}
_LISTING = {"os.listdir", "os.scandir"}
# Devices, and what the system makes up when it is asked.
_NO_FILES = ("/dev/", "/proc/", "/sys/", "/run/")
# What stands between the document's code and the system when it makes a folder.
_MAKING_FOLDERS = {__name__.partition(".")[0], "tempfile", "os", "pathlib", "shutil"}
_CHILDREN = {"subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.fork", "os.forkpty", "pty.spawn"}
_NOTICED = _CHANGING | _CHILDREN | _LISTING | {ANY_FILE, "os.rename", "os.link", "os.symlink", "sqlite3.connect"}


class WorkspaceFiles:
    """The files below `root`, by workspace path. While a block runs, `notice` is fed with audit events."""

    def __init__(self, place: Place) -> None:
        self._root, self._place_of_document = place.root, place
        # As the document found them; only of files that a block wrote.
        self._initial: dict[str, bytes] = {}
        self._disk: dict[str, tuple[bytes, Any]] = {}
        self._contents: OrderedDict[bytes, bytes] = OrderedDict()
        self._kept_bytes = 0
        self._digests: dict[str, tuple[Any, bytes]] = {}
        self.read: dict[str, bytes] = {}
        self._written: set[str] = set()
        self._scan: dict[str, Any] | None = None
        self._scope: dict[str, Binding] = {}
        self._busy = False
        # Whether any block has ever written outside; folders there that the document made; files in other ones.
        self._outside = False
        self._own: set[str] = set()
        self._foreign: set[str] = set()
        # Of those outside, what no block had written before.
        self._added: set[str] = set()

    # Before and after a block.

    def begin(self, scope: dict[str, Binding]) -> Binding | None:
        """Puts the disk into the scope's state; the binding that cannot be restored when there is one."""
        self.read, self._written, self._scan, self._scope = {}, set(), None, scope
        self._added = set()
        return self.restore(scope)

    def restore(self, scope: dict[str, Binding]) -> Binding | None:
        missing = None
        removals: list[tuple[str, bytes]] = []
        creations: list[tuple[str, bytes]] = []
        for path in self._initial:
            if path in self._foreign and FILE + path not in scope:
                continue
            wanted = self._wanted(path, scope)
            if self._on_disk(path) != wanted and not (wanted == ABSENT and path in self._foreign):
                (removals if wanted == ABSENT else creations).append((path, wanted))
        for path, _ in sorted(removals, reverse=True):
            self._remove(path)
        for path, wanted in sorted(creations):
            if wanted == FOLDER:
                os.makedirs(self._whole(path), exist_ok=True)
                self._disk[path] = (FOLDER, None)
            elif wanted[:_CONTENT] in self._contents:
                self._write(path, wanted)
            else:
                missing = scope.get(FILE + path)
        return missing

    def end(self) -> dict[str, bytes]:
        """Path to digest of all that the block wrote."""
        written = set(self._written)
        if self._scan is not None:
            after = self._survey()
            written.update(path for path in {*after, *self._scan} if after.get(path) != self._scan.get(path))
            for path in written - self._initial.keys():
                if self._scan.get(path) == "folder":
                    self._initial[path] = FOLDER
                else:
                    self._initial[path] = self._digests.get(path, (None, ABSENT))[1] if path in self._scan else ABSENT
        for path, (_, signature) in list(self._disk.items()):
            # Written through a file that an earlier block had left open.
            if path in self._foreign and FILE + path not in self._scope:
                continue
            if path not in written and self._signature(path) != signature:
                written.add(path)
        found = {}
        for path in written:
            self._initial.setdefault(path, ABSENT)
            found[path] = self._take(path)
            if path in self._added and found[path] == self._initial[path] == ABSENT:
                # A temporary file that has gone with the block.
                del self._initial[path], self._disk[path], found[path]
        return found

    def undo(self) -> None:
        """The block was cut short: what it wrote is not what any block wrote."""
        for path in list(self._written):
            self._disk.pop(path, None)
        if self._scan is not None:
            self.end()

    def changed_outside(self, paths: Iterable[str]) -> None:
        """The workspace was edited: these are the document's files now, as it finds them."""
        for path in paths:
            self._digests.pop(path, None)
            if path in self._initial:
                self._initial[path] = self._take(path)

    # What blocks read.

    def present(self, name: str, scope: dict[str, Binding]) -> bytes:
        """The digest that a block would read now under a name that `read` has."""
        if name == ALL_FILES:
            return self._survey_digest(scope)
        path = name[len(FILE) :]
        if path.endswith("/"):
            return self._listing(path, scope)
        binding = scope.get(name)
        if binding is not None:
            return binding.digest
        return self._initial[path] if path in self._initial else self._digest_on_disk(path)

    def note_read(self, path: str) -> None:
        name = FILE + path
        if name not in self.read and path not in self._written and path != self._place_of_document.path:
            was_busy, self._busy = self._busy, True
            try:
                self.read[name] = self.present(name, self._scope)
            finally:
                self._busy = was_busy

    def note_question(self, path: Any) -> str | None:
        """Somebody asks whether it is there, how large it is, and the like: its place, None where that is not ours."""
        if self._busy:
            return None
        place = self._place(path)
        known = place or self._known_outside(path)
        if known:
            self.note_read(known)
        return place or None

    def notice(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An audit event of the document's code: before what it tells of happens."""
        if self._busy or (event != "open" and event not in _NOTICED):
            return
        self._busy = True
        try:
            self._notice(event, arguments)
        finally:
            self._busy = False

    def _notice(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, flags = arguments[0], arguments[2]
            if isinstance(flags, int) and flags & (_WRITES | os.O_CREAT | os.O_TRUNC):
                place = self._place(path) or self._place_outside(path)
                if place:
                    if not flags & os.O_TRUNC:
                        self.note_read(place)
                    # It fails where the folder is not there.
                    inside = os.path.dirname(place)
                    if inside:
                        self.note_read(inside)
                    self._note_write(place)
            elif place := self._known_outside(path):
                self.note_read(place)
        elif event in _CHANGING:
            folder = arguments[-1] if event != "os.truncate" else None
            if event == "os.mkdir":
                self._note_own_folder(arguments[0], folder)
            place = self._place(arguments[0], folder) or self._known_outside(arguments[0], folder)
            if place:
                self.note_read(place)
                self._note_write(place)
        elif event in _LISTING:
            if place := self._known_outside(arguments[0]):
                self.note_read(place + "/")
        elif event in ("os.rename", "os.link", "os.symlink"):
            for path in arguments[:2]:
                place = self._place(path)
                if place and os.path.isdir(self._whole(place)):
                    self._note_children()
                    continue
                place = place or self._place_outside(path)
                if place:
                    self.note_read(place)
                    self._note_write(place)
        elif event == "sqlite3.connect":
            place = self._place(arguments[0])
            if place:
                self.note_read(place)
                self._note_children()
            elif place := self._known_outside(arguments[0]):
                self.note_read(place)
                self._note_write(place)
        elif event in _CHILDREN or event == ANY_FILE:
            self._note_children()

    def _note_write(self, path: str) -> None:
        known = path in self._initial
        if not known:
            self._initial[path] = self._take(path)
        if _is_outside(path) and not known:
            self._outside = True
            self._added.add(path)
            if not self._is_own(path):
                self._foreign.add(path)
        self._written.add(path)

    def _note_children(self) -> None:
        """Somebody else may read and write anything now."""
        if self._scan is None:
            self.read[ALL_FILES] = self._survey_digest(self._scope)
            self._scan = self._survey(keep=True)

    # The disk.

    def _whole(self, path: str) -> str:
        return os.path.join(self._root, path)

    def _place(self, path: Any, folder: Any = None) -> str | None:
        whole = _whole_path(path, folder)
        place = relative_path(self._root, whole) if whole is not None else None
        return None if place in (None, ".") or "__pycache__" in str(place) else place

    def _place_outside(self, path: Any, folder: Any = None) -> str | None:
        """The whole path of a file outside of the workspace that is one in the ordinary sense."""
        whole = _whole_path(path, folder)
        if whole is None or whole == self._root or whole.startswith((*_NO_FILES, self._root + os.sep)):
            return None
        return whole if "__pycache__" not in whole else None

    def _known_outside(self, path: Any, folder: Any = None) -> str | None:
        """The same, of one that a block has written or that is in a folder of the document's."""
        place = self._place_outside(path, folder) if self._outside else None
        return place if place is not None and (place in self._initial or self._is_own(place)) else None

    def _is_own(self, place: str) -> bool:
        return any(place == own or place.startswith(own + os.sep) for own in self._own)

    def _note_own_folder(self, path: Any, folder: Any) -> None:
        place = self._place_outside(path, folder)
        if place is not None and not os.path.lexists(place) and _asked_by_document(self._root):
            self._outside = True
            self._own.add(place)

    def _wanted(self, path: str, scope: dict[str, Binding]) -> bytes:
        binding = scope.get(FILE + path)
        return binding.digest if binding is not None else self._initial[path]

    def _on_disk(self, path: str) -> bytes:
        """The digest of what stands there, by what was last seen while nothing has touched it."""
        known = self._disk.get(path)
        if known is not None and known[1] == self._signature(path):
            return known[0]
        return self._take(path)

    def _signature(self, path: str) -> Any:
        try:
            found = os.lstat(self._whole(path))
        except (OSError, ValueError):
            return None
        if stat.S_ISDIR(found.st_mode):
            return "folder"
        if stat.S_ISLNK(found.st_mode):
            # It has no mode of its own, and is put back as a file.
            return found.st_size, found.st_mtime_ns, found.st_ino, _USUAL_MODE
        return found.st_size, found.st_mtime_ns, found.st_ino, stat.S_IMODE(found.st_mode)

    def _take(self, path: str) -> bytes:
        """Reads what stands there and keeps it."""
        signature = self._signature(path)
        if signature is None:
            digest = ABSENT
        elif signature == "folder":
            digest = FOLDER
        else:
            digest = self._keep(path, signature)
        self._disk[path] = (digest, signature)
        return digest

    def _keep(self, path: str, signature: Any) -> bytes:
        if signature[0] > (_MAX_KEPT_UNASKED if _is_outside(path) else _MAX_FILE_BYTES):
            return repr(signature).encode()
        try:
            with open(self._whole(path), "rb") as file:
                data = file.read()
        except OSError:
            return repr(signature).encode()
        return _version(self._hold(data), signature)

    def _hold(self, data: bytes) -> bytes:
        """Keeps this content; the first part of the version of each file that has it."""
        digest = _digest(data)
        if digest not in self._contents:
            self._contents[digest] = data
            self._kept_bytes += len(data)
            while self._kept_bytes > _MAX_KEPT_BYTES:
                _, dropped = self._contents.popitem(last=False)
                self._kept_bytes -= len(dropped)
        return digest

    def _digest_on_disk(self, path: str, keep: bool = False) -> bytes:
        """Of a file that no block wrote; computed again only when its size, time or number changed.

        `keep`: its content too, where it is not too large to be put back.
        """
        signature = self._signature(path)
        if signature is None:
            return ABSENT
        if signature == "folder":
            return FOLDER
        known = self._digests.get(path)
        keep = keep and signature[0] <= _MAX_KEPT_UNASKED
        if known is None or known[0] != signature or (keep and known[1][:_CONTENT] not in self._contents):
            digest = repr(signature).encode()
            if signature[0] <= _MAX_FILE_BYTES:
                try:
                    with open(self._whole(path), "rb") as file:
                        data = file.read()
                    digest = _version(self._hold(data) if keep else _digest(data), signature)
                except OSError:
                    digest = ABSENT
            known = (signature, digest)
            self._digests[path] = known
        return known[1]

    def _listing(self, folder: str, scope: dict[str, Binding]) -> bytes:
        """The names in a folder as they would be in this scope."""
        try:
            names = set(os.listdir(self._whole(folder)))
        except OSError:
            names = set()
        prefix = "" if folder == "./" else folder
        for path in self._initial:
            parent, _, name = path.rpartition("/")
            if (parent + "/" if parent else "") == prefix:
                (names.discard if self._wanted(path, scope) == ABSENT else names.add)(name)
        names.discard("__pycache__")
        return hashlib.sha1(repr(sorted(names)).encode("utf-8", "surrogateescape"), usedforsecurity=False).digest()

    def _survey(self, keep: bool = False) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for folder, folders, names in os.walk(self._root):
            folders[:] = [name for name in folders if name not in ("__pycache__", ".git", "node_modules")]
            for name in [*folders, *names]:
                path = os.path.relpath(os.path.join(folder, name), self._root)
                found[path] = self._signature(path)
                if keep and found[path] != "folder":
                    self._digest_on_disk(path, keep=True)
                if len(found) > _MAX_SCANNED:
                    return found
        return found

    def _survey_digest(self, scope: dict[str, Binding]) -> bytes:
        paths = sorted({*self._survey(), *self._initial})
        told = [(path, self.present(FILE + path, scope)) for path in paths if path != self._place_of_document.path]
        told = [(path, digest) for path, digest in told if digest != ABSENT]
        return hashlib.sha1(repr(told).encode("utf-8", "surrogateescape"), usedforsecurity=False).digest()

    def _remove(self, path: str) -> None:
        whole = self._whole(path)
        try:
            if os.path.isdir(whole) and not os.path.islink(whole):
                os.rmdir(whole)
            else:
                os.unlink(whole)
        except OSError:
            pass
        self._disk[path] = (ABSENT, self._signature(path))

    def _write(self, path: str, digest: bytes) -> None:
        whole, content, mode = self._whole(path), digest[:_CONTENT], int(digest[_CONTENT:], 8)
        try:
            known = self._disk.get(path)
            # Its times stay where nothing but the mode was changed.
            if known is None or known[0][:_CONTENT] != content or known[1] != self._signature(path):
                os.makedirs(os.path.dirname(whole), exist_ok=True)
                if os.path.lexists(whole) and not os.access(whole, os.W_OK):
                    os.unlink(whole)
                with open(whole, "wb") as file:
                    file.write(self._contents[content])
            if stat.S_IMODE(os.stat(whole).st_mode) != mode:
                os.chmod(whole, mode)
        except OSError:
            return
        self._contents.move_to_end(content)
        self._disk[path] = (digest, self._signature(path))


def _whole_path(path: Any, folder: Any = None) -> str | None:
    """`folder`: a descriptor of the one that a path begins at."""
    if isinstance(path, int) or path is None:
        return None
    try:
        base = os.readlink(f"/proc/self/fd/{folder}") if isinstance(folder, int) and folder >= 0 else os.getcwd()
        return os.path.normpath(os.path.join(base, os.fsdecode(path)))
    except (OSError, TypeError, ValueError):
        return None


def _asked_by_document(root: str) -> bool:
    """Whether its code makes a folder, and no library one that it will use as long as the process lives."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and str(frame.f_globals.get("__name__")).partition(".")[0] in _MAKING_FOLDERS:
        frame = frame.f_back
    if frame is None:
        return False
    return frame.f_globals.get("__name__") == "__main__" or relative_path(root, frame.f_code.co_filename) is not None


def _is_outside(path: str) -> bool:
    return path[:1] == os.sep


def _version(content: bytes, signature: Any) -> bytes:
    return content + b"%o" % signature[3]


def _digest(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()
