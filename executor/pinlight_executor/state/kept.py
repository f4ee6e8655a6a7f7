"""Readers that give the very same value again while nothing changed, so that comparing and digesting cost nothing."""

from __future__ import annotations

import operator
from typing import Any, Callable, Iterable, MutableMapping

from .plain import ATOMS, copy_plain, digest_plain, same_plain
from .slot import Slot

_ATOMS = frozenset(ATOMS)
_NONE: Any = object()


class KeptDigest:
    """A digest function that remembers its last answers by the identity of the values."""

    def __init__(self, digest: Callable[[Any], bytes] = digest_plain) -> None:
        self._digest = digest
        self._kept: list[tuple[Any, bytes]] = []

    def __call__(self, value: Any) -> bytes:
        for known, answer in self._kept:
            if known is value:
                return answer
        answer = self.afresh(value)
        self._kept = [(value, answer), *self._kept[:3]]
        return answer


    def afresh(self, value: Any) -> bytes:
        return self._digest(value)


class KeptValue:
    """Copies what `read` gives, unless it is like the last copy."""

    def __init__(self, read: Callable[[], Any]) -> None:
        self._read, self._last = read, _NONE

    def __call__(self) -> Any:
        value = self._read()
        if self._last is _NONE or not same_plain(value, self._last):
            self._last = copy_plain(value)
        return self._last


class KeptDict:
    """Copies a dict of options. Only values that can change in place are looked into when all are the same objects."""

    def __init__(self, find: Callable[[], dict[Any, Any]]) -> None:
        self._find = find
        self._keys: list[Any] = []
        self._values: list[Any] = []
        self._inner: list[tuple[Any, Any]] = []
        self._last: dict[Any, Any] | None = None

    def __call__(self) -> dict[Any, Any]:
        target = self._find()
        keys, values = list(dict.keys(target)), list(dict.values(target))
        if self._last is not None and len(values) == len(self._values) and keys == self._keys:
            if all(map(operator.is_, values, self._values)) and all(same_plain(*pair) for pair in self._inner):
                return self._last
        copied = {key: copy_plain(value) for key, value in zip(keys, values)}
        if self._last is None or not same_plain(copied, self._last):
            self._last = copied
        self._keys, self._values = keys, values
        self._inner = [(value, self._last[key]) for key, value in zip(keys, values) if type(value) not in _ATOMS]
        return self._last


def refill(target: MutableMapping[Any, Any], wanted: dict[Any, Any]) -> None:
    """Makes a dict equal to another, in order too, without replacing it; what is alike is not replaced either."""
    if isinstance(target, dict):
        now = dict(dict.items(target))
        if same_plain(now, wanted):
            return
        kept = {key: now[key] if key in now and same_plain(now[key], value) else copy_plain(value)
                for key, value in wanted.items()}
        dict.clear(target)
        dict.update(target, kept)
    else:
        target.clear()
        target.update(copy_plain(wanted))


def dict_slot(name: str, find: Callable[[], dict[Any, Any]], after: Callable[[], None] | None = None) -> Slot:
    """A dict of options, whatever object `find` says it is now; `after` runs once it was set back."""

    def write(wanted: dict[Any, Any]) -> None:
        refill(find(), wanted)
        if after is not None:
            after()

    return Slot(name, KeptDict(find), write, digest=KeptDigest())


def attributes_slot(name: str, owner: Any, attributes: Iterable[str]) -> Slot:
    """Attributes of a module, a class or an object; one that is absent is absent again when it is set back."""
    names = [attribute for attribute in attributes]

    def read() -> dict[str, Any]:
        return {one: getattr(owner, one) for one in names if hasattr(owner, one)}

    def write(wanted: dict[str, Any]) -> None:
        for one in names:
            if one not in wanted:
                if hasattr(owner, one):
                    delattr(owner, one)
            elif not hasattr(owner, one) or not same_plain(getattr(owner, one), wanted[one]):
                setattr(owner, one, copy_plain(wanted[one]))

    return Slot(name, KeptValue(read), write, digest=KeptDigest())


def value_slot(name: str, read: Callable[[], Any], write: Callable[[Any], None], ambient: bool = True) -> Slot:
    """Any state that is told by plain data; `write` is called only when it differs from what is there."""
    kept = KeptValue(read)

    def write_changed(wanted: Any) -> None:
        if not same_plain(read(), wanted):
            write(copy_plain(wanted))

    return Slot(name, kept, write_changed, ambient=ambient, digest=KeptDigest())
