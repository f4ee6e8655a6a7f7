"""One random edit of a script, as people edit: a number, a word, a statement, a block, or back to an earlier state."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from random import Random
from typing import Callable

from pinlight_executor.blocks import read_document

COLOURS = (
    "red", "green", "blue", "orange", "black", "gray", "tab:red", "tab:blue", "tab:green", "tab:orange", "C0", "C3",
)
WORDS = ("result", "final", "draft", "sample", "north", "note", "x")
_NAMES = {
    "max": "min", "min": "max", "sum": "max", "mean": "median", "head": "tail", "tail": "head", "sorted": "list",
    "sin": "cos", "cos": "sin", "plot": "scatter", "True": "False", "False": "True",
}
# The most that a number is changed by: a script's loops must not become a hundred times as long.
_FACTORS = (0.5, 0.9, 1.1, 1.5, 2)
# What a remark that was put behind a statement looks like.
REMARK = re.compile(r"  # (?:" + "|".join(WORDS) + r") \d+(?=\n|$)")
Way = Callable[[Random, str], "str | None"]


def edit(rng: Random, source: str, earlier: list[str]) -> tuple[str, str]:
    """The kind of the edit, and the text after it, which is never the text before."""
    while True:
        kind = rng.choices(list(_MIX), [weight for weight, _ in _MIX.values()])[0]
        after = rng.choice(earlier[-3:]) if kind == "undo" and earlier else _MIX[kind][1](rng, source)
        if after is not None and after != source and _parses(after):
            return kind, after


def _number(rng: Random, source: str) -> str | None:
    """A number that is a little, or twice, or half as large."""
    found = [token for token in _tokens(source) if token.type == tokenize.NUMBER and token.string.isascii()]
    if not found:
        return None
    token = rng.choice(found)
    try:
        value = ast.literal_eval(token.string)
    except (ValueError, SyntaxError):
        return None
    if isinstance(value, int):
        choices = [value + 1, max(0, value - 1), value + 2, max(1, value // 2)]
        return _put(source, token, str(rng.choice(choices)))
    if isinstance(value, float):
        return _put(source, token, f"{value * rng.choice(_FACTORS):.6g}")
    return None


def _string(rng: Random, source: str) -> str | None:
    """A string that is longer, written otherwise, or another word."""
    found = [token for token in _tokens(source) if _is_plain_string(token)]
    if not found:
        return None
    token = rng.choice(found)
    value = ast.literal_eval(token.string)
    new = rng.choice([value + " " + rng.choice(WORDS), value.upper(), value[:-1], rng.choice(WORDS)])
    return _put(source, token, _quoted(new))


def _keyword(rng: Random, source: str) -> str | None:
    """A colour, a keyword's value, or the name of a function for its counterpart."""
    tokens = _tokens(source)
    found = [token for token in tokens if _is_plain_string(token) and ast.literal_eval(token.string) in COLOURS]
    found += [token for token in tokens if token.type == tokenize.NAME and token.string in _NAMES]
    found += [
        value
        for name, equals, value in zip(tokens, tokens[1:], tokens[2:])
        if name.type == tokenize.NAME and equals.string == "=" and name.start[1] and value.type == tokenize.NUMBER
    ]
    if not found:
        return None
    token = rng.choice(found)
    if token.type == tokenize.NAME:
        return _put(source, token, _NAMES[token.string])
    if token.type == tokenize.NUMBER:
        return _put(source, token, rng.choice(["1", "2", "3", "0.5"]))
    return _put(source, token, _quoted(rng.choice(COLOURS)))


def _remark(rng: Random, source: str) -> str | None:
    """A comment on a line of its own, or behind a statement."""
    first, last = rng.choice(_statements(source))
    lines = source.split("\n")
    text = f"# {rng.choice(WORDS)} {rng.randint(0, 99)}"
    if rng.random() < 0.5:
        lines.insert(first, text)
    elif "#" not in lines[last - 1] and not lines[last - 1].endswith("\\"):
        lines[last - 1] += "  " + text
    return "\n".join(lines)


def _print(rng: Random, source: str) -> str | None:
    """A look at something that is bound there."""
    statements = _statements(source)
    at = rng.randrange(len(statements))
    names = _bound(source, statements[at][1])
    lines = source.split("\n")
    name = rng.choice(names) if names else None
    looks = [f"print({rng.choice(WORDS)!r}, {rng.randint(0, 99)})"]
    if name:
        looks += [f"print(type({name}).__name__)", f"print(str({name})[:40])", f"print(hasattr({name}, '__len__'))"]
    lines.insert(statements[at][1], rng.choice(looks))
    return "\n".join(lines)


def _delete(rng: Random, source: str) -> str | None:
    statements = _statements(source)
    first, last = _one_of(rng, source, statements)
    lines = source.split("\n")
    del lines[first:last]
    return "\n".join(lines) if len(statements) > 3 else None


def _double(rng: Random, source: str) -> str | None:
    first, last = rng.choice(_statements(source))
    lines = source.split("\n")
    lines[last:last] = lines[first:last]
    return "\n".join(lines)


def _swap(rng: Random, source: str) -> str | None:
    """A statement and the one after it change places; what stands between them stays."""
    statements = _statements(source)
    at = rng.randrange(len(statements) - 1)
    (first, last), (other_first, other_last) = statements[at], statements[at + 1]
    lines = source.split("\n")
    one, between, other = lines[first:last], lines[last:other_first], lines[other_first:other_last]
    return "\n".join([*lines[:first], *other, *between, *one, *lines[other_last:]])


def _move(rng: Random, source: str) -> str | None:
    """A block is cut and put in elsewhere."""
    blocks = split_blocks(source)
    if len(blocks) < 3:
        return None
    block = blocks.pop(rng.randrange(len(blocks)))
    blocks.insert(rng.randint(0, len(blocks)), block)
    return "\n\n".join(blocks) + "\n"


def split_blocks(source: str) -> list[str]:
    """The text of each block, its marker included. Joined by blank lines they are the same document again."""
    lines = source.split("\n")
    starts = [block.line - 1 for block in read_document(source).blocks]
    if starts:
        # What stands above the first block (a docstring, a heading) goes with it.
        starts[0] = 0
    texts = ["\n".join(lines[start:end]).strip("\n") for start, end in zip(starts, [*starts[1:], len(lines)])]
    return [text for text in texts if text]


def _one_of(rng: Random, source: str, statements: list[tuple[int, int]]) -> tuple[int, int]:
    """A statement; imports are mostly left alone: without them, nothing after them runs."""
    lines = source.split("\n")
    found = rng.choice(statements)
    is_import = lines[found[0]].startswith(("import ", "from "))
    return rng.choice(statements) if is_import and rng.random() < 0.9 else found


def _statements(source: str) -> list[tuple[int, int]]:
    """The lines of each top-level statement, from 0, the end excluded. None shares a line with another."""
    found: list[tuple[int, int]] = []
    for node in ast.parse(source).body:
        decorators = getattr(node, "decorator_list", [])
        first = min([node.lineno, *(decorator.lineno for decorator in decorators)]) - 1
        if not found or first >= found[-1][1]:
            found.append((first, node.end_lineno or node.lineno))
    return found


def _bound(source: str, end: int) -> list[str]:
    """Names that top-level statements up to that line assign, in their order."""
    names: dict[str, None] = {}
    for node in ast.parse(source).body:
        if node.lineno <= end and isinstance(node, (ast.Assign, ast.AugAssign, ast.For)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            parts = [part for target in targets for part in ast.walk(target)]
            names.update({part.id: None for part in parts if isinstance(part, ast.Name)})
    return list(names)


def _tokens(source: str) -> list[tokenize.TokenInfo]:
    return list(tokenize.generate_tokens(io.StringIO(source).readline))


def _is_plain_string(token: tokenize.TokenInfo) -> bool:
    return token.type == tokenize.STRING and token.string[0] in "\"'" and token.string[:3] not in ('"""', "'''")


def _put(source: str, token: tokenize.TokenInfo, text: str) -> str:
    lines = source.split("\n")
    row, start, end = token.start[0] - 1, token.start[1], token.end[1]
    lines[row] = lines[row][:start] + text + lines[row][end:]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def _parses(source: str) -> bool:
    try:
        return len(ast.parse(source).body) > 1
    except SyntaxError:
        return False


def _none(_rng: Random, _source: str) -> None:
    return None


_MIX: dict[str, tuple[float, Way]] = {
    "number": (24, _number),
    "remark": (8, _remark),
    "print": (12, _print),
    "delete": (10, _delete),
    "double": (8, _double),
    "swap": (8, _swap),
    "string": (8, _string),
    "keyword": (8, _keyword),
    "move": (7, _move),
    "undo": (7, _none),
}
