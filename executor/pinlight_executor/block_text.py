"""What a block's text alone says, wherever the block stands: read once, and shared by all states of a document."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Callable

from .pragmas import BlockRules, Pragma, combine
from .syntax_trees import tree_text


@dataclass
class Piece:
    """Prose, or code with the file's own number of its first line. `shows`: the expression whose value is displayed."""

    kind: str
    text: str
    line: int = 0
    shows: bool = False

    def shifted(self, by: int) -> Piece:
        """The piece `by` lines further down; prose has no line."""
        return Piece(self.kind, self.text, self.line + by, self.shows) if by and self.kind == "code" else self

    def to_json(self) -> dict[str, Any]:
        if self.kind == "prose":
            return {"kind": "prose", "text": self.text}
        return {"kind": "code", "text": self.text, "line": self.line, "shows": self.shows}


@dataclass(eq=False)
class BlockText:
    """What is read is never changed. Lines, also those of `nodes` and `error`, count from where the part of the file begins that was
    parsed by itself. `file_pragmas` say something of the whole file. `told`: what was asked of the statements before;
    `template` and `encoded`: the block's JSON for any place, and for its last one.
    """

    first: int
    source: str
    pieces: list[Piece]
    nodes: list[ast.stmt]
    error: SyntaxError | None
    title: str | None
    pragmas: list[tuple[int, Pragma]]
    warnings: list[tuple[int, str]]
    shows: bool = field(init=False)
    has_code: bool = field(init=False)
    file_pragmas: list[tuple[int, Pragma]] = field(init=False)
    rules: BlockRules = field(init=False)
    hide: list[str] = field(init=False)
    told: dict[Callable[..., Any], Any] = field(init=False, default_factory=dict)
    template: Any = field(init=False, default=None)
    encoded: Any = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.shows = any(piece.shows for piece in self.pieces)
        self.has_code = any(piece.kind == "code" for piece in self.pieces)
        self.file_pragmas = [(line, pragma) for line, pragma in self.pragmas if pragma.file]
        self.rules = combine([pragma for _, pragma in self.pragmas], []) if self.pragmas else _NO_RULES
        self.hide = self.rules.hide

    @cached_property
    def hash(self) -> str:
        return short_hash(self.source)

    @cached_property
    def has_future(self) -> bool:
        """Whether it has a `from __future__ import`, in its place or not."""
        return any(isinstance(node, ast.ImportFrom) and node.module == "__future__" for node in self.nodes)

    @cached_property
    def code_key(self) -> tuple[str, bool]:
        """Equal for two texts whose syntax trees are, and whose value is displayed or not; and whether the text names
        the module's docstring."""
        tree = tree_text(self.nodes)
        return short_hash(f"{self.shows}\n{tree}", 32), "'__doc__'" in tree

    @cached_property
    def broken_key(self) -> str:
        """Equal for two texts with the same code, which is no Python."""
        return "broken:" + short_hash("\n".join(piece.text for piece in self.pieces if piece.kind == "code"))


_NO_RULES = combine([], [])


def short_hash(text: str, length: int = 16) -> str:
    """The first hex digits of the text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
