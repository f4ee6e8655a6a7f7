"""The forked process that holds one engine: document states come in on a socket, what they show goes out."""

from __future__ import annotations

import json
import os
import resource
import signal
import socket
import sys
import time
import traceback
import warnings
from typing import Any, Callable

from pinlight_executor.audit import Audit
from pinlight_executor.engine import Engine, RunRequest
from pinlight_executor.fresh import FreshNeeded
from pinlight_executor.interrupts import Interrupts

from . import wire
from .collector import Collector

# Builds the engine under test: `Engine` itself, or a stand-in with a fault.
EngineFactory = Callable[..., Engine]
_filling: list[Any] = []
_MOST_DATA_BYTES = 3 * 1024**3


def serve(connection: socket.socket, root: str, path: str, factory: EngineFactory, options: dict[str, Any]) -> None:
    """The child's whole life: ends the process when the socket closes. `options` are further keywords of the engine."""
    leave = os._exit
    try:
        _settle(root)
        interrupts = Interrupts()
        interrupts.install()
        collector = Collector()
        engine = factory(root, path, collector, interrupts, _never, **options)
        run = 0
        while True:
            request = wire.receive(connection)
            if "source" in request:
                run += 1
                wire.send(connection, _show(engine, collector, run, request))
            else:
                wire.send(connection, _audit(engine, request))
    except wire.Gone:
        leave(0)
    except BaseException:
        fault = traceback.format_exc()
        try:
            wire.send(connection, {"status": "failed", "fault": fault, "blocks": [], "end": {}, "ms": 0.0})
        finally:
            leave(70)


def _settle(root: str) -> None:
    """As the zygote's children stand: a group of their own, no keyboard, the workspace as their working folder."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    resource.setrlimit(resource.RLIMIT_DATA, (_MOST_DATA_BYTES, _MOST_DATA_BYTES))
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.chdir(root)
    sys.setrecursionlimit(1000)
    # A test runner has filters of its own; these are the interpreter's.
    warnings.resetwarnings()
    for category in (ResourceWarning, ImportWarning, PendingDeprecationWarning, DeprecationWarning):
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")


def _show(engine: Engine, collector: Collector, run: int, request: dict[str, Any]) -> dict[str, Any]:
    collector.begin()
    gathered = Audit(None, run) if request.get("isAudit") else None
    collector.also = gathered.heard if gathered is not None else None
    started = time.perf_counter()
    fault = None
    try:
        if (request.get("state") or {}).pop("elsewhere", False):
            # Whatever is made from here on has another address than in a process that did not do this.
            _filling.extend(bytes(size) for size in range(1, 480, 8) for _ in range(300))
            _filling.extend({number: number} for number in range(2_000))
        if request.get("state"):
            engine.give_state(request["state"])
        engine.run(RunRequest(run, request["source"].encode(), request["changed"], request.get("prior", [])))
    except FreshNeeded as needed:
        return {"status": "again", "state": needed.state, "blocks": collector.answer()["blocks"]}
    except BaseException:
        fault = traceback.format_exc()
    ms = (time.perf_counter() - started) * 1000
    answer = {**collector.answer(), "ms": round(ms, 3)}
    if gathered is not None:
        gathered.abort()
        answer["collected"] = json.loads(gathered.answer)
    return {**answer, "status": "failed", "fault": fault} if fault else answer


def _audit(engine: Engine, request: dict[str, Any]) -> Any:
    """As a kernel does it: what the audit's process has to know, or, when it has answered, the verdict."""
    if "collected" not in request:
        return engine.wants_audit()
    if request["collected"].get("aborted"):
        engine.end_audit()
        return None
    return engine.compare_audit(request["collected"])


def _never(_run: int) -> None:
    return None
