"""What a walk over values has to know: whose code is the document's, and what has been seen to change in place."""

from __future__ import annotations

import types
import weakref
from typing import Any, Callable

from .registrations import registered

# The import system and the type machinery write these by themselves.
CLASS_BOOKKEEPING = frozenset(
    "__dict__ __weakref__ __abstractmethods__ _abc_impl __slotnames__ __annotations_cache__ __annotate_func__ "
    "__static_attributes__ __firstlineno__ __parameters__ __orig_bases__ __dataclass_fields__ "
    "__dataclass_params__ __match_args__".split()
)


MODULE_BOOKKEEPING = frozenset(
    "__name__ __file__ __cached__ __loader__ __spec__ __package__ __path__ __builtins__ __warningregistry__".split()
)
EVERYTHING = "*"


class World:
    """One document's process. `is_local(name)`: whether a module is the workspace's own.

    Functions, classes, local modules and closure cells are reachable from nearly everything. Were they ordinary mutable
    objects, all that reaches them would be one island. So they count as unchangeable and are watched; when one is seen to
    change it becomes `strong`, ordinary, and the document runs once from the top.
    """

    def __init__(self, namespace: dict[str, Any], is_local: Callable[[str | None], bool]) -> None:
        self.namespace = namespace
        self.is_local = is_local
        self.strong: set[str] = set()
        # Whether code of the document may take elements out of sets without naming them.
        self.pops = False
        # Whether it may ask of two values whether they are the same object.
        self.asks_which = False
        # Whether it may have warnings shown of files that nobody closed; those that were seen open then.
        self.sets_warnings = False
        self.open_files: weakref.WeakSet[Any] = weakref.WeakSet()
        self._watched: dict[int, tuple[Any, tuple[Any, ...]]] = {}
        # Held, so that no new object gets the identity of one of them.
        self.retired: dict[int, Any] = {}

    def is_strong(self, value: Any) -> bool:
        return bool(self.strong) and (EVERYTHING in self.strong or key_of(value) in self.strong)

    def watch(self, value: Any) -> bool:
        """True when it is seen for the first time."""
        if id(value) in self._watched:
            return False
        self._watched[id(value)] = (value, _parts(value))
        return True

    def retire(self, identities: set[int]) -> None:
        """Blocks that made these functions and classes have made others in their place."""
        for identity in identities:
            known = self._watched.pop(identity, None)
            if known is not None:
                self.retired[identity] = known[0]

    def functions(self) -> list[types.FunctionType]:
        """Those that are watched."""
        return [value for value, _ in self._watched.values() if type(value) is types.FunctionType]

    def give_code(self, function: types.FunctionType, code: types.CodeType) -> None:
        """The same code with other line numbers: that is no change."""
        function.__code__ = code
        self._watched[id(function)] = (function, _parts(function))

    def changed(self) -> list[str]:
        """The keys of what was seen to change since it was first watched, or since the last call."""
        found = []
        for identity, (value, before) in self._watched.items():
            now = _parts(value)
            if len(now) != len(before) or any(one is not other for one, other in zip(now, before)):
                self._watched[identity] = (value, now)
                found.append(key_of(value))
        return found

    def forget(self) -> None:
        """Before the document runs from the top: all it will define is new."""
        self._watched.clear()
        self.retired.clear()


def name_of(module: types.ModuleType) -> str:
    """Also of a module whose content somebody has cleared."""
    return str(types.ModuleType.__getattribute__(module, "__dict__").get("__name__", ""))


def key_of(value: Any) -> str:
    """A name that stays the same when the definition runs again."""
    if isinstance(value, types.CellType):
        return "cells"
    if isinstance(value, types.ModuleType):
        return f"module {name_of(value)}"
    return f"{getattr(value, '__module__', None)}.{getattr(value, '__qualname__', None)}"


def _parts(value: Any) -> tuple[Any, ...]:
    """What can be replaced on it, to be compared by identity."""
    if isinstance(value, types.CellType):
        try:
            return (value.cell_contents,)
        except ValueError:
            return ()
    if isinstance(value, types.FunctionType):
        parts = (value.__code__, value.__defaults__, *(value.__kwdefaults__ or {}).values())
        extra = value.__dict__
        return (*parts, *extra.keys(), *extra.values()) if extra else parts
    if isinstance(value, types.ModuleType):
        content = [(name, part) for name, part in vars(value).items() if name not in MODULE_BOOKKEEPING]
        return tuple(part for pair in content if not isinstance(pair[1], types.ModuleType) for part in pair)
    content = [(name, part) for name, part in vars(value).items() if name not in CLASS_BOOKKEEPING]
    return (*[part for pair in content for part in pair], *registered(value))
