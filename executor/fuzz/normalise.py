"""Everything that is not compared as it was shown, each with its reason. Nothing else in the fuzzer alters a result."""

from __future__ import annotations

import re
from typing import Any

ERROR_MIME = "application/vnd.pinlight.error+json"

# Base64: what looks like an address there is none.
_PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")
_OBJECT = re.compile(rb" at 0x[0-9a-f]+(?=>)")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]*")
_DEPTH = re.compile(r"maximum recursion depth exceeded.*")


def normalise_answer(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """The blocks of an answer as {"source", "ok", "elements"}, up to the block that ended the run.

    - Blocks after one that ended the run keep their last results by definition: they are left out.
    """
    root = answer.get("root", "\0")
    blocks = []
    for block in answer["blocks"]:
        elements = [normalise_element(element, root) for element in block["elements"]]
        blocks.append({"source": block["source"], "ok": block["ok"], "elements": elements})
        if answer["status"] == "exited" and answer.get("end", {}).get("block") == block.get("id"):
            break
    return blocks


def normalise_file(content: bytes) -> bytes:
    """Objects that were printed into a file have an address there too, and no two processes the same."""
    return _OBJECT.sub(b" at 0x", content)


def normalise_element(element: dict[str, Any], root: str) -> dict[str, Any]:
    if "text" in element:
        return {**element, "text": normalise_text(element["text"], root)}
    bundle = element["bundle"]
    if element["kind"] == "error":
        return {**element, "bundle": _normalise_error(bundle, root)}
    return {**element, "bundle": {mime: data if mime in _PICTURES else _deep(data, root) for mime, data in bundle.items()}}


def normalise_text(text: str, root: str) -> str:
    """
    - The workspace's own path: two processes must have two folders. All have paths of one length.
    - Addresses, whole or cut off: two processes place their objects differently. Programs take care not to sort,
      reverse or write to files what holds one.
    """
    return _ADDRESS.sub("0x…", text.replace(root, "<root>"))


def _deep(data: Any, root: str) -> Any:
    if isinstance(data, str):
        return normalise_text(data, root)
    if isinstance(data, dict):
        return {key: _deep(value, root) for key, value in data.items()}
    return [_deep(value, root) for value in data] if isinstance(data, list) else data


def _normalise_error(bundle: dict[str, Any], root: str) -> dict[str, Any]:
    """
    - RecursionError: which call was one too many depends on the depth of the engine's own stack, and with it the
      message's end and the number of frames.
    """
    bundle = dict(_deep(bundle, root))
    detail = dict(bundle.get(ERROR_MIME, {}))
    text = bundle.get("text/plain", "")
    detail["message"] = str(detail.get("message"))
    if "RecursionError" in text:
        detail["frames"], text = [], "RecursionError"
        detail["message"] = _DEPTH.sub("maximum recursion depth exceeded", detail["message"])
    return {**bundle, "text/plain": text, ERROR_MIME: detail}
