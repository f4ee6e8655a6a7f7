"""The process of one document: a control thread reads frames, so that a stop arrives while user code runs."""

from __future__ import annotations

import json
import os
import queue
import select
import signal
import socket
import sys
import threading
import traceback
from typing import Any, Callable, NoReturn

from .auditing import Auditing
from .begin import wait_for_begin
from .channel import Channel
from .crash import write_crashes_to
from .engine import Engine, RunRequest
from .fresh import FreshNeeded
from .interrupts import SIGNALS, Interrupts
from .wire import Decoder, Frame, WireError

_STATUS = {"now": "interrupted", "after-block": "stopped"}
# How long code has to end by itself after an interrupt, before it is interrupted at every step.
_PATIENCE_S = 0.25


class Kernel:
    """Runs until its connection closes. What it is told is worked through one after the other."""

    def __init__(self, connection: socket.socket, root: str) -> None:
        """All that does not depend on the document: a process that was forked in advance has it made before."""
        self._socket, self._decoder = connection, Decoder()
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._stop: tuple[int, str] | None = None
        self._running: int | None = None
        self._seen_turn: int | None = None
        self._state: dict[str, Any] | None = None
        self._interrupts = Interrupts()
        self._interrupts.install()
        self._channel = Channel(connection, self._interrupts)
        self._engine: Any = Engine(root, None, self._channel, self._interrupts, self._stopped)
        # A process that user code forks must not hold on to the connection: its end tells of this process's end.
        os.register_at_fork(after_in_child=connection.close)

    def serve(self) -> NoReturn:
        """Returns only by the process's end."""
        begin = wait_for_begin(self._socket, self._decoder)
        self._is_audit = begin.audit
        self._auditing = Auditing(self._engine, self._channel, begin.audit_idle_s)
        self._engine.begin(begin.path)
        threading.Thread(target=self._listen, name="pinlight-control", daemon=True).start()
        while True:
            try:
                work = self._work.get(timeout=self._auditing.wait_s())
            except queue.Empty:
                work = self._auditing.idle
            try:
                work()
            except BaseException as fault:
                self._log(fault)

    def _run(self, request: RunRequest, audit: bool) -> None:
        self._auditing.run_begins()
        self._running = request.run
        state, self._state = self._state, None
        try:
            if state is not None:
                self._engine.give_state(state)
            self._engine.run(request)
        except FreshNeeded as needed:
            # The zygote ends this process and hands the same run to the next one.
            self._channel.send_json({"type": "again", "run": request.run}, needed.state)
        except BaseException as fault:
            # Our own fault, not the document's: its kernel's state is not known any more.
            self._log(fault)
            message = f"the executor failed: {type(fault).__name__}: {fault}"[:3000]
            end = {"type": "run-end", "run": request.run, "status": "failed", "message": message}
            self._channel.send_json(end, {"reads": [], "imports": []})
        else:
            self._auditing.run_ended(request.run, audit)
        self._running = None

    def _log(self, fault: BaseException) -> None:
        text = "".join(traceback.format_exception(type(fault), fault, fault.__traceback__))
        self._channel.send({"type": "log", "level": "error", "text": text[-9000:]})

    def _stopped(self, run: int) -> str | None:
        stop = self._stop
        return stop[1] if stop is not None and stop[0] == run else None

    def _listen(self) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        data = b""
        while True:
            try:
                for frame in self._decoder.feed(data):
                    self._take(frame)
                while not poll.poll(*self._press()):
                    pass
                data = self._socket.recv(1 << 18)
            except (OSError, ValueError, WireError):
                data = b""
            if not data:
                os._exit(0)

    def _press(self) -> list[float]:
        """Sees to it that a run that was interrupted ends; gives how many milliseconds later to look again, or none."""
        if self._running is None or self._stopped(self._running) != "interrupted":
            self._seen_turn = None
            return []
        turn = self._interrupts.turn
        if turn is not None and turn == self._seen_turn:
            # The same piece of code as a while ago: it has caught its interrupt.
            self._interrupts.insist()
        self._seen_turn = turn
        return [_PATIENCE_S * 1000]

    def _take(self, frame: Frame) -> None:
        """Trusts the frame: the zygote passed on what the runner sent, and checked it."""
        kind, head, body = frame.head["type"], frame.head, frame.body
        if kind == "run":
            request, audit = _read_request(frame), head.get("audit") is True and not self._is_audit
            self._work.put(lambda: self._run(request, audit))
        elif kind == "interrupt":
            self._stop = (head["run"], _STATUS.get(head.get("mode", "now"), "interrupted"))
        elif kind == "state":
            self._state = json.loads(body)
        elif kind == "audited":
            self._work.put(lambda: self._auditing.answered(head["run"], body))


def run_kernel(connection: socket.socket, crash: int, root: str) -> NoReturn:
    """The forked child's whole life: ends the process."""
    try:
        write_crashes_to(crash)
        sys.setrecursionlimit(1000)
        Kernel(connection, root).serve()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(70)


def _read_request(frame: Frame) -> RunRequest:
    size = frame.head["sourceBytes"]
    rest: dict[str, Any] = json.loads(frame.body[size:]) if len(frame.body) > size else {}
    prior = [(block["id"], block["source"]) for block in rest.get("prior", [])]
    return RunRequest(frame.head["run"], frame.body[:size], list(frame.head.get("changed", [])), prior)
