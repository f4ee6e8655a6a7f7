"""The families: how many blocks and names their programs have, and which statements."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Iterable

from . import advanced, arrays, classes, containers, dynamic, files, frames, functions, modules, process, values
from .template import Pool, Template

_TINY = Pool(("a", "b", "c", "d"), ("f", "g"), ("K", "L"))
_WIDE = Pool(
    tuple("abcdehijlmnotuvw"),
    ("f", "g", "f2", "g2", "fa", "fb", "fc", "fd"),
    ("K", "L", "M", "N", "K2", "L2", "M2", "N2"),
)

# (subject's weight, its statements): a subject with many statements is not chosen more often for that.
Subject = tuple[float, list[Template]]

_ORDINARY: list[Subject] = [
    (8, values.PLAIN), (3, functions.DEFINE), (3, functions.USE), (2, classes.DEFINE), (3, classes.USE),
    (2, containers.TEMPLATES), (3, arrays.TEMPLATES),
]
_TRICKY: list[Subject] = [
    (0.6, values.BUILTINS), (1.2, functions.TOOLS), (1.5, functions.ITERATORS), (1, classes.REBIND),
    (1.5, dynamic.TEMPLATES), (0.5, arrays.OPTIONS), (1, arrays.RANDOM), (1.5, process.RANDOM), (1.5, process.AMBIENT),
    (1.2, files.READ), (1.5, files.WRITE),
]
_FRAMES: list[Subject] = [(7, frames.PANDAS), (4, frames.POLARS)]
_ADVANCED: list[Subject] = [
    (4, advanced.DEFINE), (2, advanced.WEAK), (3, advanced.CONCURRENT), (2, advanced.ERRORS), (2, process.MONKEYPATCH),
]


@dataclass(frozen=True)
class Family:
    """`general` blocks of all statements after `opening` ones that define; `observe`: how often a block shows more."""

    letter: str
    general: int
    opening: int
    pool: Pool
    subjects: list[Subject]
    files: dict[str, str]
    libraries: tuple[str, ...] = ("numpy",)
    file_edits: float = 0.04
    observe: float = 0.6

    def without(self, features: Iterable[str]) -> Family:
        """The family less every statement that has one of these features."""
        unwanted = frozenset(features)
        kept = [(weight, [x for x in some if not x.features & unwanted]) for weight, some in self.subjects]
        return replace(self, subjects=[(weight, some) for weight, some in kept if some])


_TRICKS = _ORDINARY + _TRICKY
_ALL_FILES = {**files.FILES, **modules.FILES}

# In ordinary code nobody deletes names all the time, or binds what a name of another kind was.
_PLAIN_ONLY = (
    "iterators", "rebinding", "attributes", "overridden", "eval", "monkeypatch", "files", "random", "ambient", "errors",
)

FAMILIES = {
    "A": Family("A", 10, 5, _TINY, _TRICKS, files.FILES),
    "B": Family("B", 14, 5, _TINY, _TRICKS + _FRAMES, files.FILES, ("numpy", "pandas", "polars")),
    "C": Family("C", 25, 11, _WIDE, _TRICKS, files.FILES),
    "D": Family("D", 25, 11, replace(_WIDE, mistakes=0.005), _ORDINARY, {}, file_edits=0).without(_PLAIN_ONLY),
    "E": Family(
        "E", 12, 5, _TINY,
        [*_ORDINARY, (14, modules.USE), (3, files.READ), (2, files.WRITE), (1, dynamic.TEMPLATES)],
        _ALL_FILES, file_edits=0.4,
    ),
    "F": Family(
        "F", 12, 5, _TINY, [*_ORDINARY, *_ADVANCED, (1, functions.ITERATORS), (1, classes.REBIND)], {}, file_edits=0,
    ),
}
