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

from pinlight_executor.ahead import think_ahead
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
        self._last: tuple[str, Answer] = ("", {})

    def show(
        self, source: str, files: Mapping[str, str] | None = None, state: dict[str, Any] | None = None
    ) -> Answer:
        """What the document shows in this state; `files` are all of the user's other files.

        {"status", "blocks": [{"id", "source", "ran", "starts", "reason", "reasonCode", "ok", "elements"}], "files":
        {path: sha256}, "ms", "root", "end"}. `status` is `crashed` (then `how` says by what) or `hung` when the process
        is lost, `failed` with `fault`, a traceback, when the engine raised. After `crashed` and `hung` make a new one.
        `state`: what the engine is given before its first run.
        """
        changed = self.folder.put({**(files or {}), self._path: source})
        return self._show({"source": source, "changed": changed, "state": state})

    def audit(self) -> Answer:
        """What is shown of the last state once it has been audited, as by the zygote and a kernel between them.

        A process of its own runs it from the top in this folder; where that shows something else, the document is
        brought up to date once more.
        """
        source, shown = self._last
        verdict: Answer | None = {"again": True}
        while verdict is not None and verdict.get("again"):
            state = self._ask({})
            if state is None:
                return shown
            request = {"source": source, "changed": [], "state": state, "prior": _prior(shown), "isAudit": True}
            verdict = self._ask({"collected": self._host.audit_run(self.folder.root, self._path, request)})
        return shown if verdict is None or verdict["ok"] else self._show({"source": source, "changed": []})

    def _ask(self, question: dict[str, Any]) -> Any:
        """Raises wire.Gone and wire.Late."""
        wire.send(self._connection, question)
        return wire.receive(self._connection, self._host.limit_s)

    def _show(self, request: dict[str, Any]) -> Answer:
        source = request["source"]
        try:
            wire.send(self._connection, request)
            answer = wire.receive(self._connection, self._host.limit_s)
            if answer["status"] == "again":
                # As the zygote does: the new process knows the blocks by the plan that was told last.
                prior = _prior(answer) or _prior(self._last[1])
                answer = self._begin_anew({**request, "changed": [], "state": answer["state"], "prior": prior})
        except wire.Late:
            self._end()
            answer = {"status": "hung", "blocks": [], "ms": self._host.limit_s * 1000, "end": {}}
        except wire.Gone:
            answer = {"status": "crashed", "how": self._end(), "blocks": [], "ms": 0.0, "end": {}}
        self._last = source, {**answer, "files": self.folder.digests(), "root": self.folder.root}
        return self._last[1]

    def _begin_anew(self, request: dict[str, Any]) -> Answer:
        """The engine asked for a new process, as it asks the zygote."""
        self._end()
        self._connection, self._pid = self._host.fork_engine(self.folder.root, self._path)
        wire.send(self._connection, {**request, "state": {**request["state"], "planned": None}})
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
        status = end_process(self._pid)
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
        think_ahead()
        gc.collect()
        gc.freeze()

    def session(self, path: str = DOCUMENT) -> Session:
        return Session(self, path)

    def fresh(
        self, source: str, files: Mapping[str, str] | None = None, path: str = DOCUMENT, elsewhere: bool = False
    ) -> Answer:
        """What a new process in a new folder shows of this state; shaped as `Session.show` answers.

        It runs in an ordinary namespace, unwatched: what watching changes is found too. `elsewhere`: with other addresses.
        """
        with self.session(path) as session:
            return session.show(source, files, {"plain": "it is compared with", "elsewhere": elsewhere})

    def audit_run(self, root: str, path: str, request: dict[str, Any]) -> Answer:
        """What an audit's process sends of a run from the top, or that it was aborted."""
        connection, pid = self.fork_engine(root, path)
        try:
            wire.send(connection, request)
            return wire.receive(connection, self.limit_s).get("collected", {"aborted": True})
        except (wire.Gone, wire.Late):
            return {"aborted": True}
        finally:
            connection.close()
            end_process(pid)

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


def _prior(answer: Answer) -> list[tuple[str, str]]:
    return [(block["id"], block["source"]) for block in answer.get("blocks", [])]


def end_process(pid: int) -> int:
    """Ends an engine's process and what its document started; gives the status with which it had ended."""
    try:
        # It leads its own group.
        os.killpg(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        # It has not come to lead its group yet.
        _kill(pid)
    return os.waitpid(pid, 0)[1]


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
