"""The document's globals: an ordinary dict that is emptied before each block, and a trap that brings in what is read.

A name that is not among the globals is looked for in the builtins. Those are a dict with `__missing__`: it notes the
read, puts the value into the globals, and from then on the name is an ordinary, fast global. So each block pulls in
exactly what it touches, functions and classes included, and nothing is proxied. The builtins are copied into the globals
too, because looking them up there is faster than in the trap.
"""

from __future__ import annotations

import ast
import builtins
import contextlib
import sys
from types import CodeType, ModuleType
from typing import AbstractSet, Any, Callable, Protocol

from .record import is_hidden
from .static_names import deleted_names

_NOT_BUILTINS = ("__name__", "__doc__", "__loader__", "__spec__", "__package__", "__debug__")
_ours = __file__


class Reader(Protocol):
    """Who is told of reads while a block runs. `find` raises KeyError for a name that is not bound."""

    def find(self, name: str) -> Any: ...

    def find_all(self) -> dict[str, Any]: ...

    def knows_book(self) -> bool: ...


class _Trap(dict):  # type: ignore[type-arg]
    """The builtins as the document's code finds them."""

    namespace: Namespace

    def __missing__(self, name: str) -> Any:
        # `eval` and `exec` hand these builtins on to code with other globals, which has none of the document's names.
        if sys._getframe(1).f_globals is not self.namespace.globals:
            raise KeyError(name)
        return self.namespace.look_up(name)


class _Main(ModuleType):
    """`__main__`: attributes that no block has touched yet are found too, as `pickle` and `inspect` look for them."""

    def __getattr__(self, name: str) -> Any:
        namespace = ModuleType.__getattribute__(self, "__dict__").get("__builtins__")
        if isinstance(namespace, _Trap) and name[:2] != "__":
            try:
                return namespace.namespace.look_up(name, builtin=False)
            except KeyError:
                pass
        raise AttributeError(f"module '__main__' has no attribute {name!r}")

    def __delattr__(self, name: str) -> None:
        trap = ModuleType.__getattribute__(self, "__dict__").get("__builtins__")
        if isinstance(trap, _Trap):
            trap.namespace.prepare_deletions({name})
        ModuleType.__delattr__(self, name)

    def __getattribute__(self, name: str) -> Any:
        found = ModuleType.__getattribute__(self, name)
        if name == "__dict__":
            trap = found.get("__builtins__")
            if isinstance(trap, _Trap) and sys._getframe(1).f_globals is found:
                trap.namespace.show_all()
        return found


class _Builtins(ModuleType):
    """The module `builtins` as the document imports it: what it binds there is seen by its own code, and not by ours."""

    def __setattr__(self, name: str, value: Any) -> None:
        ModuleType.__setattr__(self, name, value)
        self.__dict__["__namespace__"].override(name, value)

    def __delattr__(self, name: str) -> None:
        ModuleType.__delattr__(self, name)
        self.__dict__["__namespace__"].override(name, _GONE)


for kind in (_Main, _Builtins):
    # As messages name it.
    kind.__name__ = kind.__qualname__ = "module"
    kind.__module__ = "builtins"

# Looked for by C code, past the trap: what it holds is a state of the process, and it stays where it is while it holds any.
_REGISTRY = "__warningregistry__"
_GONE: Any = type("Gone", (), {})()


class Namespace:
    """One per process. `globals` stays the same dict for good: it is what every function of the document refers to."""

    def __init__(self, fixed: dict[str, Any]) -> None:
        self.main = _Main("__main__")
        self.globals: dict[str, Any] = ModuleType.__getattribute__(self.main, "__dict__")
        self.reader: Reader | None = None
        self.deleted_in_functions: frozenset[str] = frozenset()
        self._whole = self._plain = False
        self._mark: str | None = None
        self.base = {name: value for name, value in vars(builtins).items() if name not in _NOT_BUILTINS}
        self.base.update(self._whole_readers())
        self._trap = _Trap(self.base)
        self._trap.namespace = self
        self.globals.clear()
        self.globals.update(self.base)
        self.globals.update(fixed, __builtins__=self._trap)
        self.fixed = dict(self.globals)
        self._own = dict(self.base)
        self.overrides: dict[str, Any] = {}
        self._builtins = _Builtins("builtins")
        vars(self._builtins).update(vars(builtins), __namespace__=self)
        vars(self._builtins).update(self.base)
        sys.modules["builtins"] = self._builtins

    # Between blocks.

    def clear(self, shadowed: list[str]) -> None:
        """As before any block: nothing but builtins. `shadowed`: builtins that the document has bound names over."""
        scope, fixed = self.globals, self.fixed
        for name in [name for name in scope if name not in fixed and name != _REGISTRY]:
            del scope[name]
        if _REGISTRY in scope and not self._shows_warnings():
            scope.pop(_REGISTRY, None)
        for name, value in fixed.items():
            if scope.get(name, self) is not value:
                scope[name] = value
        for name in self.base:
            self._trap[name] = self.base[name]
        for name in shadowed:
            scope.pop(name, None)
            self._trap.pop(name, None)
        self._whole = False

    def override(self, name: str, value: Any) -> None:
        """`builtins.name = value`, or `del builtins.name` when it is `_GONE`."""
        if not self._plain:
            self.overrides[name] = value
            self._apply(name, value)

    def set_overrides(self, wanted: dict[str, Any]) -> None:
        """Makes the builtins what they are before a block."""
        for name in self.overrides.keys() - wanted.keys():
            self._apply(name, self._own.get(name, _GONE))
            self._put_in_module(name, self._own.get(name, _GONE))
        for name, value in wanted.items():
            self._apply(name, value)
            self._put_in_module(name, value)
        self.overrides = dict(wanted)

    def _put_in_module(self, name: str, value: Any) -> None:
        if value is _GONE:
            vars(self._builtins).pop(name, None)
        else:
            vars(self._builtins)[name] = value

    def _apply(self, name: str, value: Any) -> None:
        before = self.base.get(name, _GONE)
        if self.globals.get(name, _GONE) is before and before is not _GONE:
            self.globals.pop(name)
        for place in (self.base, self._trap, self.fixed):
            place.pop(name, None)
        if value is not _GONE:
            self.base[name] = self._trap[name] = self.fixed[name] = value
            self.globals.setdefault(name, value)

    def hide(self, name: str) -> None:
        """Takes a builtin's copy out, so that `del` of it fails as it does in a script."""
        if name in self.base:
            self.globals.pop(name, None)

    def mark(self, used: AbstractSet[str]) -> None:
        """From here on new names stand behind a builtin that nobody uses."""
        self._mark = next((name for name in self.base if name not in used and name in self.globals), None)
        if self._mark is not None:
            self.globals[self._mark] = self.globals.pop(self._mark)

    def behind_mark(self, names: AbstractSet[str]) -> AbstractSet[str]:
        """Those of the names that were bound, or deleted and bound again, since the mark; all of them where it is gone."""
        if not names or self._mark not in self.globals:
            return names
        order = list(self.globals)
        return names & set(order[order.index(self._mark) :])

    def put(self, name: str, value: Any) -> None:
        self.globals[name] = value

    def give_file(self, path: str) -> None:
        self.fixed["__file__"] = self.globals["__file__"] = path

    def give_docstring(self, text: str | None) -> None:
        self.fixed["__doc__"] = text

    @property
    def has_book(self) -> bool:
        """Whether a warning, ignored or not, has made its book among the names."""
        return _REGISTRY in self.globals

    def _shows_warnings(self) -> bool:
        book = self.globals.get(_REGISTRY)
        return type(book) is not dict or bool(book.keys() - {"version"})

    def written(self, shadowed: list[str]) -> dict[str, Any]:
        """What stands in the globals after a block, builtins that nobody bound left out."""
        fixed = self.fixed
        found = {}
        for name, value in self.globals.items():
            if (name not in fixed or value is not fixed[name] or name in shadowed) and name != _REGISTRY:
                found[name] = value
        return found

    def go_plain(self) -> None:
        """Turns into an ordinary script's namespace, for good."""
        scope = self.globals
        for name in self.base:
            scope.pop(name, None)
        vars(self._builtins).update(vars(builtins))
        scope["__builtins__"] = self._builtins
        self._plain = True
        self.main.__class__ = ModuleType  # type: ignore[assignment]

    # While a block runs.

    def look_up(self, name: str, builtin: bool = True) -> Any:
        """A name that is not among the globals at the moment. Raises KeyError."""
        if self.reader is not None:
            try:
                value = self.reader.find(name)
            except KeyError:
                pass
            else:
                self.globals[name] = value
                return value
        if builtin and name in self.base:
            return self.base[name]
        raise KeyError(name)

    def bring_in(self, name: str) -> None:
        """Into the globals, if an earlier block bound it."""
        if name not in self.globals:
            with contextlib.suppress(KeyError):
                self.look_up(name, builtin=False)

    def show_all(self) -> dict[str, Any]:
        """Somebody looks at the namespace as a whole: every name is read, in the order of definition."""
        scope = self.globals
        if self.reader is None or self._whole or self._plain:
            return scope
        self._whole = True
        for name in self.base:
            if scope.get(name, self) is self.base[name]:
                del scope[name]
        known = self.reader.find_all()
        if self.reader.knows_book() and _REGISTRY not in scope:
            scope[_REGISTRY] = {}
        own = {name: value for name, value in scope.items() if name not in self.fixed and name not in known}
        for name, value in known.items():
            scope[name] = scope.pop(name, value)
        for name, value in own.items():
            scope.pop(name)
            scope[name] = value
        return scope

    def _whole_readers(self) -> dict[str, Callable[..., Any]]:
        """`globals`, `locals`, `vars`, `dir` and `exec` as builtins of the document."""
        namespace = self

        def globals() -> dict[str, Any]:
            return namespace.show_all()

        def locals() -> Any:
            frame = sys._getframe(1)
            return namespace.show_all() if frame.f_locals is namespace.globals else frame.f_locals

        def vars(*values: Any) -> Any:
            if values:
                return builtins.vars(*values)
            frame = sys._getframe(1)
            return namespace.show_all() if frame.f_locals is namespace.globals else frame.f_locals

        def dir(*values: Any) -> Any:
            if values:
                return builtins.dir(*values)
            frame = sys._getframe(1)
            return sorted(namespace.show_all() if frame.f_locals is namespace.globals else frame.f_locals)

        def exec(source: Any, globals: Any = None, locals: Any = None, /, **options: Any) -> None:
            frame = sys._getframe(1)
            if globals is None:
                globals = frame.f_globals
                locals = frame.f_locals if locals is None else locals
            if globals is namespace.globals:
                namespace.prepare_deletions(_deletions(source))
            arguments = (globals,) if locals is None else (globals, locals)
            return builtins.exec(source, *arguments, **options)

        wrapped = {one.__name__: one for one in (globals, locals, vars, dir, exec)}
        for one in wrapped.values():
            one.__qualname__, one.__module__ = one.__name__, "builtins"
        return wrapped

    def prepare_deletions(self, names: set[str]) -> None:
        """`del` looks among the globals only: what it is to delete has to stand there."""
        for name in names:
            if name not in self.globals or self.globals[name] is self.base.get(name, self):
                try:
                    self.globals[name] = self.look_up(name, builtin=False)
                except KeyError:
                    self.hide(name)
            elif self.reader is not None:
                # Bound by this block; what an earlier one bound is to be gone as well.
                with contextlib.suppress(KeyError):
                    self.reader.find(name)


def visible(names: dict[str, Any]) -> dict[str, Any]:
    """Without names of ours."""
    return {name: value for name, value in names.items() if not is_hidden(name)}


def _deletions(source: Any) -> set[str]:
    if isinstance(source, CodeType) or not isinstance(source, (str, bytes)):
        return set()
    if (b"del" if isinstance(source, bytes) else "del") not in source:  # type: ignore[operator]
        return set()
    try:
        return deleted_names(ast.parse(source).body)[0]
    except (SyntaxError, ValueError):
        return set()
