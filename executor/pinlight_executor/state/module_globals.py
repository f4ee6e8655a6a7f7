"""The net for libraries that nobody registered: plain data in their modules and classes that a block changed.

Looked at are None, booleans, numbers, text and bytes, and lists, tuples, dicts and sets of at most 100 of these,
three levels deep, bound in a module or in a class that the module defines. All other values are taken as they are.
"""

from __future__ import annotations

import operator
import sys
import sysconfig
from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import chain
from types import ModuleType
from typing import Any, Callable, Iterable, Mapping

from .plain import ATOMS, copy_plain, same_plain

_MOST_ITEMS = 100
HEAP_CLASS = 1 << 9
_ATOMS = frozenset(ATOMS)
CONTAINERS = frozenset({list, tuple, dict, set})
ABSENT: Any = type("Absent", (), {"__repr__": lambda self: "<absent>"})()

# What is a cache, or the books of the import system and of the class machinery, and says nothing of behaviour:
# every name between double underscores (`__warningregistry__`, `__slotnames__`, `__abstractmethods__` ...), names that
# contain one of these words, and these modules.
_BOOKKEEPING_WORDS = (
    "cache", "memo", "_abc_", "lazy", "_loaded", "counter_", "_instances", "warned", "initiali", "__count",
)
# Where plugins enter themselves when they are imported, which they are but once.
_REGISTRIES = {"PIL.Image"}
_BOOKKEEPING_MODULES = (
    "pinlight_executor", "pkg_resources", "setuptools", "_distutils_hack", "pip", "__main__", "six.moves",
)
# Filled once on first use, or looked after by their own slots.
_PASSED_OVER = {
    "matplotlib.backends.backend", "matplotlib.pyplot._backend_mod", "pandas.plotting._core._backends",
    "matplotlib.rcParams", "matplotlib.rcParamsDefault", "matplotlib.style.core.library",
    "pandas._config.config._global_config", "xarray.core.options.OPTIONS", "sklearn._config._global_config",
    "sympy.core.symbol.Dummy._count", "sympy.core.symbol.Dummy._base_dummy_index",
    "sympy.printing.printer.Printer._global_settings", "sympy.printing.pretty.pretty_symbology._use_unicode",
    "PIL.Image.MAX_IMAGE_PIXELS", "PIL.Image.WARN_POSSIBLE_FORMATS", "PIL.ImageFile.LOAD_TRUNCATED_IMAGES",
    "PIL.ImageFile.MAXBLOCK", "PIL.ImageFile.SAFEBLOCK", "tqdm.std.tqdm.monitor_interval", "matplotlib.dates._epoch",
}
Change = tuple[str, str, Any, Any]


@dataclass
class _Place:
    """The dict of a module or a class: what holds it, and the names in it that are looked at."""

    module: str
    prefix: str
    content: Mapping[str, Any]
    names: list[str]


@dataclass
class _Look:
    """What there is to look at in one module. It holds as long as nothing is bound or unbound there."""

    module: ModuleType
    places: list[_Place]
    contents: list[Mapping[str, Any]]
    sizes: list[int]


@dataclass
class Token:
    """The values at one moment; containers are held beside as copies, and all their items in one flat list.

    It stays good as long as `changed` finds nothing: the state after one block is the one before the next.
    """

    modules: list[ModuleType]
    places: list[_Place]
    contents: list[Mapping[str, Any]]
    sizes: list[int]
    # Per value: the index of its place, the dict that it stands in, its name there.
    where: list[int]
    dicts: list[Mapping[str, Any]]
    names: list[str]
    values: list[Any]
    imported: frozenset[str]
    copies: dict[int, Any] = field(default_factory=dict)
    # Per container: itself and those in it; and all of these, with all their items.
    inner: dict[int, list[Any]] = field(default_factory=dict)
    containers: list[Any] = field(default_factory=list)
    items: list[Any] = field(default_factory=list)


class ModuleGlobals:
    """Remembers what there is to look at, so that a snapshot is one pass over the values."""

    def __init__(self) -> None:
        self._last: Token | None = None
        self._looks: dict[int, _Look] = {}

    def snapshot(self, modules: Iterable[ModuleType]) -> Token:
        """The present values in `modules`; of those, the ones of the standard library are passed over."""
        wanted = list(modules)
        last = self._last
        if last is None or not _same_objects(wanted, last.modules) or list(map(len, last.contents)) != last.sizes:
            self._last = self._assemble(wanted)
        else:
            self._last = _renewed(last)
        return self._last

    def _assemble(self, modules: list[ModuleType]) -> Token:
        looks: dict[int, _Look] = {}
        for module in modules:
            look = self._looks.get(id(module))
            if look is None or look.module is not module or list(map(len, look.contents)) != look.sizes:
                look = _look_at(module)
            looks[id(module)] = look
        self._looks = looks
        token = Token(modules, [], [], [], [], [], [], [], frozenset(sys.modules))
        for look in looks.values():
            for place in look.places:
                token.where.extend([len(token.places)] * len(place.names))
                token.dicts.extend([place.content] * len(place.names))
                token.names.extend(place.names)
                token.places.append(place)
            token.contents.extend(look.contents)
            token.sizes.extend(look.sizes)
        token.values = list(map(operator.getitem, token.dicts, token.names))
        _note_containers(token, self._last)
        return token

    def changed(self, token: Token) -> list[Change]:
        """(module name, path of the attribute, old value, new value); `ABSENT` for a name that is not bound."""
        found: list[Change] = []
        extended = _extended_packages(token)
        now = _present(token)
        same_values = _same_objects(now, token.values)
        for index, (old, new) in enumerate(zip(token.values, now)) if not same_values else ():
            if old is not new and not same_plain(token.copies.get(index, old), new):
                # From None to an object: something is made when it is first asked for.
                if old is not None or is_plain(new):
                    found.append(_change(token, index, token.copies.get(index, old), new))
        same_items = _same_objects(_items(token.containers), token.items)
        for index, copied in token.copies.items() if not same_items else ():
            if now[index] is token.values[index] and not is_alike(now[index], copied):
                place = token.places[token.where[index]]
                if place.module.partition(".")[0] not in extended or not _only_grew(copied, now[index]):
                    found.append(_change(token, index, copied, now[index]))
        if not extended:
            found.extend(_new_names(token, None if same_values else now))
        return found

    def restore(self, changes: Iterable[Change]) -> None:
        """Sets the old values back; a container that still is the same kind is refilled in place."""
        for module_name, path, old, _new in changes:
            owner: Any = sys.modules.get(module_name)
            *holders, name = path.split(".")
            for holder in holders:
                owner = getattr(owner, "__dict__", {}).get(holder)
            if owner is not None:
                _set_back(owner, name, old)


_net = ModuleGlobals()
snapshot: Callable[[Iterable[ModuleType]], Token] = _net.snapshot
changed: Callable[[Token], "list[Change]"] = _net.changed
restore: Callable[[Iterable[Change]], None] = _net.restore


def _set_back(owner: Any, name: str, old: Any) -> None:
    if old is ABSENT:
        if name in vars(owner):
            delattr(owner, name)
        return
    present = vars(owner).get(name)
    if type(present) is type(old) and isinstance(present, (list, dict, set)):
        set_content(present, old)
    else:
        setattr(owner, name, copy_plain(old))


def set_content(container: Any, wanted: Any) -> None:
    """It stays the same object."""
    container.clear()
    if isinstance(container, list):
        container.extend(copy_plain(wanted))
    else:
        container.update(copy_plain(wanted))


def _same_objects(one: list[Any], other: list[Any]) -> bool:
    return len(one) == len(other) and all(map(operator.is_, one, other))


def _change(token: Token, index: int, old: Any, new: Any) -> Change:
    place = token.places[token.where[index]]
    return place.module, place.prefix + token.names[index], old, copy_plain(new)


def is_alike(value: Any, copied: Any) -> bool:
    """As `same_plain`, and at once where all items are the same objects."""
    if type(value) is dict and type(copied) is dict:
        if len(value) == len(copied) and all(map(operator.is_, value.values(), copied.values())):
            return all(map(operator.is_, value, copied))
    elif type(value) is list and _same_objects(value, copied):
        return True
    return same_plain(value, copied)


def _extended_packages(token: Token) -> set[str]:
    """Packages of which modules were imported since: these may have entered themselves in registries."""
    if len(sys.modules) == len(token.imported):
        return set()
    return {name.partition(".")[0] for name in sys.modules.keys() - token.imported}


def _only_grew(old: Any, new: Any) -> bool:
    if type(old) is dict:
        return all(key in new and same_plain(new[key], value) for key, value in old.items())
    return len(new) >= len(old) and all(one in new for one in old)


def _renewed(token: Token) -> Token:
    values = _present(token)
    imported = token.imported if len(token.imported) == len(sys.modules) else frozenset(sys.modules)
    new = replace(token, values=values, imported=imported)
    if not _same_objects(values, token.values) or not _same_objects(_items(token.containers), token.items):
        _note_containers(new, token)
    return new


def _present(token: Token) -> list[Any]:
    try:
        return list(map(operator.getitem, token.dicts, token.names))
    except KeyError:
        return [content.get(name, ABSENT) for content, name in zip(token.dicts, token.names)]


def _note_containers(token: Token, last: Token | None) -> None:
    """Copies what can change in place; what is as it was in the last token is taken from there."""
    known = {} if last is None else {id(last.values[index]): index for index in last.copies}
    token.copies, token.inner, token.containers = {}, {}, []
    for index, value in enumerate(token.values):
        if type(value) not in CONTAINERS:
            continue
        before = known.get(id(value))
        if last is not None and before is not None and is_alike(value, last.copies[before]):
            token.copies[index], token.inner[index] = last.copies[before], last.inner[before]
        elif is_plain(value) and not _cannot_change(value):
            token.copies[index], token.inner[index] = copy_plain(value), inner_containers(value)
    token.containers = list(chain.from_iterable(token.inner.values()))
    token.items = _items(token.containers)


def inner_containers(value: Any) -> list[Any]:
    """All containers in a container that can change, itself first."""
    found = [value]
    for one in value.values() if type(value) is dict else value:
        if type(one) in CONTAINERS and not _cannot_change(one):
            found.extend(inner_containers(one))
    return found


def _items(containers: list[Any]) -> list[Any]:
    """Their lengths, items, keys and values in one list: comparing it by identity is one pass in C."""
    found = list(map(len, containers))
    found.extend(chain.from_iterable(containers))
    found.extend(chain.from_iterable([one.values() for one in containers if type(one) is dict]))
    return found


def _look_at(module: ModuleType) -> _Look:
    look = _Look(module, [], [], [])
    name = getattr(module, "__name__", None)
    if type(module) is not ModuleType or not isinstance(name, str) or not is_looked_at(module):
        return look
    _add(look, name, "", vars(module))
    for bound, value in list(vars(module).items()):
        if isinstance(value, type) and value.__module__ == name and value.__name__ == bound:
            if value.__flags__ & HEAP_CLASS:
                _add(look, name, bound + ".", vars(value))
    return look


def _add(look: _Look, module: str, prefix: str, content: Mapping[str, Any]) -> None:
    place = _Place(module, prefix, content, [])
    look.places.append(place)
    look.contents.append(content)
    look.sizes.append(len(content))
    place.names = [
        name for name, value in list(content.items()) if is_plain(value) and not _is_bookkeeping(place, name)
    ]


def _cannot_change(value: Any) -> bool:
    return type(value) in _ATOMS or type(value) is tuple and all(map(_cannot_change, value))


def is_plain(value: Any) -> bool:
    # Also what is derived from these, such as numpy's float64: it is compared by identity.
    if isinstance(value, (int, float, str, bytes)) or type(value) in _ATOMS:
        return True
    return type(value) in CONTAINERS and _count(value, 0) <= _MOST_ITEMS


def _count(value: Any, level: int) -> int:
    """How many items a container has, with those of the containers in it; too many when any is no plain data."""
    if level > 2 or len(value) > _MOST_ITEMS:
        return _MOST_ITEMS + 1
    total = len(value)
    for one in value.values() if type(value) is dict else value:
        if type(one) in CONTAINERS:
            total += _count(one, level + 1)
        elif type(one) not in _ATOMS:
            return _MOST_ITEMS + 1
    return total


def _is_bookkeeping(place: _Place, name: Any) -> bool:
    if not isinstance(name, str) or name.startswith("__") and name.endswith("__"):
        return True
    lowered = name.lower()
    return any(word in lowered for word in _BOOKKEEPING_WORDS) or f"{place.module}.{place.prefix}{name}" in _PASSED_OVER


_standard = tuple({sysconfig.get_path("stdlib") + "/", sysconfig.get_path("platstdlib") + "/"})


def is_looked_at(module: ModuleType) -> bool:
    """Whether it belongs to a library: neither the standard one nor this package nor a part of the interpreter."""
    file = getattr(module, "__file__", None)
    name = str(getattr(module, "__name__", ""))
    if not isinstance(file, str) or name.partition(".")[0] in sys.stdlib_module_names:
        return False
    if name in _REGISTRIES or any(name == one or name.startswith(one + ".") for one in _BOOKKEEPING_MODULES):
        return False
    return "site-packages" in file or "dist-packages" in file or not file.startswith(_standard)


def _new_names(token: Token, now: list[Any] | None) -> list[Change]:
    """Plain values under names that were not there. Names are in the order of binding: new ones come last.

    `now`: the present values, when these are not the same; what was lost is `ABSENT` there.
    """
    lost: Counter[int] = Counter()
    if now is not None:
        lost.update(token.where[index] for index, value in enumerate(now) if value is ABSENT)
    sizes = list(map(len, token.contents))
    found: list[Change] = []
    if sizes == token.sizes and not lost:
        return found
    for number, (size, before) in enumerate(zip(sizes, token.sizes)):
        if size != before or number in lost:
            place = token.places[number]
            for name, value in list(place.content.items())[before - lost[number] :]:
                if is_plain(value) and not _is_bookkeeping(place, name):
                    found.append((place.module, place.prefix + name, ABSENT, copy_plain(value)))
    return found
