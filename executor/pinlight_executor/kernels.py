"""The processes of one sandbox: which document each is for, and what becomes of one that ends or has to be replaced.

A kernel is known to the runner by its name and may be several processes one after the other. Nothing here waits.
"""

from __future__ import annotations

import json
import time
from typing import Any, Callable, Iterator

from .audit import ABORTED, Audit
from .begin import Begin
from .forks import Forks
from .kernel_process import RELAYED, KernelProcess
from .runner_frames import BadFrame
from .wire import Frame, WireError, encode_json

# Tells the runner: head and body.
Tell = Callable[[dict[str, Any], bytes], None]
_MOST_AUDITS_A_RUN = 3
_SPARE_PAUSE_S = 5.0


class _Kernel:
    """`runs` are those that it was given and has not ended; `last_run` is the latest of all."""

    def __init__(self, name: str, path: str, process: KernelProcess) -> None:
        self.name, self.path, self.process = name, path, process
        self.runs: dict[int, Frame] = {}
        self.last_run: Frame | None = None
        self.last_interrupt: Frame | None = None
        self.planned: int | None = None
        self.last_plan = b""
        # The run for which this process is not the first any more, and what the next one is given.
        self.renewed: int | None = None
        self.next_state: bytes | None = None
        self.audits = 0


class Kernels:
    """The zygote's loop calls in with the runner's frames (`open`, `run` …) and with what processes do."""

    def __init__(self, root: str, forks: Forks, tell: Tell, audit_idle_s: float | None) -> None:
        self._root, self._forks, self._tell, self._audit_idle_s = root, forks, tell, audit_idle_s
        self._kernels: dict[str, _Kernel] = {}
        self._audits: dict[str, Audit] = {}
        self._spare: KernelProcess | None = None
        self._spare_not_before = 0.0
        # Ended by us, and of no more interest than that they are gone.
        self._ending: list[KernelProcess] = []

    def processes(self) -> Iterator[KernelProcess]:
        for kernel in self._kernels.values():
            yield kernel.process
        for audit in self._audits.values():
            yield audit.process
        yield from self._ending
        if self._spare is not None:
            yield self._spare

    def next_deadline(self) -> float | None:
        """When something is due that no descriptor tells of, in `time.monotonic`; None for nothing."""
        due = [process.ends_by for process in self.processes() if process.ends_by is not None]
        due += [audit.ends_by for audit in self._audits.values()]
        return min(due, default=None)

    def wants_spare(self) -> bool:
        return self._spare is None and time.monotonic() >= self._spare_not_before

    def make_spare(self) -> None:
        """Forks a process in advance, so that `open` need not."""
        try:
            self._spare = self._forks.fork(self.processes())
        except OSError:
            self._spare_not_before = time.monotonic() + _SPARE_PAUSE_S

    def open(self, frame: Frame) -> None:
        name, path = frame.head["kernel"], frame.head["path"]
        if name in self._kernels:
            raise BadFrame(f"the kernel {name} is open already")
        try:
            process = self._begin(path)
        except OSError as cause:
            self._tell_exit(name, None, None, f"no process could be started: {cause.strerror}")
            return
        self._kernels[name] = _Kernel(name, path, process)
        self._tell({"type": "opened", "kernel": name, "pid": process.pid}, b"")

    def run(self, frame: Frame) -> None:
        self.end_audits()
        kernel = self._kernels.get(frame.head["kernel"])
        if kernel is None:
            self._tell_exit(frame.head["kernel"], None, None, "there is no such kernel")
            return
        kernel.runs[frame.head["run"]] = kernel.last_run = frame
        kernel.audits = 0
        if kernel.next_state is None:
            kernel.process.tell(*frame)

    def interrupt(self, frame: Frame) -> None:
        self.end_audits()
        kernel = self._kernels.get(frame.head["kernel"])
        # A run that has ended must not have the next one interrupted in its place.
        if kernel is None or kernel.last_run is None or frame.head["run"] not in kernel.runs:
            return
        if frame.head["run"] != kernel.last_run.head["run"]:
            return
        kernel.last_interrupt = frame
        kernel.process.tell(*frame)
        if frame.head["mode"] == "now":
            kernel.process.interrupt()

    def kill(self, frame: Frame) -> None:
        self.end_audits()
        kernel = self._kernels.get(frame.head["kernel"])
        if kernel is not None:
            kernel.next_state = None
            kernel.process.kill()

    def end_audits(self) -> None:
        """Whoever comes from the runner goes before any audit."""
        for name in list(self._audits):
            self._finish_audit(name, ABORTED)

    def hear(self, process: KernelProcess) -> bool:
        """Takes what a process sent; False when nothing more stands in its socket."""
        frames, more = process.receive()
        kernel = next((kernel for kernel in self._kernels.values() if kernel.process is process), None)
        name = next((name for name, audit in self._audits.items() if audit.process is process), None)
        try:
            for frame in frames:
                if kernel is not None:
                    self._heard(kernel, frame)
                elif name in self._audits:
                    self._heard_audit(name, frame)
        except WireError as error:
            process.cut(str(error))
            return False
        return more

    def reap(self) -> None:
        """Sees to every process that ended, after all that it had sent, and to every audit that takes too long."""
        for kernel in list(self._kernels.values()):
            if self._is_over(kernel.process):
                self._ended(kernel)
        for name, audit in list(self._audits.items()):
            if self._is_over(audit.process) or time.monotonic() > audit.ends_by:
                self._finish_audit(name, ABORTED)
        for process in list(self._ending):
            if process.has_ended(self._root):
                process.close()
                self._ending.remove(process)
        self._drop_dead_spare()

    def kill_all(self) -> None:
        for process in self.processes():
            process.kill()

    def _is_over(self, process: KernelProcess) -> bool:
        if not process.has_ended(self._root):
            return False
        while self.hear(process):
            pass
        return True

    def _begin(self, path: str, audit: bool = False) -> KernelProcess:
        """A process for this document: the spare, or for audits, which nobody waits for, a new one. Raises OSError."""
        self._drop_dead_spare()
        process = None if audit else self._spare
        if process is None:
            process = self._forks.fork(self.processes())
        else:
            self._spare = None
        process.tell(Begin(path, None if audit else self._audit_idle_s, audit).to_head())
        return process

    def _drop_dead_spare(self) -> None:
        if self._spare is not None and self._spare.has_ended(self._root):
            self._spare.close()
            self._spare = None

    def _heard(self, kernel: _Kernel, frame: Frame) -> None:
        """Raises WireError for what no kernel says now."""
        kind, run = frame.head["type"], frame.head.get("run")
        if kind == "again":
            if run not in kernel.runs or run == kernel.renewed:
                raise WireError("it asked for a new process when it could not")
            kernel.renewed, kernel.next_state = run, frame.body
            kernel.process.kill()
        elif kind == "audit-request":
            self._start_audit(kernel, run, frame.body)
        elif kernel.next_state is None and kind in RELAYED:
            if kind == "plan":
                # Told once a run, also when another process takes over after it.
                if run == kernel.planned:
                    return
                kernel.planned, kernel.last_plan = run, frame.body
            elif kind == "run-end" and run is not None:
                kernel.runs.pop(run, None)
            self._tell({**frame.head, "kernel": kernel.name}, frame.body)

    def _ended(self, kernel: _Kernel) -> None:
        process, reason = kernel.process, kernel.process.reason
        process.close()
        if kernel.next_state is not None:
            try:
                self._renew(kernel)
                return
            except OSError as cause:
                reason = f"no process could be started: {cause.strerror}"
            except WireError as error:
                kernel.process.cut(str(error))
                return
        del self._kernels[kernel.name]
        if kernel.name in self._audits:
            self._finish_audit(kernel.name, ABORTED)
        self._tell_exit(kernel.name, process.code, process.signal, reason)

    def _renew(self, kernel: _Kernel) -> None:
        """A new process for the same kernel takes over where the old one gave up. Raises OSError."""
        state, kernel.next_state = kernel.next_state, None
        kernel.process = self._begin(kernel.path)
        kernel.process.tell({"type": "state"}, state or b"{}")
        if kernel.last_interrupt is not None and kernel.last_interrupt.head["run"] in kernel.runs:
            # Before its run, which then ends before its first block.
            kernel.process.tell(*kernel.last_interrupt)
        for frame in kernel.runs.values():
            kernel.process.tell(*_with_prior(frame, kernel.last_plan))

    def _start_audit(self, kernel: _Kernel, run: Any, state: bytes) -> None:
        busy = any(other.runs for other in self._kernels.values())
        last = kernel.last_run
        if last is None or run != last.head["run"] or kernel.name in self._audits:
            raise WireError("it asked for an audit when it could not")
        kernel.audits += 1
        if busy or kernel.audits > _MOST_AUDITS_A_RUN:
            kernel.process.tell({"type": "audited", "run": run}, ABORTED)
            return
        try:
            process = self._begin(kernel.path, audit=True)
        except OSError:
            kernel.process.tell({"type": "audited", "run": run}, ABORTED)
            return
        self._audits[kernel.name] = Audit(process, last.head["run"])
        process.tell({"type": "state"}, state)
        process.tell(*_with_prior(last, kernel.last_plan))

    def _heard_audit(self, name: str, frame: Frame) -> None:
        audit = self._audits[name]
        audit.heard(frame)
        if audit.answer is not None:
            self._finish_audit(name, audit.answer)

    def _finish_audit(self, name: str, answer: bytes) -> None:
        audit = self._audits.pop(name)
        audit.process.kill()
        self._ending.append(audit.process)
        if name in self._kernels:
            self._kernels[name].process.tell({"type": "audited", "run": audit.run}, answer)

    def _tell_exit(self, name: str, code: int | None, signal: int | None, reason: str | None) -> None:
        told = {"type": "exit", "kernel": name, "code": code, "signal": signal}
        self._tell({**told, "reason": reason} if reason else told, b"")


def _with_prior(frame: Frame, plan: bytes) -> Frame:
    """The run for another process: blocks keep the ids under which the runner knows them. Raises WireError."""
    try:
        prior = [{"id": block["id"], "source": block["source"]} for block in json.loads(plan)["blocks"]] if plan else []
    except (ValueError, KeyError, TypeError) as cause:
        raise WireError("its plan is out of shape") from cause
    if not prior:
        return frame
    return Frame(frame.head, frame.body[: frame.head["sourceBytes"]] + encode_json({"prior": prior}))
