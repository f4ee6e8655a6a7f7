"""Random programs: lists of blocks, the same for the same seed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from random import Random
from typing import Callable

from .grammar import values
from .grammar.families import Family
from .grammar.template import Kinds, Pool, Template, apply, fill

_WORD = re.compile(r"\b[A-Za-z]\w?\b")
_FIND_TRIES = 25


@dataclass(frozen=True)
class Block:
    """`uid` stays with the block through edits and moves; `binds`: the kinds of the names that it binds."""

    uid: int
    text: str
    binds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class State:
    """One state of a document and of its user's other files."""

    blocks: tuple[Block, ...]
    files: dict[str, str] = field(default_factory=dict)
    cells: bool = False

    @property
    def source(self) -> str:
        """Blocks apart by blank lines, or by cell markers."""
        between = "\n\n# %%\n" if self.cells else "\n\n"
        return ("# %%\n" if self.cells else "") + between.join(block.text for block in self.blocks) + "\n"


class Generator:
    """Writes blocks of one family. One in eight programs has cells; three in ten import at the top."""

    def __init__(self, family: Family, rng: Random) -> None:
        self._family, self.rng = family, rng
        self._uids = 0
        self._imports_first = rng.random() < 0.3
        self._cells = rng.random() < 0.125
        self._weights = [weight for weight, _ in family.subjects]
        plain = [template for _, some in family.subjects for template in some if not template.uses]
        self._opening = [template for template in plain if template.defines]
        self._first = [
            one for one in values.PLAIN if "new" in dict(one.binds) and not one.uses and "$any" not in one.text
        ]

    def program(self) -> State:
        """The first state of a session."""
        kinds: Kinds = {}
        blocks = []
        if self._imports_first:
            blocks.append(self._block(_header(self._family), {}))
        for _ in range(self._family.opening - len(blocks)):
            opening = self._opening if self.rng.random() < 0.5 else self._first
            blocks.append(self._write(kinds, 1 if opening is self._opening else 2, lambda: self._of(opening)))
            apply(kinds, blocks[-1].binds)
        for _ in range(self._family.general):
            blocks.append(self.block(kinds))
            apply(kinds, blocks[-1].binds)
        return State(tuple(blocks), dict(self._family.files), self._cells)

    def block(self, kinds: Kinds) -> Block:
        """A new block for a place where names of these kinds are bound."""
        return self._write(kinds, self.rng.choice([1, 1, 2, 2, 3]), self._any)

    def block_at(self, blocks: tuple[Block, ...], index: int) -> Block:
        return self.block(kinds_before(blocks, index))

    def binding(self, name: str) -> Block:
        """A block that binds a name of the pool to something of its sort."""
        pool = self._family.pool
        templates = self._first if name in pool.variables else self._opening
        own = Pool((name,), (name,), (name,), 0)
        hole = "F" if name in pool.functions else "C" if name in pool.classes else "new"
        template = self._of([one for one in templates if hole in dict(one.binds)])
        text, bound = fill(template, self.rng, own, {})
        return self._block("\n".join([*template.imports, text]), bound)

    def unbound(self, blocks: tuple[Block, ...]) -> list[tuple[int, str]]:
        """(index of the block, name) of every use of one of the pool's names that no block before it binds."""
        found, kinds = [], {}
        for index, block in enumerate(blocks):
            own = dict(block.binds)
            words = set(_WORD.findall(block.text)) & set(self._family.pool.all)
            found += [(index, name) for name in sorted(words) if name not in kinds and name not in own]
            apply(kinds, block.binds)
        return found

    def statement(self, kinds: Kinds) -> tuple[str, Kinds]:
        return self._fill_one(self._any, dict(kinds))

    def copy_of(self, block: Block, text: str | None = None) -> Block:
        """A block of its own with the same text, or another."""
        return self._block(block.text if text is None else text, dict(block.binds))

    def _write(self, kinds: Kinds, count: int, choose: Callable[[], Template]) -> Block:
        known, bound, texts = dict(kinds), {}, []
        for _ in range(count):
            text, its = self._fill_one(choose, known)
            texts.append(text)
            apply(known, its.items())
            bound.update(its)
        if known and self.rng.random() < self._family.observe:
            texts.append(fill(_pick(self.rng, values.OBSERVE), self.rng, self._family.pool, known)[0])
        return self._block("\n".join(_imports_once(texts)), bound)

    def _fill_one(self, choose: Callable[[], Template], known: Kinds) -> tuple[str, Kinds]:
        """A statement whose holes can be filled, mostly."""
        template = choose()
        present = set(known.values())
        for _ in range(_FIND_TRIES):
            if present.issuperset(template.uses):
                break
            template = choose()
        else:
            template = self._of(self._first) if self.rng.random() < 0.9 else template
        text, bound = fill(template, self.rng, self._family.pool, known)
        # Mostly left out where the header imports: when that is deleted, everything after it fails.
        lines = [line for line in template.imports if not self._imports_first or self.rng.random() < 0.1]
        return "\n".join([*lines, text]), bound

    def _any(self) -> Template:
        return self._of(self.rng.choices(self._family.subjects, self._weights)[0][1])

    def _of(self, templates: list[Template]) -> Template:
        return _pick(self.rng, templates)

    def _block(self, text: str, binds: Kinds) -> Block:
        self._uids += 1
        return Block(self._uids, text, tuple(binds.items()))


def kinds_before(blocks: tuple[Block, ...], index: int) -> Kinds:
    """What the names are, as far as the text tells, before block `index`."""
    kinds: Kinds = {}
    for block in blocks[:index]:
        apply(kinds, block.binds)
    return kinds


def _pick(rng: Random, templates: list[Template]) -> Template:
    return rng.choices(templates, [template.weight for template in templates])[0]


def _header(family: Family) -> str:
    found = dict.fromkeys(line for _, some in family.subjects for template in some for line in template.imports)
    return "\n".join(sorted(found))


def _imports_once(texts: list[str]) -> list[str]:
    """The texts without an import line that an earlier one of the block has."""
    seen: set[str] = set()
    kept = []
    for text in texts:
        lines = [line for line in text.split("\n") if not (line.startswith("import ") and line in seen)]
        seen.update(line for line in lines if line.startswith("import "))
        kept.append("\n".join(lines))
    return kept
