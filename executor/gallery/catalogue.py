"""The scripts of the gallery: `scripts/<library>_<topic>.py`."""

from __future__ import annotations

import ast
import os
from dataclasses import dataclass

from fuzz.libraries import STANDARD

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "scripts")
# A process that has imported these runs threads: it cannot be forked safely, so sessions import them themselves.
_THREADED = ("polars",)


@dataclass(frozen=True)
class Script:
    """`library` is the first word of the name: what the script is counted under, not all that it imports."""

    name: str
    text: str

    @property
    def library(self) -> str:
        return self.name.split("_")[0]

    @property
    def imports(self) -> set[str]:
        """The modules that it names, without those of the standard library that every host has."""
        found: set[str] = set()
        for node in ast.walk(ast.parse(self.text)):
            if isinstance(node, ast.Import):
                found.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module)
        return found - set(STANDARD)


def read_scripts(words: list[str] | None = None) -> list[Script]:
    """All scripts by name, or those whose names hold one of the words."""
    names = sorted(name[:-3] for name in os.listdir(FOLDER) if name.endswith(".py"))
    wanted = [name for name in names if not words or any(word in name for word in words)]
    return [Script(name, _read(os.path.join(FOLDER, name + ".py"))) for name in wanted]


def libraries_of(scripts: list[Script]) -> list[str]:
    """What a host may import before it forks sessions for these scripts."""
    found = set().union(*(script.imports for script in scripts)) if scripts else set()
    return sorted(name for name in found if name.split(".")[0] not in _THREADED)


def _read(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()
