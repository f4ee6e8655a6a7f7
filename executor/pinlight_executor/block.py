"""What a block is: prose and code in their order, what is hidden of it, and the statements that it runs."""

from __future__ import annotations

import ast
from typing import Any, Callable, TypeVar, cast

from .block_text import BlockText, Piece, short_hash
from .syntax_errors import shifted_error

T = TypeVar("T")


class Block:
    """One block of a document: a text in its place. Lines count from 1, and are the file's own.

    `id` and `ordinal` are given once the whole document is known. `text` is shared with other states of the document;
    its lines are `shift` lines further down here.
    """

    __slots__ = ("text", "shift", "ordinal", "docstring", "hide", "misplaced", "more_warnings", "id")

    def __init__(self, text: BlockText, shift: int, ordinal: int, docstring: str | None) -> None:
        self.text = text
        self.shift = shift
        self.ordinal = ordinal
        self.docstring = docstring
        self.hide = text.hide
        self.misplaced: SyntaxError | None = None
        self.more_warnings: list[str] | None = None
        self.id = ""

    @property
    def line(self) -> int:
        return self.text.first + self.shift

    @property
    def source(self) -> str:
        return self.text.source

    @property
    def pieces(self) -> list[Piece]:
        return [piece.shifted(self.shift) for piece in self.text.pieces]

    @property
    def nodes(self) -> list[ast.stmt]:
        """The statements as they stand in the file now. To be read only: others may share them."""
        return self.text.nodes_at(self.shift)

    @property
    def error(self) -> SyntaxError | None:
        """Why the block is no Python, where it stands."""
        if self.misplaced is not None or self.text.error is None:
            return self.misplaced
        return shifted_error(self.text.error, self.shift)

    @property
    def shows(self) -> bool:
        return self.text.shows

    @property
    def title(self) -> str | None:
        return self.text.title

    @property
    def evaluated(self) -> bool:
        return self.text.rules.evaluated

    @property
    def always_run(self) -> bool:
        return self.text.rules.always_run

    @property
    def timeout_s(self) -> float | None:
        return self.text.rules.timeout_s

    @property
    def depends(self) -> list[str]:
        return self.text.rules.depends

    @property
    def warnings(self) -> list[str]:
        own = [f"line {line + self.shift}: {warning}" for line, warning in self.text.warnings]
        return own + self.more_warnings if self.more_warnings else own

    @property
    def kind(self) -> str:
        """`code` when there is any code to see, else `prose`."""
        return "code" if self.runs or self.text.has_code else "prose"

    @property
    def runs(self) -> bool:
        """Whether there is anything to execute, a syntax error included."""
        return self.text.has_nodes or self.text.error is not None or self.misplaced is not None

    @property
    def prose(self) -> str | None:
        texts = [piece.text for piece in self.text.pieces if piece.kind == "prose"]
        return "\n\n".join(texts) if texts else None

    def code_key(self) -> str:
        """Equal for two texts that run the same: comments, prose, formatting and pragmas do not count."""
        if self.misplaced is not None or self.text.error is not None:
            return self.text.broken_key
        tree, reads_docstring = self.text.code_key
        key = f"{tree}:shows" if self.shows else tree
        return short_hash(key + self.docstring, 32) if reads_docstring and self.docstring is not None else key

    def runs_as(self, other: Block) -> bool:
        """Whether they are known, without a look at their code, to run the same."""
        same = self.text is other.text and self.docstring == other.docstring
        return same and self.misplaced is None and other.misplaced is None

    def told_by_code(self, ask: Callable[[list[ast.stmt]], T]) -> T:
        """What `ask` says of the statements, wherever they stand; it is asked once for every text."""
        return cast(T, self.text.tell(ask))

    def to_json(self) -> dict[str, Any]:
        """As the frame `plan` carries it."""
        described = {
            "id": self.id,
            "ordinal": self.ordinal,
            "kind": self.kind,
            "hash": self.text.hash,
            "line": self.line,
            "source": self.source,
            "pieces": [piece.to_json() for piece in self.pieces],
            "hide": self.hide,
            "evaluated": self.evaluated,
            "warnings": self.warnings,
        }
        optional = {"prose": self.prose, "title": self.title, "timeoutS": self.timeout_s}
        return {**described, **{key: value for key, value in optional.items() if value is not None}}
