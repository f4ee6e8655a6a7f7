"""Compiling and running one block in the document's namespace, with top-level `await`."""

from __future__ import annotations

import ast
import asyncio
import inspect
from types import CodeType
from typing import Any

from .block import Block
from .place import Place

_MAGIC = "%!"


class Evaluator:
    """Runs blocks of one document one after the other. `namespace` is always the same dict: the globals of them all."""

    def __init__(self, namespace: dict[str, Any], place: Place) -> None:
        self._namespace = namespace
        self._place = place
        self._loop: asyncio.AbstractEventLoop | None = None

    def compile(self, block: Block, flags: int) -> list[CodeType]:
        """The block's statements and, when it shows a value, that expression. Raises SyntaxError."""
        if block.error is not None:
            raise explain_syntax_error(block, self._place.file)
        nodes = list(block.nodes)
        last = nodes.pop() if block.shows else None
        codes = []
        if nodes:
            codes.append(self._compile(ast.Module(nodes, type_ignores=[]), "exec", flags))
        if isinstance(last, ast.Expr):
            codes.append(self._compile(ast.Expression(last.value), "eval", flags))
        return codes

    def run(self, codes: list[CodeType]) -> Any:
        """The last code's value, None for statements. Raises whatever the code raises."""
        value = None
        for code in codes:
            value = eval(code, self._namespace)
            if code.co_flags & inspect.CO_COROUTINE:
                value = self._event_loop().run_until_complete(value)
        return value

    @property
    def has_tasks(self) -> bool:
        """Whether asynchronous work is left that may still change anything."""
        return self._loop is not None and bool(asyncio.all_tasks(self._loop))

    def _compile(self, node: ast.Module | ast.Expression, mode: str, flags: int) -> CodeType:
        wanted = flags | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        try:
            return compile(node, self._place.file, mode, flags=wanted, dont_inherit=True)  # type: ignore[no-any-return]
        except (ValueError, RecursionError, MemoryError) as cause:
            raise SyntaxError(f"this block cannot be compiled: {cause}") from None

    def _event_loop(self) -> asyncio.AbstractEventLoop:
        if self._loop is None or self._loop.is_closed():
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
        return self._loop


def explain_syntax_error(block: Block, filename: str) -> SyntaxError:
    """The block's syntax error with its file; for a magic, with what to write instead."""
    found = block.error
    assert found is not None
    magic = next((line.strip() for line in block.source.splitlines() if line[:1] in _MAGIC and line.strip()), None)
    number = found.lineno
    message = found.msg
    if magic is not None and not block.nodes:
        message = _magic_advice(magic)
        number = block.line + block.source.splitlines().index(
            next(line for line in block.source.splitlines() if line.strip() == magic)
        )
        return SyntaxError(message, (filename, number, 1, magic))
    where = (filename, number, found.offset, found.text)
    if found.end_lineno is None:
        return SyntaxError(message, where)
    return SyntaxError(message, (*where, found.end_lineno, found.end_offset))


def _magic_advice(magic: str) -> str:
    word = magic.split()[0]
    if word.startswith("!"):
        return f"`{word}` is a notebook's shell command, no Python: use subprocess.run([...]) instead"
    if word.startswith(("%pip", "%conda")):
        return f"`{word}` is a notebook's magic, no Python: declare what the workspace needs, and delete this line"
    if word == "%matplotlib":
        return "`%matplotlib` is a notebook's magic, no Python: delete this line, figures are shown by themselves"
    return f"`{word}` is a notebook's magic, no Python: delete this line, or write it as Python"
