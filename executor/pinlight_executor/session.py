"""One document state per line in, one line of results out: the same kernels and frames as `serve`, on two pipes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any, Iterator

from .elements import add_element
from .incremental.reasons import MOVED
from .wire import Decoder, Frame, encode, encode_json
from .workspace import PathRefused, parse_path

SERVE = [sys.executable, "-m", "pinlight_executor", "serve"]
_READ_BYTES = 1 << 18


class BadRequest(Exception):
    """The line is no request; the text says why."""


def run_session() -> None:
    """Reads standard input to its end."""
    session = _Session()
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        try:
            answer = session.answer(_parse(line))
        except BadRequest as refused:
            answer = {"status": "bad-request", "error": {"message": str(refused)}, "blocks": []}
        sys.stdout.buffer.write(encode_json(answer) + b"\n")
        sys.stdout.buffer.flush()
    session.close()


def _parse(line: bytes) -> dict[str, Any]:
    try:
        request = json.loads(line)
    except (ValueError, RecursionError) as cause:
        raise BadRequest(f"the line is no JSON: {cause}") from None
    if not isinstance(request, dict) or not isinstance(request.get("source"), str):
        raise BadRequest("a request is an object with `path` and `source`")
    files = request.get("files") or {}
    if not isinstance(files, dict) or not all(text is None or isinstance(text, str) for text in files.values()):
        raise BadRequest("`files` maps paths to texts, or to null for a file to delete")
    try:
        for path in [request.get("path"), *files]:
            parse_path(path)
    except PathRefused as refused:
        raise BadRequest(str(refused)) from None
    return {"path": request["path"], "source": request["source"], "files": files, "audit": request.get("audit") is True}


class _Document:
    """What the session remembers of one path; `kernel` is None when there is none at the moment."""

    def __init__(self) -> None:
        self.kernel: str | None = None
        self.changed: set[str] = set()
        self.prior: list[dict[str, str]] = []
        self.results: dict[str, dict[str, Any]] = {}
        # What the last audit said: something that was shown is not what a fresh run shows.
        self.differs = False


class _Session:
    def __init__(self) -> None:
        self._executor = subprocess.Popen(SERVE, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._frames = self._read()
        self._documents: dict[str, _Document] = {}
        self._count = 0

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """Brings the files to this state, runs the document, and gathers what it shows."""
        path, source = request["path"], request["source"].encode("utf-8", "replace")
        for name, text in {**request["files"], path: request["source"]}.items():
            self._write(name, text)
        document = self._documents.setdefault(path, _Document())
        audit = request["audit"]
        answer = self._run(document, path, source, audit)
        if audit and document.differs:
            # The kernel has learned from it; the second run is the one that counts.
            first = {block["id"] for block in answer["blocks"] if block["ran"]}
            answer = self._run(document, path, source, False)
            for block in answer["blocks"]:
                block["ran"] = block["ran"] or block["id"] in first
        return answer

    def _run(self, document: _Document, path: str, source: bytes, audit: bool) -> dict[str, Any]:
        self._count += 1
        body = source
        if document.kernel is None:
            document.kernel = f"k{self._count}"
            self._send({"type": "open", "kernel": document.kernel, "path": path})
            body += encode_json({"prior": document.prior})
        head = {"type": "run", "kernel": document.kernel, "run": self._count, "path": path}
        changed = sorted(document.changed)
        asks = {"audit": True} if audit else {}
        self._send({**head, "changed": changed, "sourceBytes": len(source), **asks}, body)
        document.changed.clear()
        return self._gather(document, audit)

    def close(self) -> None:
        assert self._executor.stdin
        self._executor.stdin.close()
        self._executor.wait()

    def _write(self, path: str, text: str | None) -> None:
        for document in self._documents.values():
            document.changed.add(path)
        if text is None:
            self._send({"type": "write", "path": path, "delete": True})
        else:
            self._send({"type": "write", "path": path}, text.encode("utf-8", "replace"))

    def _gather(self, document: _Document, audit: bool) -> dict[str, Any]:
        """Reads to the run's end, and with `audit` to what the audit found."""
        document.differs = False
        plan: dict[str, Any] = {"blocks": [], "dirty": [], "reasons": {}}
        running: str | None = None
        ran: set[str] = set()
        answer: dict[str, Any] = {}
        for frame in self._frames:
            kind = frame.head["type"]
            if frame.head.get("kernel") != document.kernel or frame.head.get("run", self._count) != self._count:
                # Another document's, or what an audit said of an earlier run: the kernel itself remembers that.
                continue
            if kind == "plan":
                plan = json.loads(frame.body)
                document.prior = [{"id": block["id"], "source": block["source"]} for block in plan["blocks"]]
            elif kind == "block-start":
                running = frame.head["block"]
                ran.add(running)
                document.results[running] = {"ok": False, "elements": []}
                if frame.body:
                    plan["reasons"][running] = json.loads(frame.body)["reason"]
                if plan["reasons"][running]["code"] == MOVED.code:
                    ran.discard(running)
            elif kind in ("output", "display", "clear"):
                add_element(document.results[frame.head["block"]]["elements"], frame)
            elif kind == "block-end":
                document.results[frame.head["block"]]["ok"] = frame.head["ok"]
                running = None
            elif kind == "run-end":
                answer = _end(frame)
                for id, reason in answer.pop("kept", {}).items():
                    plan["reasons"][id] = reason
                    plan["dirty"].remove(id)
                if answer["status"] == "failed":
                    # Our own fault: what that kernel holds is not known any more.
                    self._send({"type": "kill", "kernel": document.kernel})
                    document.kernel = None
                if document.kernel is None or not audit:
                    break
            elif kind == "audit" and audit:
                document.differs = _differs(json.loads(frame.body))
                break
            elif kind == "exit":
                document.kernel = None
                answer = answer or _death(frame, running)
                break
        blocks = [_describe(block, plan, ran, document) for block in plan["blocks"]]
        return {**answer, "blocks": blocks}

    def _send(self, head: dict[str, Any], body: bytes = b"") -> None:
        assert self._executor.stdin
        self._executor.stdin.write(encode(head, body))
        self._executor.stdin.flush()

    def _read(self) -> Iterator[Frame]:
        assert self._executor.stdout
        decoder = Decoder()
        while data := os.read(self._executor.stdout.fileno(), _READ_BYTES):
            yield from decoder.feed(data)
        raise SystemExit("the executor has gone")


def _describe(block: dict[str, Any], plan: dict[str, Any], ran: set[str], document: _Document) -> dict[str, Any]:
    id = block["id"]
    nothing = {"ok": True, "elements": []}
    if plan["reasons"][id]["code"] in ("prose", "not-evaluated"):
        document.results[id] = nothing
    shown = document.results.get(id, nothing)
    reason = plan["reasons"][id]
    if id in plan["dirty"] and id not in ran and not reason["text"].startswith("not run"):
        reason = {**reason, "text": "not run: the run ended before it"}
    return {**block, "ran": id in ran, "reason": reason["text"], "reasonCode": reason["code"], **shown}


def _end(frame: Frame) -> dict[str, Any]:
    answer: dict[str, Any] = {"status": frame.head["status"]}
    for name in ("exitCode", "block", "message"):
        if name in frame.head:
            answer[name] = frame.head[name]
    return {**answer, **json.loads(frame.body)}


def _differs(verdict: dict[str, Any] | None) -> bool:
    """Whether an audit has something to say: without a list of its own, any word of it means a difference."""
    return verdict is not None and bool(verdict.get("differs", True))


def _death(frame: Frame, running: str | None) -> dict[str, Any]:
    how = f"signal {frame.head['signal']}" if frame.head["signal"] is not None else f"code {frame.head['code']}"
    reason = frame.head.get("reason")
    reason = f"{reason} ({how})" if reason else f"its process ended with {how}"
    where = {"block": running} if running else {}
    return {"status": "failed", "error": {"code": "kernel-died", "message": f"the kernel died: {reason}", **where}}
