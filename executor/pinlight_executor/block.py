"""What a block is: prose and code in their order, what is hidden of it, and the statements that it runs."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Piece:
    """Prose, or code with the file's own number of its first line. `shows`: the expression whose value is displayed."""

    kind: str
    text: str
    line: int = 0
    shows: bool = False

    def to_json(self) -> dict[str, Any]:
        if self.kind == "prose":
            return {"kind": "prose", "text": self.text}
        return {"kind": "code", "text": self.text, "line": self.line, "shows": self.shows}


@dataclass
class Block:
    """One block of a document; lines count from 1. `id` and `ordinal` are given once the whole document is known."""

    line: int
    source: str
    pieces: list[Piece]
    nodes: list[ast.stmt] = field(default_factory=list)
    error: SyntaxError | None = None
    shows: bool = False
    title: str | None = None
    hide: list[str] = field(default_factory=list)
    evaluated: bool = True
    always_run: bool = False
    timeout_s: float | None = None
    depends: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    docstring: str | None = None
    id: str = ""
    ordinal: int = 0

    @property
    def kind(self) -> str:
        """`code` when there is any code to see, else `prose`."""
        return "code" if self.runs or any(piece.kind == "code" for piece in self.pieces) else "prose"

    @property
    def runs(self) -> bool:
        """Whether there is anything to execute, a syntax error included."""
        return bool(self.nodes) or self.error is not None

    @property
    def prose(self) -> str | None:
        texts = [piece.text for piece in self.pieces if piece.kind == "prose"]
        return "\n\n".join(texts) if texts else None

    def code_key(self) -> str:
        """Equal for two texts that run the same: comments, prose, formatting and pragmas do not count."""
        if self.error is not None:
            code = [piece.text for piece in self.pieces if piece.kind == "code"]
            return "broken:" + short_hash("\n".join(code))
        dumps = [ast.dump(node) for node in self.nodes]
        if self.docstring is not None and any("'__doc__'" in dump for dump in dumps):
            dumps.append(self.docstring)
        return short_hash("\n".join([str(self.shows), *dumps]), 32)

    def to_json(self) -> dict[str, Any]:
        """As the frame `plan` carries it."""
        described = {
            "id": self.id,
            "ordinal": self.ordinal,
            "kind": self.kind,
            "hash": short_hash(self.source),
            "line": self.line,
            "source": self.source,
            "pieces": [piece.to_json() for piece in self.pieces],
            "hide": self.hide,
            "evaluated": self.evaluated,
            "warnings": self.warnings,
        }
        optional = {"prose": self.prose, "title": self.title, "timeoutS": self.timeout_s}
        return {**described, **{key: value for key, value in optional.items() if value is not None}}


def short_hash(text: str, length: int = 16) -> str:
    """The first hex digits of the text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
