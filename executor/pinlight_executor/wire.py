"""Frames: `u32be header length | u32be body length | header JSON (UTF-8) | raw body`.

A header is a JSON object with a string `type` and takes at most 1 MiB, a body at most 64 MiB. A peer that breaks this
is cut off, because after one wrong length nothing that follows can be trusted.
"""

from __future__ import annotations

import struct
from json import JSONEncoder, loads
from typing import Any, Iterator, NamedTuple

MAX_HEADER_BYTES = 1024 * 1024
MAX_BODY_BYTES = 64 * 1024 * 1024
_LENGTHS = struct.Struct(">II")
# Made once: `dumps` makes a new one for each value.
_encode_header = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_encode_body = JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=repr).encode


class Frame(NamedTuple):
    """One message: `head` always has `type`; `body` is raw bytes, often empty."""

    head: dict[str, Any]
    body: bytes


class WireError(Exception):
    """The peer sent what is no frame, or one over the limits."""


def encode(head: dict[str, Any], body: bytes = b"") -> bytes:
    """One frame's bytes. Raises WireError when it would be over the limits."""
    header = _encode_header(head).encode("utf-8", "replace")
    if len(header) > MAX_HEADER_BYTES or len(body) > MAX_BODY_BYTES:
        raise WireError(f"a frame of {len(header)} + {len(body)} bytes is over the limit")
    return _LENGTHS.pack(len(header), len(body)) + header + body


def encode_json(value: Any) -> bytes:
    """A body of JSON. Lone surrogates, which UTF-8 cannot hold, become question marks."""
    return _encode_body(value).encode("utf-8", "replace")


class Decoder:
    """Turns a stream of bytes, cut anywhere, into frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    @property
    def empty(self) -> bool:
        """True between two frames: nothing of a next one has arrived."""
        return not self._buffer

    def feed(self, data: bytes) -> Iterator[Frame]:
        """Yields the frames that `data` completes. Raises WireError at the first that is none."""
        self._buffer += data
        while len(self._buffer) >= _LENGTHS.size:
            header_length, body_length = _LENGTHS.unpack_from(self._buffer)
            if header_length > MAX_HEADER_BYTES or body_length > MAX_BODY_BYTES:
                raise WireError(f"a frame of {header_length} + {body_length} bytes is over the limit")
            end = _LENGTHS.size + header_length + body_length
            if len(self._buffer) < end:
                return
            header = bytes(self._buffer[_LENGTHS.size : _LENGTHS.size + header_length])
            body = bytes(self._buffer[_LENGTHS.size + header_length : end])
            del self._buffer[:end]
            yield Frame(_parse_header(header), body)


def _parse_header(header: bytes) -> dict[str, Any]:
    try:
        head = loads(header.decode("utf-8"))
    except (ValueError, RecursionError) as cause:
        raise WireError("a frame's header is no JSON") from cause
    if not isinstance(head, dict) or not isinstance(head.get("type"), str):
        raise WireError("a frame's header is no object with a type")
    return head
