"""The run so far, as JSON lines: one for each script that is done. A run that is started again leaves those out."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from .catalogue import Script

Key = tuple[str, str, int, int]


def key_of(script: Script, seed: int, edits: int) -> Key:
    """A script that was changed since counts as another one."""
    return script.name, hashlib.sha256(script.text.encode()).hexdigest()[:16], seed, edits


def append(path: str, key: Key, record: dict[str, Any]) -> None:
    with open(path, "a", encoding="utf-8") as file:
        file.write(json.dumps({"key": list(key), **record}) + "\n")


def read(path: str) -> dict[Key, dict[str, Any]]:
    """By key. A last line that was cut off is left out; so is a file that is not there."""
    found: dict[Key, dict[str, Any]] = {}
    try:
        with open(path, encoding="utf-8") as file:
            lines = file.read().split("\n")
    except FileNotFoundError:
        return found
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        name, digest, seed, edits = record["key"]
        found[name, digest, seed, edits] = record
    return found
