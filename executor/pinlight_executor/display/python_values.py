"""Values of Python itself: functions with their signature, modules, exceptions, and nested data as a tree besides its text."""

from __future__ import annotations

import enum
import inspect
import types
from typing import Any

from .guard import REPR_S, attempt
from .pretty import pretty, safe_repr
from .tree import TREE_MIME, tree_of

_FUNCTIONS = (types.FunctionType, types.MethodType)
_MAX_CAUSES = 20


def describe(value: Any) -> dict[str, Any]:
    """The bundle of a value without display methods of its own."""
    if isinstance(value, type):
        return {"text/plain": _class_text(value)}
    if type(value) in _FUNCTIONS:
        return {"text/plain": _function_text(value)}
    if type(value) is types.ModuleType:
        return {"text/plain": _module_text(value)}
    if isinstance(value, BaseException):
        return {"text/plain": _exception_text(value)}
    text = pretty(value)
    # What stands on one line needs no folding.
    tree = tree_of(value) if "\n" in text else None
    return {"text/plain": text, TREE_MIME: tree} if tree else {"text/plain": text}


def _class_text(kind: type) -> str:
    text = safe_repr(kind)
    if isinstance(kind, enum.EnumMeta):
        members, failure = attempt(lambda: [f"{name} = {safe_repr(kind.__members__[name].value)}" for name in kind.__members__])
        return text if failure else "\n".join([text, *(f"  {line}" for line in members[:200])])
    if "__init__" not in kind.__dict__ and "__dataclass_fields__" not in kind.__dict__:
        return text
    signature = _signature(kind)
    return text if signature is None else f"{text}\n{kind.__name__}{signature}"


def _function_text(function: Any) -> str:
    """Like its repr, with the signature in the place of an address."""
    own, failure = attempt(lambda: (str(function.__qualname__), str(function.__module__)))
    signature = _signature(function)
    if failure or signature is None:
        return safe_repr(function)
    name, module = own
    where = "" if module == "__main__" else f" of {module}"
    kind = "bound method" if isinstance(function, types.MethodType) else "function"
    begins = "async " if inspect.iscoroutinefunction(function) else ""
    return f"<{begins}{kind} {name}{signature}{where}>"


def _signature(value: Any) -> str | None:
    text, failure = attempt(lambda: str(inspect.signature(value)), REPR_S)
    return None if failure else text[:2000]


def _module_text(module: types.ModuleType) -> str:
    space = vars(module)
    lines = [safe_repr(module)]
    version = space.get("__version__")
    if isinstance(version, str):
        lines.append(f"version {version[:100]}")
    documentation = space.get("__doc__")
    if isinstance(documentation, str) and documentation.strip():
        lines.append(documentation.strip().partition("\n")[0][:300])
    return "\n".join(lines)


def _exception_text(error: BaseException) -> str:
    """Its repr, its notes, and what it came from."""
    lines: list[str] = []
    seen: set[int] = set()
    _add_exception(error, "", lines, seen)
    return "\n".join(lines)


def _add_exception(error: BaseException, before: str, lines: list[str], seen: set[int]) -> None:
    if id(error) in seen or len(seen) >= _MAX_CAUSES:
        return
    seen.add(id(error))
    indent = " " * (len(before) - len(before.lstrip()) + 2)
    lines.append(before + safe_repr(error))
    notes = getattr(error, "__notes__", None)
    if isinstance(notes, list):
        lines.extend(f"{indent}{note}" for note in notes[:_MAX_CAUSES] if isinstance(note, str))
    parts = getattr(error, "exceptions", None)
    for part in parts[:_MAX_CAUSES] if isinstance(parts, tuple) else ():
        if isinstance(part, BaseException):
            _add_exception(part, indent + "- ", lines, seen)
    if error.__cause__ is not None:
        _add_exception(error.__cause__, indent + "caused by ", lines, seen)
    elif error.__context__ is not None and not error.__suppress_context__:
        _add_exception(error.__context__, indent + "raised while handling ", lines, seen)
