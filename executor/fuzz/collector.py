"""The frames of an engine, gathered into what a reader of the document sees."""

from __future__ import annotations

import json
import os
import threading
from typing import Any, Callable

from pinlight_executor.wire import Frame

# Taken before any document runs: a document may put its own in the library's place.
_dumps, _loads = json.dumps, json.loads

_NOTHING: dict[str, Any] = {"ok": True, "elements": []}


class Collector:
    """Stands where a kernel's channel does. Results of kept blocks are those last shown, as in the page."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._owner = os.getpid()
        self._results: dict[str, dict[str, Any]] = {}
        self._plan: dict[str, Any] = {"blocks": [], "reasons": {}}
        self._starts: dict[str, int] = {}
        self._end: dict[str, Any] = {}
        # Somebody else who is told every frame: an audit.
        self.also: Callable[[Frame], None] | None = None

    def send_json(self, head: dict[str, Any], body: Any) -> None:
        self.send(head, _dumps(body, ensure_ascii=True).encode())

    def send(self, head: dict[str, Any], body: bytes = b"") -> None:
        """A process that user code forked sends nothing."""
        if os.getpid() != self._owner:
            return
        if self.also is not None:
            self.also(Frame(head, body))
        take = getattr(self, "_on_" + head["type"].replace("-", "_"), None)
        if take is not None:
            with self._turn:
                take(head, body)

    hold = show = send

    def begin(self) -> None:
        """Before a run: nothing has been started yet."""
        self._starts, self._end = {}, {}
        self._plan = {"blocks": [], "reasons": {}}

    def answer(self) -> dict[str, Any]:
        """{"status", "blocks", "end"}: `blocks` in the document's order, `starts` says how often one was started."""
        blocks = [self._told(block) for block in self._plan["blocks"]]
        return {"status": self._end.get("status", "failed"), "end": self._end, "blocks": blocks}

    def _told(self, block: dict[str, Any]) -> dict[str, Any]:
        id = block["id"]
        reason = self._plan["reasons"].get(id, {"code": "", "text": ""})
        if reason["code"] in ("prose", "not-evaluated"):
            self._results.pop(id, None)
        starts = self._starts.get(id, 0)
        told = {"id": id, "source": block["source"], "ran": starts > 0, "starts": starts}
        return {**told, "reason": reason["text"], "reasonCode": reason["code"], **self._results.get(id, _NOTHING)}

    def _on_plan(self, _head: dict[str, Any], body: bytes) -> None:
        self._plan = _loads(body)

    def _on_block_start(self, head: dict[str, Any], body: bytes) -> None:
        id = head["block"]
        if body:
            # Why it ran after all; the plan could not know.
            reason = self._plan["reasons"][id] = _loads(body)["reason"]
            if reason["code"] == "lines-moved":
                self._results[id] = {"ok": False, "elements": []}
                return
        self._starts[id] = self._starts.get(id, 0) + 1
        self._results[id] = {"ok": False, "elements": []}

    def _on_output(self, head: dict[str, Any], body: bytes) -> None:
        elements = self._results[head["block"]]["elements"]
        kind, text = head["stream"], body.decode("utf-8", "replace")
        if elements and elements[-1]["kind"] == kind:
            elements[-1]["text"] += text
        else:
            elements.append({"kind": kind, "text": text})

    def _on_display(self, head: dict[str, Any], body: bytes) -> None:
        element = {"kind": head["kind"], "bundle": _loads(body)}
        self._results[head["block"]]["elements"].append(element)

    def _on_block_end(self, head: dict[str, Any], _body: bytes) -> None:
        self._results[head["block"]]["ok"] = head["ok"]

    def _on_run_end(self, head: dict[str, Any], _body: bytes) -> None:
        self._end = {key: value for key, value in head.items() if key not in ("type", "run")}

    def _on_log(self, head: dict[str, Any], _body: bytes) -> None:
        self._end.setdefault("log", []).append(head.get("text"))
