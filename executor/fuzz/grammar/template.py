"""Statements with holes. A hole asks for a name of some kind, a number, a word; what a statement binds has a kind."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from random import Random
from typing import Iterable, Sequence

# $list, $list2: names bound to lists. $new: a name to bind. $F, $C: names of functions and classes to define.
HOLE = re.compile(r"\$([A-Za-z]+)(\d*)")
_WORDS = ("x", "ab", "key", "red", "blue", "k", "v", "item")
_CODE = {"func", "one", "class", "method", "getter", "cached", "coro", "agen", "manager", "draw", "draw2"}
_PLAIN = {"i", "w", "new", "F", "C", "any", "lit", "letter"}


@dataclass(frozen=True)
class Template:
    """`binds`: (hole, kind) of what it binds; `imports`: lines that it needs; `uses`: the kinds its holes ask for."""

    text: str
    binds: tuple[tuple[str, str], ...] = ()
    imports: tuple[str, ...] = ()
    weight: float = 1.0
    features: frozenset[str] = frozenset()

    @property
    def uses(self) -> list[str]:
        return [kind for kind, _ in HOLE.findall(self.text) if kind not in _PLAIN]

    @property
    def defines(self) -> bool:
        return any(hole in ("F", "C") for hole, _ in self.binds)


def t(text: str, imports: str = "", weight: float = 1.0, features: str = "", **binds: str) -> Template:
    """A template; `imports` as `os; numpy as np`, `features` are words by which a family leaves it out."""
    lines = tuple(f"import {one.strip()}" for one in imports.split(";") if one.strip())
    return Template(text, tuple(binds.items()), lines, weight, frozenset(features.split()))


def tagged(features: str, templates: Sequence[Template]) -> list[Template]:
    """The same templates with further features."""
    more = frozenset(features.split())
    return [replace(template, features=template.features | more) for template in templates]


def needing(line: str, templates: Sequence[Template]) -> list[Template]:
    """The same templates with one more line of imports."""
    return [replace(template, imports=(line, *template.imports)) for template in templates]


@dataclass(frozen=True)
class Pool:
    """The names of a program, and how often a hole is filled with the wrong one."""

    variables: tuple[str, ...]
    functions: tuple[str, ...]
    classes: tuple[str, ...]
    mistakes: float = 0.03

    @property
    def all(self) -> tuple[str, ...]:
        return self.variables + self.functions + self.classes


# What names hold, as far as the text tells. "-" in what a block binds: it deletes the name.
Kinds = dict[str, str]


def apply(kinds: Kinds, bound: Iterable[tuple[str, str]]) -> None:
    """Adds what a statement or a block binds to what is bound."""
    for name, kind in bound:
        if kind == "-":
            kinds.pop(name, None)
        else:
            kinds[name] = kind


def fill(template: Template, rng: Random, pool: Pool, kinds: Kinds) -> tuple[str, Kinds]:
    """The statement's text and the kinds of what it binds. A hole that stands twice is filled once."""
    filled: dict[str, str] = {}

    def one(match: re.Match[str]) -> str:
        whole = match.group(0)
        if whole not in filled:
            filled[whole] = _choose(match.group(1), rng, pool, kinds)
        return filled[whole]

    text = HOLE.sub(one, template.text)
    bound: Kinds = {}
    for hole, kind in template.binds:
        name = filled.get("$" + hole)
        if name is not None:
            # `=any`: the kind of the name that fills the hole $any.
            bound[name] = kinds.get(filled.get("$" + kind[1:], ""), "num") if kind.startswith("=") else kind
    return text, bound


def _choose(kind: str, rng: Random, pool: Pool, kinds: Kinds) -> str:
    if kind == "i":
        return str(rng.randint(0, 9))
    if kind == "w":
        return rng.choice(_WORDS)
    if kind == "letter":
        return rng.choice("pqrs")
    if kind == "lit":
        return _literal(rng)
    if kind == "F":
        return rng.choice(pool.functions)
    if kind == "C":
        return rng.choice(pool.classes)
    if kind == "new":
        return rng.choice(pool.variables if rng.random() < 0.96 else pool.all)
    if kind == "any":
        bound = [name for name, its in kinds.items() if its not in _CODE or rng.random() < 0.4] or list(kinds)
    else:
        bound = [name for name, its in kinds.items() if its == kind]
    # Now and then a name of the wrong kind, or of none: errors are part of what is shown.
    if not bound or rng.random() < pool.mistakes:
        return rng.choice(pool.all)
    return rng.choice(bound)


def _literal(rng: Random) -> str:
    i, j, word = rng.randint(0, 9), rng.randint(0, 9), rng.choice(_WORDS)
    return rng.choice([str(i), str(i), f"{i}.5", f"'{word}'", f"[{i}, {j}]", f"({i}, '{word}')", "None", "True"])
