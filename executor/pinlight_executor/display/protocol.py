"""Python's display protocol: `_repr_mimebundle_` and the `_repr_*_` methods of a value."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable

from .guard import RICH_S, attempt

METHODS = {
    "_repr_html_": "text/html",
    "_repr_markdown_": "text/markdown",
    "_repr_svg_": "image/svg+xml",
    "_repr_png_": "image/png",
    "_repr_jpeg_": "image/jpeg",
    "_repr_latex_": "text/latex",
    "_repr_json_": "application/json",
    "_repr_pdf_": "application/pdf",
    "_repr_javascript_": "application/javascript",
}


# They have none of these methods, and nobody can give them any.
_PLAIN = frozenset({bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, range})


@dataclass
class Shown:
    """What shows a value, raw: {mime: data}, {mime: metadata}, notes on what failed, and bytes beside it."""

    data: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    payload: bytes = b""

    def add(self, answer: Any) -> None:
        """Takes what `_repr_mimebundle_` may give: data, or (data, metadata)."""
        data, metadata = answer if isinstance(answer, tuple) and len(answer) == 2 else (answer, None)
        if isinstance(data, dict):
            self.data.update({str(mime): part for mime, part in data.items() if part is not None})
        if isinstance(metadata, dict):
            self.metadata.update(metadata)


def own_bundle(value: Any) -> Shown:
    """What the value's own methods give; `_repr_mimebundle_` comes before the single ones."""
    shown = Shown()
    if type(value) in _PLAIN or made_up(value):
        return shown
    for name, mime in METHODS.items():
        found = ask(value, name, shown)
        if isinstance(found, tuple) and len(found) == 2 and isinstance(found[1], dict):
            shown.metadata[mime] = found[1]
            found = found[0]
        if found is not None:
            shown.data[mime] = found
    shown.add(_mimebundle(value, shown))
    return shown


def ask(value: Any, name: str, shown: Shown) -> Any:
    """What the method `name` gives, None when there is none or when it fails, which is noted."""
    method = method_of(value, name)
    if method is None:
        return None
    found, failure = attempt(method)
    if failure is not None and not failure.startswith("failed with NotImplementedError"):
        shown.notes.append(f"{name} {failure}")
    return found


def method_of(value: Any, name: str) -> Callable[..., Any] | None:
    """A method of the class or the instance."""
    method, failure = attempt(lambda: getattr(value, name, None), RICH_S)
    return method if failure is None and callable(method) else None


def made_up(value: Any) -> bool:
    """Whether the value answers to any name at all: then its methods mean nothing."""
    found, failure = attempt(lambda: getattr(value, "_pinlight_no_such_name_", None))
    return failure is not None or found is not None


def shows_itself(value: Any, known: Callable[[Any], bool]) -> Callable[[], Any] | None:
    """`_ipython_display_`, with which a value displays itself by other means; not that of a class which is `known`."""
    if type(value) in _PLAIN or isinstance(value, type) or made_up(value) or known(_definer(value, "_ipython_display_")):
        return None
    return method_of(value, "_ipython_display_")


def _definer(value: Any, name: str) -> Any:
    return next((kind for kind in type(value).__mro__ if name in vars(kind)), None)


def _mimebundle(value: Any, shown: Shown) -> Any:
    method = method_of(value, "_repr_mimebundle_")
    if method is None:
        return None
    found, failure = attempt(lambda: method(include=None, exclude=None))
    if failure is not None and failure.startswith("failed with TypeError"):
        # Written for nobody who asks for a part of it.
        found, failure = attempt(method)
    if failure is not None and not failure.startswith("failed with NotImplementedError"):
        shown.notes.append(f"_repr_mimebundle_ {failure}")
    return found
