"""What one execution of one block observed and did: enough to decide whether it must be repeated, and to skip it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .island import Binding
from .scope import Scope

ABSENT = b"<absent>"
# The digest, as it was read, of all the names there are: for blocks that look at the namespace as a whole.
ALL_NAMES = "$names"
FILE = "$file:"
# What a file of the workspace runs as, when it is imported.
CODE = "$code:"
MODULE = "%import:"
FIGURES = "%figures"
# That there is a book on warnings among the names, made by one that may have been ignored.
BOOK = "%warnings"
# Names of what every block may notice: see `ambient`.
AMBIENT = "%~"
BUILTINS = "%~builtins"
ALL_MODULES = "$modules"


def is_hidden(name: str) -> bool:
    """Names of ours among the document's: state of the process (`$`), and values that no name of the user's has (`%`)."""
    return name[0] in "$%"


@dataclass(eq=False)
class Record:
    """One execution.

    `reads`: name to digest, ABSENT when it was looked for and not there. `read_values`: the objects, of those that nothing
    but their content tells apart. `groups`: names read that shared an island, with
    its number and joint digest. `consumed`: islands that the block changed or tied to others, with the names they had.
    `binds`: what it bound. `holds`: functions and classes that its values reach, by identity, `made`: those of them that
    it made, `held_from`: those of them that it has by a name it read. `ambient`: process state that any block may notice, where it was not as at the start. `state_reads` and
    `state_binds` are reads and bindings of process state and files. `shows_lines`: where the blocks were that its error or
    its warnings name, and `told` what it showed, when that is enough to show it again where they are now. `writers`: which
    block had bound what it read, when it shows lines of other blocks. `tells`: names whose values do something when nobody
    holds them any more, with what.
    """

    block: str
    ordinal: int = 0
    reads: dict[str, bytes] = field(default_factory=dict)
    read_values: dict[str, Any] = field(default_factory=dict)
    groups: dict[frozenset[str], tuple[int, bytes | None]] = field(default_factory=dict)
    consumed: dict[int, frozenset[str]] = field(default_factory=dict)
    binds: dict[str, Binding] = field(default_factory=dict)
    deletes: set[str] = field(default_factory=set)
    shadows: tuple[tuple[str, bytes], ...] = ()
    state_reads: dict[str, bytes] = field(default_factory=dict)
    ambient: tuple[tuple[str, bytes], ...] = ()
    state_binds: dict[str, Binding] = field(default_factory=dict)
    imports: set[str] = field(default_factory=set)
    holds: set[int] = field(default_factory=set)
    made: set[int] = field(default_factory=set)
    held_from: dict[str, set[int]] = field(default_factory=dict)
    ok: bool = True
    exit: Any = None
    seconds: float = 0.0
    volatile: str | None = None
    shows_lines: dict[str, tuple[int, str]] = field(default_factory=dict)
    told: Any = None
    writers: dict[str, str] = field(default_factory=dict)
    tells: dict[str, str] = field(default_factory=dict)

    def apply(self, scope: Scope) -> None:
        """Makes the scope what it was after this execution; no code runs and nothing is copied."""
        for name in self.deletes:
            scope.drop(name)
        for name, binding in self.binds.items():
            scope.bind(name, binding)
        for name, binding in self.state_binds.items():
            scope.bind(name, binding)
