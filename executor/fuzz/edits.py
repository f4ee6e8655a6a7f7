"""One random edit of a document or of a file beside it, in the mix in which people were taken to edit."""

from __future__ import annotations

import re
from random import Random
from typing import Callable

from .generator import Block, Generator, State, kinds_before
from .grammar.modules import change_number, edit_files

_WORD = re.compile(r"\b[a-zA-Z]\w?\b")
_OPENS = (" ", "@", "def", "class", "for", "if", "with")
Blocks = tuple[Block, ...]


def edit(generator: Generator, state: State, earlier: list[State], file_edits: float) -> tuple[str, State]:
    """The kind of edit and the state after it; `earlier` are the states before, for an undo. May change nothing."""
    rng = generator.rng
    if state.files and rng.random() < file_edits:
        return "file", State(state.blocks, edit_files(rng, state.files), state.cells)
    kind = rng.choices(list(_MIX), [weight for weight, _ in _MIX.values()])[0]
    if kind == "undo":
        return kind, rng.choice(earlier[-3:]) if earlier else state
    if not state.blocks:
        kind = "insert"
    blocks = _MIX[kind][1](generator, state.blocks)
    return kind, State(blocks, state.files, state.cells)


def _tweak(generator: Generator, blocks: Blocks) -> Blocks:
    """Another number, another name, another line."""
    rng = generator.rng
    at = _one_of(rng, blocks)
    block = blocks[at]
    kind = rng.random()
    if kind < 0.5:
        text = change_number(rng, block.text)
    elif kind < 0.7:
        text = _swap_name(rng, block.text)
    else:
        text = _change_line(generator, blocks, at)
    return _put(blocks, at, Block(block.uid, text, block.binds))


def _swap_name(rng: Random, text: str) -> str:
    places = list(_WORD.finditer(text))
    if not places:
        return text
    found, other = rng.choice(places), rng.choice(places)
    return text[: found.start()] + other.group() + text[found.end() :]


def _change_line(generator: Generator, blocks: Blocks, at: int) -> str:
    """A statement of one line added, left out, or put in another's place."""
    rng = generator.rng
    lines = blocks[at].text.split("\n")
    statement, _ = generator.statement(kinds_before(blocks, at + 1))
    kind = rng.random()
    if kind < 0.5:
        return "\n".join([*lines, statement])
    plain = [index for index, line in enumerate(lines) if not line.startswith(_OPENS)]
    if not plain or len(lines) == 1:
        return statement if kind < 0.8 else "\n".join([statement, *lines])
    index = rng.choice(plain)
    # What stands indented below belongs to the line: it stays, and may now be wrong. So are half-typed files.
    lines[index : index + 1] = [statement] if kind < 0.8 else []
    return "\n".join(lines)


def _replace(generator: Generator, blocks: Blocks) -> Blocks:
    at = _one_of(generator.rng, blocks)
    return _put(blocks, at, generator.block_at(blocks, at))


def _insert(generator: Generator, blocks: Blocks) -> Blocks:
    at = generator.rng.randint(0, len(blocks))
    return (*blocks[:at], generator.block_at(blocks, at), *blocks[at:])


def _delete(generator: Generator, blocks: Blocks) -> Blocks:
    at = _one_of(generator.rng, blocks)
    return blocks[:at] + blocks[at + 1 :] if len(blocks) > 1 else blocks


def _move(generator: Generator, blocks: Blocks) -> Blocks:
    at = _one_of(generator.rng, blocks)
    rest = blocks[:at] + blocks[at + 1 :]
    to = generator.rng.randint(0, len(rest))
    return (*rest[:to], blocks[at], *rest[to:])


def _swap(generator: Generator, blocks: Blocks) -> Blocks:
    one, other = generator.rng.randrange(len(blocks)), generator.rng.randrange(len(blocks))
    return _put(_put(blocks, one, blocks[other]), other, blocks[one])


def _duplicate(generator: Generator, blocks: Blocks) -> Blocks:
    at, to = generator.rng.randrange(len(blocks)), generator.rng.randint(0, len(blocks))
    return (*blocks[:to], generator.copy_of(blocks[at]), *blocks[to:])


def _split(generator: Generator, blocks: Blocks) -> Blocks:
    """A block's last line becomes a block of its own."""
    at = _one_of(generator.rng, blocks)
    head, newline, last = blocks[at].text.rpartition("\n")
    if not newline or last.startswith(" "):
        return blocks
    first = Block(blocks[at].uid, head, blocks[at].binds)
    return (*blocks[:at], first, generator.copy_of(blocks[at], last), *blocks[at + 1 :])


def _comment(generator: Generator, blocks: Blocks) -> Blocks:
    rng = generator.rng
    at = _one_of(rng, blocks)
    block = blocks[at]
    remark = f"# remark {rng.randint(0, 99)}"
    kind = rng.randrange(4)
    if kind == 0:
        return _put(blocks, at, Block(block.uid, f"{remark}\n{block.text}", block.binds))
    if kind == 1:
        return _put(blocks, at, Block(block.uid, f"{block.text}\n{remark}", block.binds))
    if kind == 2:
        # The whole block out of the way, as editors do on a key.
        return _put(blocks, at, Block(block.uid, "\n".join("# " + line for line in block.text.split("\n")), ()))
    return (*blocks[:at], generator.copy_of(block, remark), *blocks[at:])


def _none(_generator: Generator, blocks: Blocks) -> Blocks:
    return blocks


def _mend(generator: Generator, blocks: Blocks) -> Blocks:
    """A name that nothing binds is bound before its first use, as people do when they see the error."""
    unbound = generator.unbound(blocks)
    if not unbound:
        return _tweak(generator, blocks)
    index, name = generator.rng.choice(unbound)
    return (*blocks[:index], generator.binding(name), *blocks[index:])


def _one_of(rng: Random, blocks: Blocks) -> int:
    """A block to change. One that only imports is mostly left alone: without it, nothing after it runs."""
    at = rng.randrange(len(blocks))
    only_imports = all(line.startswith("import ") for line in blocks[at].text.split("\n"))
    return rng.randrange(len(blocks)) if only_imports and rng.random() < 0.9 else at


def _put(blocks: Blocks, at: int, block: Block) -> Blocks:
    return (*blocks[:at], block, *blocks[at + 1 :])


_MIX: dict[str, tuple[float, Callable[[Generator, Blocks], Blocks]]] = {
    "tweak": (35, _tweak),
    "replace": (15, _replace),
    "insert": (12, _insert),
    "delete": (10, _delete),
    "move": (7, _move),
    "swap": (3, _swap),
    "duplicate": (2, _duplicate),
    "split": (1, _split),
    "mend": (20, _mend),
    "undo": (5, _none),
    "comment": (5, _comment),
}
