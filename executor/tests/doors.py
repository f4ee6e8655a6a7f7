"""The executor from outside: a document through `session`, and frames through `serve`. Every wait has a deadline."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, Callable

from pinlight_executor.wire import Decoder, Frame, encode

PACKAGE = Path(__file__).resolve().parent.parent
DEADLINE_S = float(os.environ.get("PINLIGHT_TEST_DEADLINE_S", "60"))


def start(command: list[str], folder: str, variables: dict[str, str]) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE), "PYTHONHASHSEED": "0", **variables}
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


class Door:
    """A process of the executor in an empty workspace, ended with the `with` block."""

    command = ["-m", "pinlight_executor"]
    name = ""
    variables: dict[str, str] = {}

    def __enter__(self) -> Any:
        self._folder = tempfile.TemporaryDirectory()
        self.root = Path(self._folder.name)
        self.process = start([*self.command, self.name], self._folder.name, self.variables)
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin and self.process.stdout
        self.process.stdin.close()
        try:
            self.process.wait(DEADLINE_S)
        finally:
            self.process.kill()
            self.process.wait()
            self.process.stdout.close()
            self._folder.cleanup()

    def write(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def read(self, until: float) -> bytes:
        """What arrives next; fails the test at the deadline or at the process's end."""
        assert self.process.stdout
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if not selector.select(max(0.0, until - time.monotonic())):
                raise AssertionError("the executor did not answer in time")
        data = os.read(self.process.stdout.fileno(), 1 << 20)
        if not data:
            raise AssertionError("the executor ended")
        return data


class Result:
    """One answer of the session."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.status: str = answer["status"]
        self.blocks: list[dict[str, Any]] = answer["blocks"]

    @property
    def ran(self) -> list[bool]:
        """For each block that holds something to run, whether it ran."""
        return [block["ran"] for block in self.blocks if block["reasonCode"] != "prose"]

    def texts(self) -> list[str]:
        return [text_of(block) for block in self.blocks]

    def elements(self) -> list[Any]:
        return [block["elements"] for block in self.blocks]


def text_of(block: dict[str, Any]) -> str:
    """All that a block shows, as text."""
    parts = [element.get("text") or element.get("bundle", {}).get("text/plain", "") for element in block["elements"]]
    return "".join(parts)


class Session(Door):
    name = "session"

    def __init__(self) -> None:
        self._rest = b""

    def line(self, line: str) -> Result:
        self.write(line.encode() + b"\n")
        until = time.monotonic() + DEADLINE_S
        while b"\n" not in self._rest:
            self._rest += self.read(until)
        answer, _, self._rest = self._rest.partition(b"\n")
        return Result(json.loads(answer))

    def show(
        self, source: str, files: dict[str, str | None] | None = None, path: str = "a.py", **more: Any
    ) -> Result:
        return self.line(json.dumps({"path": path, "source": source, "files": files or {}, **more}))


class Serve(Door):
    name = "serve"

    def __init__(self) -> None:
        self._decoder = Decoder()
        self._waiting: list[Frame] = []

    def send(self, head: dict[str, Any], body: bytes = b"") -> None:
        self.write(encode(head, body))

    def next(self) -> Frame:
        until = time.monotonic() + DEADLINE_S
        while not self._waiting:
            self._waiting += self._decoder.feed(self.read(until))
        return self._waiting.pop(0)

    def until(self, ends: Callable[[Frame], bool]) -> list[Frame]:
        """All frames up to the first that `ends` accepts."""
        frames = [self.next()]
        while not ends(frames[-1]):
            frames.append(self.next())
        return frames

    def until_type(self, *types: str) -> list[Frame]:
        return self.until(lambda frame: frame.head["type"] in types)

    def open(self, kernel: str = "k", path: str = "a.py") -> None:
        self.send({"type": "open", "kernel": kernel, "path": path})
        self.until_type("opened")

    def run(self, source: str, run: int = 1, kernel: str = "k", path: str = "a.py", **more: Any) -> None:
        data = source.encode()
        body = data + (json.dumps({"prior": more.pop("prior")}).encode() if "prior" in more else b"")
        head = {"type": "run", "kernel": kernel, "run": run, "path": path, "changed": more.pop("changed", [])}
        self.send({**head, "sourceBytes": len(data), **more}, body)
