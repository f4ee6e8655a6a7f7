"""The body of a frame `plan`. What a block's text alone says is encoded once; numbers are filled in where it stands."""

from __future__ import annotations

from json import dumps
from typing import Any, Iterable, Mapping

from .block import Block
from .block_text import BlockText
from .reason import Reason


def encode_plan(blocks: Iterable[Block], dirty: list[str], reasons: Mapping[str, Reason]) -> bytes:
    """The JSON of `{"blocks", "dirty", "reasons"}`; `reasons` by block id, for every block."""
    described: list[str] = []
    explained: list[str] = []
    known: dict[Reason, str] = {}
    for block in blocks:
        described.append(encode_block(block))
        reason = reasons[block.id]
        if reason not in known:
            known[reason] = _json(reason.to_json())
        explained.append(f"{_json(block.id)}:{known[reason]}")
    body = f'{{"blocks":[{",".join(described)}],"dirty":{_json(dirty)},"reasons":{{{",".join(explained)}}}}}'
    return body.encode("utf-8", "replace")


def encode_block(block: Block) -> str:
    """The JSON of what `block.to_json()` describes."""
    text = block.text
    if text.warnings or block.more_warnings or block.misplaced is not None:
        return _json(block.to_json())
    place = (block.id, block.ordinal, block.shift, block.hide)
    if text.encoded is None or text.encoded[0] != place:
        if text.template is None or text.template[0] != block.hide:
            text.template = (block.hide, _template(block), _lines(text))
        _, template, lines = text.template
        numbers = [line + block.shift for line in lines]
        text.encoded = (place, template % (_json(block.id), block.ordinal, *numbers))
    return text.encoded[1]


def _lines(text: BlockText) -> list[int]:
    return [text.first, *(piece.line for piece in text.pieces if piece.kind == "code")]


def _template(block: Block) -> str:
    """The block's JSON with places for its id, its ordinal, its line and the lines of its code."""
    described = block.to_json()
    pieces = described["pieces"]
    described.update(id=_HOLE, ordinal=_HOLE, line=_HOLE)
    described["pieces"] = [{**piece, "line": _HOLE} if piece["kind"] == "code" else piece for piece in pieces]
    return _with_holes(described)


class _Hole:
    """Where a value is filled in later."""


_HOLE = _Hole()


def _with_holes(value: Any) -> str:
    if value is _HOLE:
        return "%s"
    if isinstance(value, dict):
        return "{" + ",".join(f"{_constant(key)}:{_with_holes(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_with_holes, value)) + "]"
    return _constant(value)


def _constant(value: Any) -> str:
    return _json(value).replace("%", "%%")


def _json(value: Any) -> str:
    return dumps(value, ensure_ascii=False, separators=(",", ":"))
