"""Why a block ran or was kept: a code for programs and one sentence for people."""

from __future__ import annotations

from typing import Callable

from ..reason import Reason
from .files import ALL_FILES
from .record import ALL_MODULES, AMBIENT, BUILTINS, CODE, FIGURES, FILE, MODULE, Record
from .skip import Cause

# The number of a block by its id, None when it is not in the document any more.
OrdinalOf = Callable[[str], "int | None"]


def reason_of(cause: Cause, ordinal_of: OrdinalOf) -> Reason:
    """The reason for running a block."""
    plain = _PLAIN.get(cause.kind)
    if plain is not None:
        return Reason(*plain)
    if cause.kind == "for-later":
        later = ordinal_of(cause.name)
        which = f"block {later}" if later is not None else "a later block"
        return Reason("set-back", f"ran: {which} needs what it made, as it was before it was changed in place")
    by = _by(cause.by, ordinal_of)
    if cause.kind == "state":
        return _state_reason(cause.name, by)
    name = _shown(cause.name)
    if cause.kind == "name":
        return Reason("input-changed", f"ran: {name} changed{_because(cause, by)}")
    if cause.kind == "made-again":
        return Reason("input-changed", f"ran: {name}, which it changes in place, holds or compares, was made again{by}")
    if cause.kind == "sharing":
        return Reason("input-changed", f"ran: {name} shares its content with other names in another way than before")
    if cause.kind == "builtin":
        return Reason("input-changed", f"ran: the builtin {name} has another meaning now")
    return Reason("input-changed", "ran: the names that are defined before it changed")


KEPT = Reason("kept", "kept: nothing it read changed")
MOVED = Reason("lines-moved", "kept: the lines that its error names moved, and nothing that it read changed")

_PLAIN = {
    "first-run": ("first-run", "ran: first time in this kernel"),
    "new": ("source-changed", "ran: this block is new"),
    "source": ("source-changed", "ran: its code changed"),
    "always-run": ("always-run", "ran: it is marked always-run"),
    "lines": ("after-changed", "ran: it shows line numbers, and they moved"),
    "from-the-top": ("fresh-run", "ran: the document ran from the top, because what it changes in place could not be told"),
    "plain": ("fresh-run", "ran: the document runs as a whole at every change"),
    "learned": ("fresh-run", "ran: an audit found that it depends on what changed"),
    "shadowed": ("module-changed", "ran: a file of the workspace has the name of a library's module that was loaded"),
    "unfinished": ("first-run", "ran: it had not run to its end yet"),
    "restarted": ("fresh-run", "ran: the document runs as a whole"),
}


def _state_reason(name: str, by: str) -> Reason:
    if name.startswith(CODE):
        return Reason("module-changed", f"ran: the module `{name[len(CODE):]}` that it imports changed")
    if name == ALL_MODULES:
        return Reason("module-changed", "ran: other modules of the workspace are loaded than before")
    if name == ALL_FILES:
        return Reason("file-changed", "ran: files of the workspace changed, and it may read any of them")
    if name.startswith(FILE):
        path = name[len(FILE) :]
        if path.endswith("/"):
            return Reason("file-changed", f"ran: the folder `{path}` that it lists changed{by}")
        code = "module-changed" if path.endswith(".py") else "file-changed"
        return Reason(code, f"ran: `{path}` that it reads changed{by}")
    return Reason("state-changed", f"ran: the process's state changed: {name[1:]}{by}")


def _shown(name: str) -> str:
    if name == FIGURES:
        return "the open figure"
    if name == BUILTINS:
        return "a builtin"
    if name.startswith(AMBIENT):
        return "`" + ".".join(name.split(":")[1:]) + "`"
    if name.startswith(MODULE):
        return f"the module `{name[len(MODULE):]}`"
    return f"`{name}`"


def _by(record: Record | None, ordinal_of: OrdinalOf) -> str:
    number = ordinal_of(record.block) if record is not None else None
    return f" (by block {number})" if number is not None else ""


def _because(cause: Cause, by: str) -> str:
    if cause.by is None or not by:
        return ""
    changed = any(cause.name in names for names in cause.by.consumed.values())
    return by.replace("(by block", "(changed in place by block" if changed else "(bound by block")
