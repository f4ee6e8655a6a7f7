"""Floors for the executor's bench, behind the same pipes and frames.

`echo` says the answer that it was given, whatever is run: what the transport alone costs. `exec` runs the blocks' code in
one namespace: what the code alone costs.
"""

from __future__ import annotations

import json
import struct
import sys

_LENGTHS = struct.Struct(">II")


def _read() -> tuple[dict, bytes]:
    prefix = sys.stdin.buffer.read(_LENGTHS.size)
    if len(prefix) < _LENGTHS.size:
        sys.exit(0)
    head_bytes, body_bytes = _LENGTHS.unpack(prefix)
    return json.loads(sys.stdin.buffer.read(head_bytes)), sys.stdin.buffer.read(body_bytes)


def _say(head: dict, body: bytes = b"") -> None:
    header = json.dumps(head).encode()
    sys.stdout.buffer.write(_LENGTHS.pack(len(header), len(body)) + header + body)
    sys.stdout.buffer.flush()


def _echo() -> None:
    answer = b""
    while True:
        head, body = _read()
        if head["type"] == "write" and head["path"] == "prepare":
            answer = body
            _say({"type": "pong", "n": 0})
        elif head["type"] == "run":
            sys.stdout.buffer.write(answer)
            sys.stdout.buffer.flush()


def _exec() -> None:
    space: dict = {}
    while True:
        head, body = _read()
        if head["type"] == "write":
            exec(compile(body, "prepare", "exec"), space)
            _say({"type": "pong", "n": 0})
        elif head["type"] == "run":
            told = {"kernel": head["kernel"], "run": head["run"]}
            for code in json.loads(body):
                exec(compile(code, "block", "exec"), space)
                _say({"type": "block-end", **told, "block": "b", "ok": True, "elapsedMs": 0})
            _say({"type": "run-end", **told, "status": "ok"}, b'{"reads":[],"imports":[]}')


if __name__ == "__main__":
    {"echo": _echo, "exec": _exec}[sys.argv[1]]()
