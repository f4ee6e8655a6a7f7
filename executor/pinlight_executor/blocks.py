"""A document's blocks, in the style that the file itself chooses: blank lines, or cell markers."""

from __future__ import annotations

import __future__
import ast
from dataclasses import dataclass, field

from .blank_line_style import paragraph_blocks
from .block import Block
from .cell_style import cell_blocks
from .pragmas import Pragma, combine, parse_cell_pragma
from .rough_block import Layout, RoughBlock
from .source_text import hidden_lines, split_lines
from .statements import CELL_LINE, Statement, parse_statements


@dataclass
class Document:
    """A file as read: `lines` are its own, `flags` are the compiler's for its `from __future__` imports."""

    lines: list[str]
    blocks: list[Block]
    cells: bool
    docstring: str | None = None
    flags: int = 0
    future_names: list[str] = field(default_factory=list)


def read_document(text: str) -> Document:
    """Splits a file's text into blocks. Never raises: what is no Python becomes a block with a syntax error."""
    lines = split_lines(text)
    statements = parse_statements(lines)
    layout = Layout(lines, statements, hidden_lines(lines), _docstring_of(statements))
    cells = _is_cell_file(layout)
    rough = cell_blocks(layout) if cells else paragraph_blocks(layout)
    document = Document(lines, [], cells, layout.docstring_text)
    document.blocks = _finish(rough, layout)
    _apply_future(document)
    return document


def _docstring_of(statements: list[Statement]) -> Statement | None:
    first = statements[0] if statements else None
    if first is None or len(first.nodes) != 1:
        return None
    return first if _is_string(first.nodes[0]) else None


def _is_string(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def _is_cell_file(layout: Layout) -> bool:
    """A marker that is more than a pragma, outside of any statement."""
    return any(
        CELL_LINE.match(line) and layout.is_free(number) and parse_cell_pragma(line) is None
        for number, line in enumerate(layout.lines, 1)
    )


def _finish(rough: list[RoughBlock], layout: Layout) -> list[Block]:
    first_code = next((s.first for s in layout.statements if s is not layout.docstring), len(layout.lines) + 1)
    file_pragmas: list[Pragma] = []
    for part in rough:
        for number, pragma in part.pragmas:
            if pragma.file and number < first_code:
                file_pragmas.append(pragma)
            elif pragma.file:
                part.warnings.append(f"line {number}: a pragma for the whole file counts only before the first code")
    blocks = []
    for ordinal, part in enumerate(rough, 1):
        rules = combine([pragma for _, pragma in part.pragmas], file_pragmas)
        errors = [statement.error for statement in part.statements if statement.error]
        blocks.append(
            Block(
                line=part.first,
                source="\n".join(layout.lines[part.first - 1 : part.last]),
                pieces=part.pieces,
                nodes=[] if errors else [node for statement in part.statements for node in statement.nodes],
                error=errors[0] if errors else None,
                shows=any(piece.shows for piece in part.pieces),
                title=part.title,
                hide=rules.hide,
                evaluated=rules.evaluated,
                always_run=rules.always_run,
                timeout_s=rules.timeout_s,
                depends=rules.depends,
                warnings=part.warnings,
                docstring=layout.docstring_text,
                ordinal=ordinal,
            )
        )
    return blocks


def _apply_future(document: Document) -> None:
    """`from __future__` counts for the rest of the file, and only where Python allows it: before any other code."""
    at_start = True
    for block in document.blocks:
        for node in block.nodes:
            if not isinstance(node, ast.ImportFrom) or node.module != "__future__" or node.level:
                at_start = False
                continue
            problem = _future_problem(node, at_start)
            if problem:
                block.error = SyntaxError(problem, ("", node.lineno, node.col_offset + 1, None))
                continue
            for alias in node.names:
                document.flags |= getattr(__future__, alias.name).compiler_flag
                document.future_names.append(alias.name)


def _future_problem(node: ast.ImportFrom, at_start: bool) -> str | None:
    if not at_start:
        return "from __future__ imports must occur at the beginning of the file"
    unknown = [alias.name for alias in node.names if alias.name not in __future__.all_feature_names]
    return f"future feature {unknown[0]} is not defined" if unknown else None
