"""The workspace's files as versions: before a block runs, the disk is what a run from the top would have made of it.

Every file that a block of the document ever wrote is put back before each block runs, so that whatever looks at the disk
(C code, child processes, `os.path.exists`) finds what it would find in a fresh run. What blocks read is noted, to decide
which may be skipped; what they wrote is kept, up to a budget.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections import OrderedDict
from typing import Any, Iterable

from ..workspace import relative_path
from .island import Binding
from .record import ABSENT, FILE

FOLDER = b"<folder>"
ALL_FILES = "$files"
_MAX_FILE_BYTES = 64 * 1024 * 1024
_MAX_KEPT_BYTES = 256 * 1024 * 1024
_MAX_SCANNED = 20_000
_WRITES = os.O_WRONLY | os.O_RDWR
_CHANGING = {"os.remove", "os.rmdir", "os.mkdir", "os.truncate", "os.chmod", "os.utime"}
_CHILDREN = {"subprocess.Popen", "os.system", "os.posix_spawn", "os.exec", "os.fork", "os.forkpty", "pty.spawn"}
_NOTICED = _CHANGING | _CHILDREN | {"os.rename", "os.link", "os.symlink", "sqlite3.connect"}


class WorkspaceFiles:
    """The files below `root`, by workspace path. While a block runs, `notice` is fed with audit events."""

    def __init__(self, root: str, ignored: str) -> None:
        self._root, self._ignored = root, ignored
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

    # Before and after a block.

    def begin(self, scope: dict[str, Binding]) -> Binding | None:
        """Puts the disk into the scope's state; the binding that cannot be restored when there is one."""
        self.read, self._written, self._scan, self._scope = {}, set(), None, scope
        return self.restore(scope)

    def restore(self, scope: dict[str, Binding]) -> Binding | None:
        missing = None
        removals: list[tuple[str, bytes]] = []
        creations: list[tuple[str, bytes]] = []
        for path in self._initial:
            wanted = self._wanted(path, scope)
            if self._on_disk(path) != wanted:
                (removals if wanted == ABSENT else creations).append((path, wanted))
        for path, _ in sorted(removals, reverse=True):
            self._remove(path)
        for path, wanted in sorted(creations):
            if wanted == FOLDER:
                os.makedirs(self._whole(path), exist_ok=True)
                self._disk[path] = (FOLDER, None)
            elif wanted in self._contents:
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
                self._initial[path] = self._digests.get(path, (None, ABSENT))[1] if path in self._scan else ABSENT
        for path, (_, signature) in list(self._disk.items()):
            # Written through a file that an earlier block had left open.
            if path not in written and self._signature(path) != signature:
                written.add(path)
        found = {}
        for path in written:
            self._initial.setdefault(path, ABSENT)
            found[path] = self._take(path)
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
        if name not in self.read and path not in self._written and path != self._ignored:
            was_busy, self._busy = self._busy, True
            try:
                self.read[name] = self.present(name, self._scope)
            finally:
                self._busy = was_busy

    def note_question(self, path: Any) -> None:
        """Somebody asks whether it is there, how large it is, and the like."""
        if not self._busy:
            place = self._place(path)
            if place:
                self.note_read(place)

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
                place = self._place(path)
                if place:
                    if not flags & os.O_TRUNC:
                        self.note_read(place)
                    self._note_write(place)
        elif event in _CHANGING:
            place = self._place(arguments[0], arguments[-1] if event != "os.truncate" else None)
            if place:
                self.note_read(place)
                self._note_write(place)
        elif event in ("os.rename", "os.link", "os.symlink"):
            for path in arguments[:2]:
                place = self._place(path)
                if place and os.path.isdir(self._whole(place)):
                    self._note_children()
                elif place:
                    self.note_read(place)
                    self._note_write(place)
        elif event == "sqlite3.connect":
            place = self._place(arguments[0])
            if place:
                self.note_read(place)
                self._note_children()
        elif event in _CHILDREN:
            self._note_children()

    def _note_write(self, path: str) -> None:
        if path not in self._initial:
            self._initial[path] = self._take(path)
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
        base = None
        if isinstance(folder, int) and folder >= 0:
            try:
                base = os.readlink(f"/proc/self/fd/{folder}")
            except OSError:
                return None
        if isinstance(path, int):
            return None
        try:
            place = relative_path(self._root, path, base or os.getcwd())
        except OSError:
            return None
        return None if place in (None, ".") or "__pycache__" in str(place) else place

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
        return found.st_size, found.st_mtime_ns, found.st_ino

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
        if signature[0] > _MAX_FILE_BYTES:
            return repr(signature).encode()
        try:
            with open(self._whole(path), "rb") as file:
                data = file.read()
        except OSError:
            return repr(signature).encode()
        digest = hashlib.sha1(data, usedforsecurity=False).digest()
        if digest not in self._contents:
            self._contents[digest] = data
            self._kept_bytes += len(data)
            while self._kept_bytes > _MAX_KEPT_BYTES:
                _, dropped = self._contents.popitem(last=False)
                self._kept_bytes -= len(dropped)
        return digest

    def _digest_on_disk(self, path: str) -> bytes:
        """Of a file that no block wrote; computed again only when its size, time or number changed."""
        signature = self._signature(path)
        if signature is None:
            return ABSENT
        if signature == "folder":
            return FOLDER
        known = self._digests.get(path)
        if known is None or known[0] != signature:
            digest = repr(signature).encode()
            if signature[0] <= _MAX_FILE_BYTES:
                try:
                    with open(self._whole(path), "rb") as file:
                        digest = hashlib.sha1(file.read(), usedforsecurity=False).digest()
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
            for name in names:
                path = os.path.relpath(os.path.join(folder, name), self._root)
                found[path] = self._signature(path)
                if keep:
                    self._digest_on_disk(path)
                if len(found) > _MAX_SCANNED:
                    return found
        return found

    def _survey_digest(self, scope: dict[str, Binding]) -> bytes:
        paths = sorted({*self._survey(), *self._initial})
        told = [(path, self.present(FILE + path, scope)) for path in paths if path != self._ignored]
        told = [(path, digest) for path, digest in told if digest not in (ABSENT, FOLDER)]
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
        whole = self._whole(path)
        try:
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            with open(whole, "wb") as file:
                file.write(self._contents[digest])
        except OSError:
            return
        self._contents.move_to_end(digest)
        self._disk[path] = (digest, self._signature(path))
