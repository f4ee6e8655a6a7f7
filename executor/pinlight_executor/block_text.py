"""What a block's text alone says, wherever the block stands: read once, and shared by all states of a document."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Callable, Iterable

from .pragmas import Pragma, combine
from .statements import parse_nodes
from .syntax_trees import shift_in_place, shifted_nodes, tree_text


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


# A question about statements, wherever they stand.
Ask = Callable[["list[ast.stmt]"], Any]


@dataclass
class Future:
    """A `from __future__ import`, and whether only such imports stand before it in its block."""

    node: ast.ImportFrom
    first: bool


class BlockText:
    """What is read is never changed. Lines, also those of nodes and of `error`, count from where the part of the file
    begins that was parsed by itself; `nodes` were read there from the node `place` on.

    `file_pragmas` say something of the whole file. `encoded`: its JSON for the last place that it had, kept by
    `plan_frame`.
    """

    def __init__(
        self,
        first: int,
        source: str,
        pieces: list[Piece],
        nodes: list[ast.stmt],
        place: int,
        error: SyntaxError | None,
        title: str | None,
        pragmas: list[tuple[int, Pragma]],
        warnings: list[tuple[int, str]],
    ) -> None:
        self.first, self.source, self.pieces, self.error, self.title = first, source, pieces, error, title
        self.pragmas, self.warnings = pragmas, warnings
        self.shows = any(piece.shows for piece in pieces)
        self.has_code = any(piece.kind == "code" for piece in pieces)
        self.has_nodes = bool(nodes)
        self.file_pragmas = [(line, pragma) for line, pragma in pragmas if pragma.file]
        self.rules = combine([pragma for _, pragma in pragmas], []) if pragmas else _NO_RULES
        self.hide = self.rules.hide
        self.futures, self.more_than_futures = _futures_of(nodes)
        self.encoded: Any = None
        self._nodes: list[ast.stmt] | None = nodes
        self._place = slice(place, place + len(nodes))
        self._part = ""
        self._told: dict[Ask, Any] = {}

    @property
    def nodes(self) -> list[ast.stmt]:
        """To be read only: others may share them."""
        return parse_nodes(self._part)[self._place] if self._nodes is None else self._nodes

    def nodes_at(self, shift: int) -> list[ast.stmt]:
        """The same, `shift` lines further down."""
        if self._nodes is not None:
            return shifted_nodes(self._nodes, shift)
        nodes = self.nodes
        shift_in_place(nodes, shift)
        return nodes

    def tell(self, ask: Ask) -> Any:
        """What `ask` says of the statements, wherever they stand; it is asked once."""
        if ask not in self._told:
            self._told[ask] = ask(self.nodes)
        return self._told[ask]

    def settle(self, asks: Iterable[Ask], part: str | None) -> None:
        """Asks what will be asked, and then forgets the nodes if they can be read again from `part`."""
        if self.has_nodes:
            for ask in (_key_of, *asks):
                self.tell(ask)
            if part is not None:
                self._part, self._nodes = part, None

    @cached_property
    def hash(self) -> str:
        return short_hash(self.source)

    @property
    def code_key(self) -> tuple[str, bool]:
        """Equal for two texts whose syntax trees are; and whether the code names the module's docstring."""
        key: tuple[str, bool] = self.tell(_key_of)
        return key

    @cached_property
    def broken_key(self) -> str:
        """Equal for two texts with the same code, which is no Python."""
        return "broken:" + short_hash("\n".join(piece.text for piece in self.pieces if piece.kind == "code"))


def _key_of(nodes: list[ast.stmt]) -> tuple[str, bool]:
    tree = tree_text(nodes)
    return short_hash(tree, 32), "'__doc__'" in tree


def _futures_of(nodes: list[ast.stmt]) -> tuple[list[Future], bool]:
    """And whether there is any other statement."""
    futures: list[Future] = []
    others = False
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "__future__" and not node.level:
            futures.append(Future(node, not others))
        else:
            others = True
    return futures, others


_NO_RULES = combine([], [])


def short_hash(text: str, length: int = 16) -> str:
    """The first hex digits of the text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
