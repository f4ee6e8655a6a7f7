"""The body of a frame `plan`. What a block's text alone says is encoded once; numbers are filled in where it stands."""

from __future__ import annotations

from json import dumps
from json.encoder import encode_basestring
from typing import Any, Iterable, Mapping

from .block import Block
from .reason import Reason


def encode_plan(blocks: Iterable[Block], dirty: list[str], reasons: Mapping[str, Reason]) -> bytes:
    """The JSON of `{"blocks", "dirty", "reasons"}`; `reasons` by block id, for every block."""
    described: list[str] = []
    explained: list[str] = []
    # By identity: most blocks have one and the same.
    known: dict[int, str] = {}
    for block in blocks:
        described.append(encode_block(block))
        reason = reasons[block.id]
        told = known.get(id(reason))
        if told is None:
            told = known[id(reason)] = _json(reason.to_json())
        explained.append(f"{encode_basestring(block.id)}:{told}")
    body = f'{{"blocks":[{",".join(described)}],"dirty":{_json(dirty)},"reasons":{{{",".join(explained)}}}}}'
    return body.encode("utf-8", "replace")


def encode_block(block: Block) -> str:
    """The JSON of what `block.to_json()` describes."""
    text = block.text
    if text.warnings or block.more_warnings or block.misplaced is not None:
        return _json(block.to_json())
    place = (block.id, block.ordinal, block.shift)
    encoded = text.encoded
    if encoded is None or encoded[0] != block.hide:
        encoded = text.encoded = [block.hide, _template(block), None, ""]
    if encoded[2] != place:
        lines = [piece.line + block.shift for piece in text.pieces if piece.kind == "code"]
        numbers = (block.ordinal, text.first + block.shift, *lines)
        encoded[2:] = [place, f'{{"id":{encode_basestring(block.id)}{encoded[1] % numbers}']
    filled: str = encoded[3]
    return filled


def _template(block: Block) -> str:
    """The block's JSON after its id, with places for its ordinal, its line and the lines of its code."""
    text = block.text
    pieces = []
    for piece in text.pieces:
        said = _text(piece.text)
        if piece.kind == "prose":
            pieces.append(f'{{"kind":"prose","text":{said}}}')
        else:
            shows = "true" if piece.shows else "false"
            pieces.append(f'{{"kind":"code","text":{said},"line":%d,"shows":{shows}}}')
    told = f',"ordinal":%d,"kind":"{block.kind}","hash":"{text.hash}","line":%d,"source":{_text(text.source)}'
    told += f',"pieces":[{",".join(pieces)}],"hide":{_json(block.hide)}'
    told += f',"evaluated":{"true" if block.evaluated else "false"},"warnings":[]'
    if block.prose is not None:
        told += f',"prose":{_text(block.prose)}'
    if block.title is not None:
        told += f',"title":{_text(block.title)}'
    if block.timeout_s is not None:
        told += f',"timeoutS":{_json(block.timeout_s)}'
    return told + "}"


def _text(value: str) -> str:
    return encode_basestring(value).replace("%", "%%")


def _json(value: Any) -> str:
    return dumps(value, ensure_ascii=False, separators=(",", ":"))
