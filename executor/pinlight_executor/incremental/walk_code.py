"""Functions, classes, methods, modules and what stands in classes: by their code and content, never by address."""

from __future__ import annotations

import dis
import enum
import functools
import gc
import logging
import random
import re
import sys
import types
import weakref
from typing import Any

from .registrations import registered
from .walk import Walk
from .world import CLASS_BOOKKEEPING, MODULE_BOOKKEEPING, name_of

_STORES_TO_CELL = {"STORE_DEREF", "DELETE_DEREF"}
_C_DESCRIPTORS = (
    types.GetSetDescriptorType,
    types.MemberDescriptorType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.ClassMethodDescriptorType,
)
_LOCKS = {"lock", "RLock"}
# Objects that the standard library makes for a class or an annotation: what they hold is in the class's code as well.
_MACHINERY = {"typing", "dataclasses", "_collections", "abc", "_abc"}
_ENUM_BOOKKEEPING = ("_member_map_", "_value2member_map_", "_member_names_", "_unhashable_values_", "_hashable_values_",
                     "_unhashable_values_map_", "_use_args_", "_value_repr_", "_member_type_", "_new_member_")
_MEMBER_BOOKKEEPING = ("_name_", "_value_", "__objclass__", "_sort_order_")
_codes: dict[int, tuple[types.CodeType, bytes, frozenset[str]]] = {}


def visit_code(walk: Walk, value: Any, kind: type) -> bool:
    """True when the value was one of these and has been put."""
    if kind is types.FunctionType:
        _visit_function(walk, value)
    elif isinstance(value, type):
        _visit_class(walk, value)
    elif kind is types.ModuleType or isinstance(value, types.ModuleType):
        _visit_module(walk, value)
    elif kind is types.MethodType:
        walk.put("method")
        walk.push([value.__func__, value.__self__])
    elif kind is types.BuiltinFunctionType or kind is types.MethodWrapperType:
        walk.put_text("builtin", value.__qualname__)
        owner = getattr(value, "__self__", None)
        if owner is not None and not isinstance(owner, types.ModuleType):
            walk.push([owner])
    elif kind is types.CellType:
        _visit_cell(walk, value, strong=True)
    elif kind is _WatchedCell:
        _visit_cell(walk, value.cell, strong=False)
    elif kind in (staticmethod, classmethod):
        walk.put(kind.__name__)
        walk.push([value.__func__])
    elif kind is property:
        walk.put("property")
        walk.push([value.fget, value.fset, value.fdel, value.__doc__])
    elif kind is functools.cached_property:
        walk.put("cached_property")
        walk.push([value.func, value.attrname])
    elif isinstance(value, _C_DESCRIPTORS):
        walk.put_text("descriptor", f"{value.__objclass__.__qualname__}.{value.__name__}")
    elif kind is types.CodeType:
        walk.put("code", code_digest(value))
    elif kind in (types.GenericAlias, getattr(types, "UnionType", types.GenericAlias)):
        walk.put("alias")
        walk.push([getattr(value, "__origin__", None), value.__args__])
    elif kind is types.MappingProxyType:
        walk.put("proxy", str(len(value)).encode())
        # The dict that it shows: who changes that changes this.
        walk.push(gc.get_referents(value)[:1])
    elif kind is re.Pattern:
        walk.put_text("pattern", f"{value.pattern!r} {value.flags}")
    elif kind is re.Match:
        walk.put_text("match", f"{value.re.pattern!r} {value.pos} {value.endpos} {value.regs}")
        walk.push([value.string])
    elif isinstance(value, weakref.ReferenceType):
        # Libraries have many; a document that makes its own runs as a whole (see `plain`).
        walk.put("weak")
        walk.push([value()])
    elif isinstance(value, enum.Enum):
        if walk.seen_once(value):
            walk.put_text("member", str(value._name_))
            extra = {name: part for name, part in vars(value).items() if name not in _MEMBER_BOOKKEEPING}
            walk.push_pairs(extra)
            walk.push([kind, value._value_])
    elif value is random._inst:
        # The module's own generator is state of the process.
        walk.put("random")
    elif isinstance(value, random.Random) and kind.__module__ == "random":
        if walk.mutable(value):
            walk.put_text("generator", repr(random.Random.getstate(value)))
    elif isinstance(value, (logging.Logger, logging.PlaceHolder)):
        # What hangs on loggers is state of the process.
        walk.put_text("logger", getattr(value, "name", ""))
    elif kind.__module__ in _MACHINERY:
        walk.put_text("machinery", f"{kind.__qualname__} {value!r}" if kind.__module__ == "typing" else kind.__qualname__)
    elif kind.__module__ == "_thread" and kind.__name__ in _LOCKS:
        if walk.mutable(value):
            walk.put_text("lock", repr(value).split()[0])
    elif kind.__module__ in ("operator", "builtins", "itertools") and _visit_reducible(walk, value, kind):
        pass
    else:
        return False
    return True


_ITERATORS = {
    *("list_iterator", "list_reverseiterator", "tuple_iterator", "range_iterator", "str_iterator", "str_ascii_iterator"),
    *("bytes_iterator", "set_iterator", "dict_keyiterator", "dict_valueiterator", "dict_itemiterator", "enumerate"),
    *("reversed", "zip", "map", "filter", "itemgetter", "attrgetter", "methodcaller", "memoryview_iterator"),
}


def _visit_reducible(walk: Walk, value: Any, kind: type) -> bool:
    """Iterators of the language itself, whose place is part of what `__reduce__` gives."""
    if kind.__name__ not in _ITERATORS or kind.__name__ in ("set_iterator",) or kind.__name__.startswith("dict_"):
        return False
    try:
        reduced = value.__reduce__()
    except (TypeError, ValueError):
        return False
    if walk.mutable(value):
        walk.put_text("iterator", kind.__name__)
        walk.push(reduced[1:])
    return True


def _visit_function(walk: Walk, function: types.FunctionType) -> None:
    own = function.__globals__ is walk.world.namespace
    module = function.__module__
    local = not own and walk.world.is_local(function.__globals__.get("__name__"))
    ours = str(function.__globals__.get("__name__")).startswith("pinlight_executor.")
    # `functools.wraps` gives a library's wrapper the name of what it wraps: looked up there, it would find itself.
    named_ours = module == "__main__" or walk.world.is_local(module)
    if ours or (not own and not local and not named_ours and _is_public(function, module, function.__qualname__)):
        walk.put_text("library", f"{module}.{function.__qualname__}")
        return
    if not walk.seen_once(function):
        return
    digest, stored = _code(function.__code__)
    walk.put("function", digest)
    walk.put_text("name", function.__qualname__)
    walk.push_pairs(function.__dict__)
    # What these wrappers keep besides the function is empty whenever no code of the document runs.
    guard = function.__globals__.get("__name__") in ("dataclasses", "reprlib")
    for name, cell in reversed(list(zip(function.__code__.co_freevars, function.__closure__ or ()))):
        if guard and name == "repr_running":
            continue
        walk.push([cell] if name in stored else [_WatchedCell(cell)])
    if local:
        home = sys.modules.get(function.__globals__.get("__name__", ""))
        if home is not None and walk.world.is_strong(home):
            walk.tie(home)
        walk.push_named(_globals_used(function))
    walk.push([function.__defaults__])
    walk.push_pairs(function.__kwdefaults__ or {})
    if sys.version_info < (3, 14):
        # Later versions make them when they are asked for, by running code.
        walk.push_pairs(function.__annotations__)


class _WatchedCell:
    """A cell that this function does not write to."""

    __slots__ = ("cell",)

    def __init__(self, cell: types.CellType) -> None:
        self.cell = cell


def _visit_cell(walk: Walk, cell: types.CellType, strong: bool) -> None:
    if not (walk.mutable(cell) if strong else walk.seen_once(cell)):
        return
    walk.put("cell")
    try:
        walk.push([cell.cell_contents])
    except ValueError:
        walk.put("empty")


def _globals_used(function: types.FunctionType) -> list[tuple[str, Any]]:
    """Names of its module that a workspace module's function can reach: its behaviour depends on them."""
    scope = function.__globals__
    return [(name, scope[name]) for name in _names_in(function.__code__) if name in scope and name[:2] != "__"]


def _names_in(code: types.CodeType) -> list[str]:
    names: dict[str, None] = {}
    todo = [code]
    while todo:
        one = todo.pop()
        names.update(dict.fromkeys(one.co_names))
        todo += [part for part in one.co_consts if isinstance(part, types.CodeType)]
    return list(names)


def _visit_class(walk: Walk, cls: type) -> None:
    module = cls.__module__
    if module != "__main__" and not walk.world.is_local(module):
        if _is_public(cls, module, cls.__qualname__) or not cls.__flags__ & (1 << 9):
            walk.put_text("class", f"{module}.{cls.__qualname__}")
            return
    if not walk.seen_once(cls):
        return
    walk.put_text("class", cls.__qualname__)
    named = [(name, part) for name, part in vars(cls).items() if name not in CLASS_BOOKKEEPING]
    if isinstance(cls, enum.EnumMeta):
        named = [(name, part) for name, part in named if name not in _ENUM_BOOKKEEPING]
    for one in (vars(cls).get("__dataclass_fields__") or {}).values():
        walk.put_text("field", f"{one.name} {one.repr} {one.init} {one.compare} {one.hash} {getattr(one, 'kw_only', '')}")
        walk.push_pairs(dict(one.metadata))
        walk.push([one.default, one.default_factory])
    annotations = vars(cls).get("__annotations__")
    if isinstance(annotations, dict):
        named = [(name, part) for name, part in named if part is not annotations]
        walk.push_pairs(annotations)
    others = tuple(registered(cls))
    walk.push_named([("bases", cls.__bases__), ("metaclass", type(cls)), ("registered", others), *named])


def _visit_module(walk: Walk, module: types.ModuleType) -> None:
    walk.put_text("module", str(vars(module).get("__name__")))
    if walk.world.is_local(name_of(module)) and walk.seen_once(module):
        walk.push_named(
            [
                (name, part)
                for name, part in list(vars(module).items())
                # Submodules hang on their package from whenever they are imported. A block that has a name for the
                # package reads each of them as a value of its own; code of modules that use it depends on them all.
                if name not in MODULE_BOOKKEEPING and (walk.nodes > 1 or not _is_submodule(module, name, part))
            ]
        )


def _is_submodule(module: types.ModuleType, name: str, part: Any) -> bool:
    return isinstance(part, types.ModuleType) and name_of(part) == f"{name_of(module)}.{name}"


def _is_public(value: Any, module: str | None, qualname: str) -> bool:
    """Whether a library's name for it leads to this very object: then the name says all."""
    found: Any = sys.modules.get(module or "")
    if found is None:
        return False
    for part in qualname.split("."):
        found = getattr(found, part, None) if not isinstance(found, type) else vars(found).get(part)
        if found is None:
            return False
    return found is value or getattr(found, "__func__", None) is value


def code_digest(code: types.CodeType) -> bytes:
    """Equal for code that does the same; lines and file names do not count."""
    return _code(code)[0]


def _code(code: types.CodeType) -> tuple[bytes, frozenset[str]]:
    """The digest, and the names of the cells that it or code inside of it writes to."""
    known = _codes.get(id(code))
    if known is not None and known[0] is code:
        return known[1], known[2]
    from hashlib import blake2b

    parts = [code.co_code, getattr(code, "co_exceptiontable", b"")]
    stored = {one.argval for one in dis.get_instructions(code) if one.opname in _STORES_TO_CELL}
    shape = (
        *(code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars, code.co_flags, code.co_name),
        *(code.co_argcount, code.co_kwonlyargcount, code.co_posonlyargcount),
    )
    parts.append(repr(shape).encode("utf-8", "surrogatepass"))
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            inner, inner_stored = _code(constant)
            parts.append(inner)
            stored |= inner_stored
        else:
            parts.append(f"{type(constant).__name__} {constant!r}".encode("utf-8", "surrogatepass"))
    digest = blake2b(b"".join(b"%d:%s" % (len(part), part) for part in parts), digest_size=16).digest()
    _codes[id(code)] = (code, digest, frozenset(stored))
    return digest, frozenset(stored)
