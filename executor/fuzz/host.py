"""The parent of all processes under test: it imports libraries once, forks engines, and never runs user code."""

from __future__ import annotations

import gc
import importlib
import itertools
import os
import shutil
import signal
import socket
import tempfile
import threading
from typing import Any, Iterable, Mapping

from pinlight_executor.engine import Engine

from . import wire
from .engine_process import EngineFactory, serve
from .folder import Folder
from .libraries import STANDARD
from .python_process import run_python

DOCUMENT = "a.py"
Answer = dict[str, Any]


class Session:
    """One engine in a process of its own over a workspace folder."""

    def __init__(self, host: Host, path: str) -> None:
        self._host, self._path = host, path
        self.folder = Folder(host.new_root())
        self._connection, self._pid = host.fork_engine(self.folder.root, path)

    def show(self, source: str, files: Mapping[str, str] | None = None) -> Answer:
        """What the document shows in this state; `files` are all of the user's other files.

        {"status", "blocks": [{"id", "source", "ran", "starts", "reason", "reasonCode", "ok", "elements"}], "files":
        {path: sha256}, "ms", "root", "end"}. `status` is `crashed` (then `how` says by what) or `hung` when the process
        is lost, `failed` with `fault`, a traceback, when the engine raised. After `crashed` and `hung` make a new one.
        """
        changed = self.folder.put({**(files or {}), self._path: source})
        try:
            wire.send(self._connection, {"source": source, "changed": changed})
            answer = wire.receive(self._connection, self._host.limit_s)
            if answer["status"] == "again":
                answer = self._begin_anew(source, answer["state"])
        except wire.Late:
            self._end()
            answer = {"status": "hung", "blocks": [], "ms": self._host.limit_s * 1000, "end": {}}
        except wire.Gone:
            answer = {"status": "crashed", "how": self._end(), "blocks": [], "ms": 0.0, "end": {}}
        return {**answer, "files": self.folder.digests(), "root": self.folder.root}

    def _begin_anew(self, source: str, state: dict[str, Any]) -> Answer:
        """The engine asked for a new process, as it asks the zygote."""
        self._end()
        self._connection, self._pid = self._host.fork_engine(self.folder.root, self._path)
        wire.send(self._connection, {"source": source, "changed": [], "state": {**state, "planned": None}})
        return wire.receive(self._connection, self._host.limit_s)

    def close(self) -> None:
        self._end()
        self.folder.remove()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _end(self) -> str:
        """Ends the process and what it started; says how it had ended."""
        self._connection.close()
        if not self._pid:
            return "ended before"
        try:
            # Also what the document started: the child leads its own group.
            os.killpg(self._pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            # It has not come to lead its group yet.
            _kill(self._pid)
        _, status = os.waitpid(self._pid, 0)
        self._pid = 0
        code = os.waitstatus_to_exitcode(status)
        return f"signal {-code}" if code < 0 else f"exit code {code}"


class Host:
    """Forks engines. `libraries` are imported here once, those that are not installed are left out; see `installed`.

    Single-threaded for as long as it forks; use it with `with`, or call `close`, which removes all folders.
    """

    def __init__(
        self,
        libraries: Iterable[str] = (),
        limit_s: float = 10.0,
        factory: EngineFactory = Engine,
        options: dict[str, Any] | None = None,
    ) -> None:
        self.limit_s, self.factory, self.options = limit_s, factory, options or {}
        # One thread: a fork from a process with several is not defined by POSIX.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        os.environ.setdefault("POLARS_MAX_THREADS", "1")
        self.installed = [name for name in (*STANDARD, *libraries) if _import(name)]
        place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self._base = tempfile.mkdtemp(prefix="fuzz-", dir=place)
        self._numbers = itertools.count(1)
        gc.collect()
        gc.freeze()

    def session(self, path: str = DOCUMENT) -> Session:
        return Session(self, path)

    def fresh(self, source: str, files: Mapping[str, str] | None = None, path: str = DOCUMENT) -> Answer:
        """What a new process in a new folder shows of this state; shaped as `Session.show` answers."""
        with self.session(path) as session:
            return session.show(source, files)

    def python_run(self, source: str, files: Mapping[str, str] | None = None, path: str = DOCUMENT) -> Answer:
        """`python3 file.py` in a new process: {"status": "ok" or "hung", "stdout", "stderr", "code", "root"}."""
        folder = Folder(self.new_root())
        try:
            folder.put({**(files or {}), path: source})
            return {**run_python(folder.root, path, source, self.limit_s), "root": folder.root}
        finally:
            folder.remove()

    def new_root(self) -> str:
        """A path for a folder that is not there yet. All are equally long, so that no output is laid out by them."""
        return os.path.join(self._base, f"w{next(self._numbers):09d}")

    def fork_engine(self, root: str, path: str) -> tuple[socket.socket, int]:
        if threading.active_count() > 1:
            raise RuntimeError("the host forks, so it must not run threads")
        ours, theirs = socket.socketpair()
        pid = os.fork()
        if pid == 0:
            ours.close()
            serve(theirs, root, path, self.factory, self.options)
        theirs.close()
        return ours, pid

    def close(self) -> None:
        shutil.rmtree(self._base, ignore_errors=True)

    def __enter__(self) -> Host:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _import(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
