"""A canonical walk over all that a value reaches: a digest of the content, and the identities of what can change.

Never runs the document's code: attributes are read past `__getattr__`, properties and `__reduce__` of its classes. The
digest is the same in every process for the same content, and holds which parts are shared (`[a, a]` is not `[a, [..]]`).
"""

from __future__ import annotations

import array
import collections
import functools
import gc
import hashlib
import io
import itertools
import marshal
import types
from typing import Any, Callable, Iterable

from .layout import contents_of, own_dict
from .world import World

MAX_NODES = 300_000
_MAX_REACHED = 2_000_000
_PLAIN = {int, float, str, bytes, bool, type(None)}
_BY_REPR = {complex, type(Ellipsis), type(NotImplemented), range, slice}
_FROZEN_MODULES = {"datetime", "decimal", "fractions", "uuid", "pathlib", "zoneinfo", "ipaddress"}
_MARSHAL = 2  # this version writes no references between equal objects
_unknown = itertools.count(1)


class Walk:
    """Walks values that are added one after the other. All that was added is one content.

    `ids`: of everything reachable that can be changed in place. `opaque`: why the content cannot be told, None when it
    can: then the digest is equal to no other. `watched`: identities of functions, classes and the like, `first_seen`: of
    those that no walk has met before. `copyable`: False when some class takes part in its own copying.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self.ids: set[int] = set()
        self.opaque: str | None = None
        self.copyable = True
        self.watched: set[int] = set()
        self.first_seen: set[int] = set()
        self.needs_plain: str | None = None
        self.nodes = 0
        self.data_bytes = 0
        self._parts: list[bytes] = []
        self._hash = hashlib.blake2b(digest_size=16)
        self._memo: dict[int, int] = {}
        self._kept: list[Any] = []
        self._memories: dict[int, int] = {}
        self._shared_memories = 0
        self._todo: list[Any] = []

    def add(self, value: Any) -> Walk:
        self._todo.append(value)
        todo = self._todo
        while todo:
            one = todo.pop()
            if type(one) is _Mark:
                self._parts.append(one.text)
                continue
            self.nodes += 1
            if self.nodes > MAX_NODES:
                self.give_up(one, "it is too large to compare")
                for rest in todo:
                    self._reach(rest)
                todo.clear()
                break
            self._visit(one)
        return self

    def digest(self) -> bytes:
        self._flush()
        return self._hash.digest()

    # What handlers of types use.

    def put(self, tag: str, payload: bytes = b"") -> None:
        """Content; tag and length make it unambiguous."""
        self._parts.append(b"%s%d:%s" % (tag.encode(), len(payload), payload))
        if len(self._parts) > 4096:
            self._flush()

    def put_text(self, tag: str, text: str) -> None:
        self.put(tag, text.encode("utf-8", "surrogatepass"))

    def put_buffer(self, data: Any) -> None:
        """A large buffer of bytes, by its SHA-1: the fastest that the standard library has for this."""
        view = memoryview(data)
        self.data_bytes += view.nbytes
        if view.nbytes < 256:
            self.put("buf", bytes(view))
        else:
            self.put("sha", hashlib.sha1(view, usedforsecurity=False).digest() + str(view.nbytes).encode())

    def first_visit(self, value: Any) -> bool:
        """False, and a reference in the content, for what was visited before."""
        number = self._memo.get(id(value))
        if number is not None:
            self._parts.append(b"ref%d;" % number)
            return False
        self._memo[id(value)] = len(self._memo)
        self._kept.append(value)
        return True

    def mutable(self, value: Any) -> bool:
        """As `first_visit`, for what can be changed in place."""
        if not self.first_visit(value):
            return False
        self.ids.add(id(value))
        return True

    def seen_once(self, value: Any) -> bool:
        """As `first_visit`, for what counts as unchangeable until it is seen to change."""
        if not self.first_visit(value):
            return False
        self.watched.add(id(value))
        if self.world.watch(value):
            self.first_seen.add(id(value))
        if self.world.is_strong(value):
            self.ids.add(id(value))
        return True

    def tie(self, value: Any) -> None:
        """A change of this object is a change of what is being walked; its content was put already."""
        if id(value) not in self._memo:
            self._memo[id(value)] = len(self._memo)
            self._kept.append(value)
        self.ids.add(id(value))

    def reach(self, value: Any) -> None:
        """As `tie`; if it is walked too, its content is put then. Whether anybody else reaches it is no content."""
        self._kept.append(value)
        self.ids.add(id(value))

    def put_memory(self, owner: Any) -> None:
        """Content: whether something that was walked before lies in the same memory, and which of those that do so."""
        known = self._memories.get(id(owner))
        if known is None:
            self._kept.append(owner)
            self._memories[id(owner)] = -1
            return
        if known < 0:
            self._shared_memories += 1
            self._memories[id(owner)] = known = self._shared_memories
        self.put("memory", str(known).encode())

    def push(self, values: Iterable[Any]) -> None:
        """To be visited next, in this order."""
        values = list(values)
        values.reverse()
        self._todo.extend(values)

    def push_pairs(self, content: dict[Any, Any]) -> None:
        items: list[Any] = []
        for key, value in list(content.items()):
            items += (key, value)
        self.push(items)

    def push_named(self, content: Iterable[tuple[str, Any]]) -> None:
        items: list[Any] = []
        for name, value in content:
            items += (_Mark(name), value)
        self.push(items)

    def give_up(self, value: Any, why: str) -> None:
        """The content cannot be told: all that it reaches counts as changed by whoever touches it."""
        self.opaque = self.opaque or why
        self.put("opaque", str(next(_unknown)).encode())
        self._look_for_files(value)
        self._reach(value)

    # The walk itself.

    def _visit(self, value: Any) -> None:
        kind = type(value)
        if kind in _PLAIN:
            self._put_plain(value, kind)
            return
        handler = _EXACT.get(kind)
        if handler is not None:
            handler(self, value)
        elif kind in _BY_REPR:
            self.put("repr", f"{kind.__name__} {value!r}".encode())
        else:
            self._visit_other(value, kind)

    def _put_plain(self, value: Any, kind: type) -> None:
        if kind is str:
            self.put("s", value.encode("utf-8", "surrogatepass"))
        elif kind is bytes:
            self.put("b", value)
        else:
            self.put("p", f"{kind.__name__}{value!r}".encode())

    def _visit_other(self, value: Any, kind: type) -> None:
        from .walk_code import visit_code
        from .walk_library import visit_library

        try:
            if visit_code(self, value, kind) or visit_library(self, value, kind):
                return
        except Exception as error:
            # A version of a library that keeps its data elsewhere, or a value that is half made.
            self.give_up(value, f"a {kind.__module__}.{kind.__qualname__}: {error!r}"[:200])
            return
        top = kind.__module__.partition(".")[0]
        if top in _FROZEN_MODULES:
            self.put_text("frozen", f"{kind.__qualname__} {value!r}")
            return
        layout = contents_of(value, kind)
        if layout is None:
            self.give_up(value, f"a {kind.__module__}.{kind.__qualname__}")
            return
        if self.mutable(value):
            self._put_instance(value, kind, layout)

    def _put_instance(self, value: Any, kind: type, layout: list[tuple[str, Any]]) -> None:
        own = kind.__module__ == "__main__" or self.world.is_local(kind.__module__)
        if own:
            if _takes_part_in_copying(kind):
                self.copyable = False
            if any("__del__" in vars(base) for base in kind.__mro__):
                self.needs_plain = f"{kind.__qualname__} has `__del__`"
        state = own_dict(value)
        if type(state) is dict:
            self.ids.add(id(state))
        self.put("inst")
        self.push([kind, *_named(layout)])

    def _reach(self, value: Any) -> None:
        """The identities of all that this reaches, whatever it is."""
        namespace = self.world.namespace
        todo, seen = [value], 0
        while todo:
            one = todo.pop()
            identity = id(one)
            if identity in self.ids or type(one) in _PLAIN or one is namespace or isinstance(one, _NOT_REACHED):
                continue
            if isinstance(one, types.FrameType):
                if one.f_locals is not namespace:
                    todo.extend(one.f_locals.values())
                continue
            if type(one) is dict and "__builtins__" in one:
                continue
            self._look_for_files(one)
            self.ids.add(identity)
            self._kept.append(one)
            seen += 1
            if seen > _MAX_REACHED:
                return
            if type(one) is types.FunctionType:
                todo.extend(one.__defaults__ or ())
                todo.extend(one.__closure__ or ())
                continue
            todo.extend(gc.get_referents(one))
            base = getattr(one, "base", None) if type(one).__name__ == "ndarray" else None
            if base is not None:
                todo.append(base)

    def _look_for_files(self, value: Any) -> None:
        if type(value).__module__ not in _FILE_MODULES:
            return
        if is_unwritten(value):
            self.needs_plain = _UNWRITTEN
        elif self.world.sets_warnings and isinstance(value, io.IOBase) and not value.closed:
            self.world.open_files.add(value)

    def _flush(self) -> None:
        self._hash.update(b"".join(self._parts))
        self._parts.clear()


_FILE_MODULES = {"_io", "gzip", "bz2", "lzma", "zipfile"}
_UNWRITTEN = "it leaves a file open that it writes to: it is written when nothing holds it any more"


def is_unwritten(value: Any) -> bool:
    """Whether it is an open file that may hold back what was written to it; our own streams are none."""
    try:
        if isinstance(value, io.IOBase):
            return not value.closed and value.writable() and value.fileno() > 2
        return type(value).__name__ == "ZipFile" and value.fp is not None and value.mode != "r"
    except Exception:
        return False


class _Mark:
    """Stands between values that are to be visited: a name of the content itself."""

    __slots__ = ("text",)

    def __init__(self, name: str) -> None:
        self.text = b"n%d:%s" % (len(name), name.encode("utf-8", "surrogatepass"))


_NOT_REACHED = (types.ModuleType, type, types.CodeType, types.BuiltinFunctionType)
_COPYING = (
    *("__deepcopy__", "__copy__", "__setstate__", "__getstate__", "__reduce__", "__reduce_ex__", "__new__"),
    *("__getattr__", "__getattribute__", "__setattr__", "__del__", "__getnewargs__", "__getnewargs_ex__"),
)


def _named(layout: list[tuple[str, Any]]) -> list[Any]:
    items: list[Any] = []
    for name, part in layout:
        items += (_Mark(name), part)
    return items


def _takes_part_in_copying(kind: type) -> bool:
    return any(name in vars(base) for base in kind.__mro__[:-1] for name in _COPYING)


def _visit_tuple(walk: Walk, value: tuple[Any, ...]) -> None:
    if not value:
        walk.put("t0")
    elif walk.first_visit(value):
        walk.put("tuple", str(len(value)).encode())
        walk.push(value)


def _visit_list(walk: Walk, value: list[Any]) -> None:
    if walk.mutable(value):
        walk.put("list", str(len(value)).encode())
        if len(value) > 32 and set(map(type, value)) <= _PLAIN:
            walk.nodes += len(value) >> 5
            walk.put_buffer(marshal.dumps(value, _MARSHAL))
        else:
            walk.push(value)


def _visit_dict(walk: Walk, value: dict[Any, Any]) -> None:
    if value is walk.world.namespace:
        walk.put("namespace")
    elif walk.mutable(value):
        walk.put("dict", str(len(value)).encode())
        if len(value) > 32 and set(map(type, value)) <= _PLAIN and set(map(type, value.values())) <= _PLAIN:
            walk.nodes += len(value) >> 4
            walk.put_buffer(marshal.dumps(value, _MARSHAL))
        else:
            walk.push_pairs(value)


def _visit_set(walk: Walk, value: set[Any]) -> None:
    if walk.mutable(value):
        walk.put("set", str(len(value)).encode())
        if walk.world.pops:
            # Which one `pop` takes depends on those taken before, and a copy begins anew.
            walk.copyable = False
        walk.push(list(value))


def _visit_frozenset(walk: Walk, value: frozenset[Any]) -> None:
    walk.put("frozenset", str(len(value)).encode())
    walk.push(list(value))


def _visit_bytearray(walk: Walk, value: bytearray) -> None:
    if walk.mutable(value):
        walk.put_memory(value)
        walk.put("bytearray")
        walk.put_buffer(value)


def _visit_array(walk: Walk, value: Any) -> None:
    if walk.mutable(value):
        walk.put_memory(value)
        walk.put("array", value.typecode.encode())
        walk.put_buffer(value.tobytes())


def _visit_deque(walk: Walk, value: Any) -> None:
    if walk.mutable(value):
        walk.put("deque", f"{len(value)} {value.maxlen}".encode())
        walk.push(list(value))


def _visit_mapping(walk: Walk, value: Any) -> None:
    if walk.mutable(value):
        walk.put_text(type(value).__name__, str(len(value)))
        walk.push([getattr(value, "default_factory", None)])
        walk.push_pairs(dict(value))


def _visit_partial(walk: Walk, value: Any) -> None:
    if walk.mutable(value):
        walk.put("partial")
        walk.push_pairs({**value.keywords, **(own_dict(value) or {})})
        walk.push([value.func, value.args])


_EXACT: dict[type, Callable[[Walk, Any], None]] = {
    tuple: _visit_tuple,
    list: _visit_list,
    dict: _visit_dict,
    set: _visit_set,
    frozenset: _visit_frozenset,
    bytearray: _visit_bytearray,
    array.array: _visit_array,
    collections.deque: _visit_deque,
    collections.OrderedDict: _visit_mapping,
    collections.defaultdict: _visit_mapping,
    collections.Counter: _visit_mapping,
    functools.partial: _visit_partial,
}
