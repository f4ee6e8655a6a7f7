"""Whether everything that some values hold can be copied and put back without anybody noticing.

Conservative: what is not known to be safe is not, and then blocks run again instead. Modules, functions and classes
stay the objects they are; of functions and classes it is remembered what hangs on them, to notice a change later.
"""

from __future__ import annotations

import abc
import array
import collections
import datetime
import decimal
import enum
import fractions
import functools
import logging
import pathlib
import random
import re
import sys
import types
import uuid
import zoneinfo
from dataclasses import dataclass, field
from typing import Any

from .library_values import judge_library_value

_ATOMS = {
    *(type(None), bool, int, float, complex, str, bytes, type(...), type(NotImplemented), range, object),
    *(datetime.date, datetime.datetime, datetime.time, datetime.timedelta, datetime.timezone, zoneinfo.ZoneInfo),
    *(decimal.Decimal, fractions.Fraction, uuid.UUID, re.Pattern, pathlib.PosixPath, pathlib.PurePosixPath),
    *(types.CodeType, types.GetSetDescriptorType, types.MemberDescriptorType, types.GenericAlias),
}
_DESCRIPTORS = (types.MethodDescriptorType, types.WrapperDescriptorType)
_SEQUENCES = (list, tuple, set, frozenset, collections.deque)
_MAPPINGS = (dict, collections.OrderedDict, collections.defaultdict, collections.Counter)
_WRITTEN_BY_PYTHON = {
    *("__dict__", "__weakref__", "__annotations__", "__dataclass_fields__", "__dataclass_params__", "__doc__"),
    *("__abstractmethods__", "_abc_impl", "__parameters__", "__orig_bases__", "__static_attributes__"),
    *("__firstlineno__", "__annotate_func__", "__annotations_cache__", "__type_params__", "_field_defaults"),
    *("__slotnames__", "__match_args__", "__module__", "__qualname__", "__slots__"),
}
# A class with one of these takes part in its own copying, or notices it.
_NOTICES_COPIES = {
    *("__deepcopy__", "__copy__", "__reduce__", "__reduce_ex__", "__getstate__", "__setstate__", "__new__"),
    *("__getattr__", "__getattribute__", "__setattr__", "__del__", "__getnewargs__", "__getnewargs_ex__"),
}


class NotRestorable(Exception):
    """A value stands in the way; the text says which kind."""


@dataclass
class Found:
    """`shared` stay the same objects in a copy; `states` say what hung on functions and classes."""

    shared: list[Any] = field(default_factory=list)
    states: list[tuple[Any, dict[str, Any]]] = field(default_factory=list)
    nodes: int = 0
    data_bytes: int = 0


class Walk:
    """One walk over everything reachable. `own_modules`: names of modules whose classes are the document's."""

    def __init__(self, own_modules: set[str], max_nodes: int, max_bytes: int) -> None:
        self._own = own_modules
        self._max_nodes, self._max_bytes = max_nodes, max_bytes
        self._seen: dict[int, Any] = {}
        self._todo: list[tuple[Any, bool]] = []
        self.found = Found()

    def run(self, values: list[Any]) -> Found:
        """Raises NotRestorable."""
        self._push(values)
        while self._todo:
            value, fixed = self._todo.pop()
            if type(value) not in _ATOMS and (id(value), fixed) not in self._seen:
                self._seen[id(value), fixed] = value  # type: ignore[index]
                self._visit(value, fixed)
        return self.found

    def _push(self, values: Any, fixed: bool = False) -> None:
        self.found.nodes += len(values)
        if self.found.nodes > self._max_nodes:
            raise NotRestorable("too many values")
        self._todo.extend((value, fixed) for value in values)

    def _visit(self, value: Any, fixed: bool) -> None:
        """`fixed`: only what nobody can change in place is accepted."""
        kind = type(value)
        if isinstance(value, types.ModuleType) or kind is logging.Logger:
            self.found.shared.append(value)
        elif kind is types.FunctionType:
            self._visit_function(value)
        elif isinstance(value, type):
            self._visit_class(value)
        elif kind is types.BuiltinFunctionType and isinstance(value.__self__, (type(None), types.ModuleType)):
            self.found.shared.append(value)
        elif kind in (tuple, frozenset):
            self._push(value, fixed)
        elif isinstance(value, enum.Enum):
            self._push([value._value_], fixed=True)
            self.found.shared.append(value)
        elif kind.__module__ in ("typing", "dataclasses") or kind in _DESCRIPTORS:
            self.found.shared.append(value)
        elif fixed:
            raise NotRestorable(f"a {kind.__name__} that hangs on a function or class")
        else:
            self._visit_mutable(value, kind)

    def _visit_mutable(self, value: Any, kind: type) -> None:
        if kind in _SEQUENCES:
            if value is sys.path or value is sys.argv:
                raise NotRestorable("a list of the interpreter's own")
            self._push(value)
        elif kind in _MAPPINGS:
            self._push([*value.keys(), *value.values(), getattr(value, "default_factory", None)])
        elif kind in (bytearray, array.array):
            self._weigh(len(memoryview(value).cast("B")))
        elif kind is types.MethodType:
            self._push([value.__self__, value.__func__])
        elif kind is functools.partial:
            self._push([value.func, *value.args, *value.keywords.values()])
        elif kind is types.SimpleNamespace:
            self._push(list(vars(value).values()))
        elif kind is random.Random:
            return
        elif kind.__module__ in self._own:
            self._visit_instance(value, kind)
        else:
            size = judge_library_value(value)
            if size is None:
                raise NotRestorable(f"a {kind.__module__}.{kind.__name__}")
            self._weigh(size)

    def _weigh(self, size: int) -> None:
        self.found.data_bytes += size
        if self.found.data_bytes > self._max_bytes:
            raise NotRestorable("too much data")

    def _visit_instance(self, value: Any, kind: type) -> None:
        for base in kind.__mro__[:-1]:
            if base.__module__ in self._own:
                if _NOTICES_COPIES & vars(base).keys() and not hasattr(kind, "_field_defaults"):
                    raise NotRestorable(f"{kind.__name__} takes part in its own copying")
            elif base not in (abc.ABC, tuple) and base.__module__ != "typing":
                raise NotRestorable(f"{kind.__name__} derives from {base.__name__}")
        parts = [kind, *getattr(value, "__dict__", {}).values()]
        for base in kind.__mro__:
            slots = vars(base).get("__slots__", ())
            for name in (slots,) if isinstance(slots, str) else slots:
                if not name.startswith("__") and hasattr(value, name):
                    parts.append(getattr(value, name))
        if isinstance(value, tuple):
            parts += value
        self._push(parts)

    def _visit_function(self, function: types.FunctionType) -> None:
        if function.__globals__.get("__name__") in ("dataclasses", "reprlib", "enum", "typing"):
            # Made for a class by the standard library; what hangs on it never changes what it does.
            self.found.shared.append(function)
            return
        state = state_of(function)
        self.found.shared.append(function)
        self.found.states.append((function, state))
        self._push(list(state.values()), fixed=True)

    def _visit_class(self, cls: type) -> None:
        self.found.shared.append(cls)
        if cls.__module__ not in self._own:
            return
        if type(cls) not in (type, abc.ABCMeta, enum.EnumMeta) and type(cls).__module__ != "typing":
            raise NotRestorable(f"{cls.__name__} has a metaclass")
        state = state_of(cls)
        self.found.states.append((cls, state))
        self._push(cls.__bases__)
        if issubclass(cls, enum.Enum):
            self._push([member._value_ for member in cls], fixed=True)
            return
        for part in state.values():
            if isinstance(part, (classmethod, staticmethod)):
                self._push([part.__func__], fixed=True)
            elif isinstance(part, property):
                self._push([part.fget, part.fset, part.fdel], fixed=True)
            elif isinstance(part, functools.cached_property):
                self._push([part.func], fixed=True)
            elif type(part).__name__ != "_tuplegetter":
                self._push([part], fixed=True)


def state_of(value: Any) -> dict[str, Any]:
    """What hangs on a function or class and can be replaced: equal by identity, part by part, when nothing was."""
    if isinstance(value, type):
        return {name: part for name, part in vars(value).items() if name not in _WRITTEN_BY_PYTHON}
    state: dict[str, Any] = {"code": value.__code__, "defaults": value.__defaults__}
    state.update({f"keyword {name}": part for name, part in (value.__kwdefaults__ or {}).items()})
    state.update({f"attribute {name}": part for name, part in vars(value).items()})
    for number, cell in enumerate(value.__closure__ or ()):
        try:
            state[f"cell {number}"] = cell.cell_contents
        except ValueError:
            state[f"cell {number}"] = None
    return state


def is_unchanged(value: Any, state: dict[str, Any]) -> bool:
    now = state_of(value)
    return now.keys() == state.keys() and all(now[name] is part for name, part in state.items())
