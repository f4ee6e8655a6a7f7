"""Small registries and defaults of the standard library: decimal, locale, csv, gettext, mimetypes, sqlite3, json."""

from __future__ import annotations

import sys
from functools import partial
from types import ModuleType
from typing import Any

from .kept import KeptDigest, attributes_slot, dict_slot, refill, value_slot
from .plain import copy_plain, digest_plain, identity
from .slot import Slot


def decimal_slots(decimal: ModuleType) -> list[Slot]:
    names = ("prec", "rounding", "Emin", "Emax", "capitals", "clamp")

    def told(context: Any) -> tuple[Any, ...]:
        flags = [tuple([signal for signal, on in one.items() if on]) for one in (context.flags, context.traps)]
        return (*[getattr(context, name) for name in names], *flags)

    def give(context: Any, wanted: tuple[Any, ...]) -> None:
        for name, value in zip(names, wanted):
            setattr(context, name, value)
        for present, on in zip((context.flags, context.traps), wanted[len(names) :]):
            for signal in list(present):
                present[signal] = signal in on

    def write(wanted: tuple[Any, ...]) -> None:
        context, content = wanted
        if decimal.getcontext() is not context:
            decimal.setcontext(context)
            context = decimal.getcontext()
        if told(context) != content:
            give(context, content)

    last: list[Any] = [None]

    def read() -> tuple[Any, ...]:
        context = decimal.getcontext()
        now = told(context)
        if last[0] is None or last[0][0] is not context or last[0][1] != now:
            last[0] = (context, now)
        return last[0]  # type: ignore[no-any-return]

    # Flags are set by every inexact division, and hardly anything looks at them: they do not count as a change.
    digest = KeptDigest(lambda value: digest_plain([*value[1][:-2], value[1][-1]]))
    found = [Slot("decimal", read, write, digest=digest)]
    for name in ("DefaultContext", "BasicContext", "ExtendedContext"):
        context = getattr(decimal, name)
        found.append(value_slot(f"decimal.{name}", partial(told, context), partial(give, context)))
    return found


def locale_slots(locale: ModuleType) -> list[Slot]:
    parts = [name for name in ("LC_COLLATE", "LC_CTYPE", "LC_MONETARY", "LC_MESSAGES", "LC_NUMERIC", "LC_TIME")
             if hasattr(locale, name)]

    def read() -> dict[str, str]:
        return {name: locale.setlocale(getattr(locale, name)) for name in parts}

    def write(wanted: dict[str, str]) -> None:
        for name, value in wanted.items():
            locale.setlocale(getattr(locale, name), value)

    return [value_slot("locale", read, write), dict_slot("locale overrides", lambda: locale._override_localeconv)]


def csv_slots(csv: ModuleType) -> list[Slot]:
    def read() -> dict[str, Any]:
        return {name: csv.get_dialect(name) for name in csv.list_dialects()}

    def write(wanted: dict[str, Any]) -> None:
        for name in csv.list_dialects():
            csv.unregister_dialect(name)
        for name, dialect in wanted.items():
            csv.register_dialect(name, dialect)

    def digest(dialects: dict[str, Any]) -> bytes:
        parts = ("delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting",
                 "skipinitialspace", "strict")
        return digest_plain({name: [getattr(one, part) for part in parts] for name, one in dialects.items()})

    dialects = value_slot("csv dialects", read, write)
    dialects.digest = KeptDigest(digest)
    return [dialects, value_slot("csv field size", csv.field_size_limit, csv.field_size_limit)]


def gettext_slots(gettext: ModuleType) -> list[Slot]:
    return [
        dict_slot("gettext domains", lambda: gettext._localedirs),
        attributes_slot("gettext domain", gettext, ("_current_domain",)),
    ]


def mimetypes_slots(mimetypes: Any) -> list[Slot]:
    """The tables are first filled when somebody asks; they are filled here, so that asking changes nothing."""
    mimetypes.init()

    def tables() -> list[dict[Any, Any]]:
        database = mimetypes._db
        return [*database.types_map, database.encodings_map, database.suffix_map]

    def inverses() -> list[dict[Any, Any]]:
        return list(mimetypes._db.types_map_inv)

    last: list[Any] = [None]

    def read() -> Any:
        # The inverse tables change with the others, and are large: they are copied only then.
        now = tables()
        if last[0] is None or last[0][0] is not mimetypes._db or last[0][1] != now:
            last[0] = (mimetypes._db, copy_plain(now), copy_plain(inverses()))
        return last[0]

    def write(wanted: Any) -> None:
        if read() is wanted:
            return
        mimetypes._db = wanted[0]
        for target, content in zip(tables() + inverses(), wanted[1] + wanted[2]):
            refill(target, content)

    return [Slot("mimetypes", read, write, digest=KeptDigest(lambda value: digest_plain(value[1])))]


def sqlite3_slots(_module: ModuleType) -> list[Slot]:
    """Adapters and converters; a replaced one is put back, a new one is taken away."""
    library: Any = sys.modules.get("_sqlite3") or _module
    found = []
    if hasattr(library, "adapters"):
        found.append(dict_slot("sqlite3 adapters", lambda: library.adapters))
    if hasattr(library, "converters"):
        found.append(dict_slot("sqlite3 converters", lambda: library.converters))
    return found


def copyreg_slots(copyreg: ModuleType) -> list[Slot]:
    """Also what imports of libraries register; a set-back that loses it would lose it for good, so those stay."""

    def user_made(table: dict[Any, Any]) -> dict[Any, Any]:
        return {key: value for key, value in table.items() if getattr(value, "__module__", None) == "__main__"}

    table = copyreg.dispatch_table

    def write(wanted: dict[Any, Any]) -> None:
        for key in [key for key in user_made(table) if key not in wanted]:
            del table[key]
        table.update(wanted)

    slot = value_slot("copyreg", lambda: user_made(table), write)
    slot.digest = KeptDigest(lambda value: digest_plain({identity(key): one for key, one in value.items()}))
    return [slot]


def asyncio_slots(_module: ModuleType) -> list[Slot]:
    events: Any = sys.modules["asyncio.events"]
    names = [name for name in ("_event_loop_policy",) if hasattr(events, name)]

    def read() -> Any:
        # None until somebody asks; the default one is nothing new.
        policy = getattr(events, names[0]) if names else None
        return None if policy is None or type(policy).__module__.startswith("asyncio.") else policy

    def write(policy: Any) -> None:
        if names:
            setattr(events, names[0], policy)

    return [value_slot("asyncio policy", read, write)]


def socket_slots(socket: ModuleType) -> list[Slot]:
    return [value_slot("socket timeout", socket.getdefaulttimeout, socket.setdefaulttimeout)]


def json_slots(_module: ModuleType) -> list[Slot]:
    encoder: Any = sys.modules["json.encoder"]
    return [attributes_slot("json", encoder.JSONEncoder, ("default", "item_separator", "key_separator"))]


