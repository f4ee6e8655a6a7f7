"""plotly's templates, with their content, which of them is the default, and its renderers."""

from __future__ import annotations

import marshal
from types import ModuleType
from typing import Any

from .kept import KeptDigest, attributes_slot, dict_slot
from .plain import copy_plain, digest_plain
from .slot import Slot

_LAZY = "lazy"
# (the default, by name: the template as an object, and its content or "lazy")
_Value = tuple[Any, dict[str, tuple[Any, Any]]]


def slots(io: ModuleType) -> list[Slot]:
    keeper = _Templates(io.templates)
    names = ("_default_name", "_default_renderers", "_render_on_display", "_to_activate")
    return [
        Slot("plotly.templates", keeper.read, keeper.write, digest=KeptDigest(keeper.digest)),
        dict_slot("plotly.renderers", lambda: io.renderers._renderers),
        attributes_slot("plotly.renderer", io.renderers, names),
    ]


class _Templates:
    """A template is loaded when it is first used. That one is loaded and unchanged is the same as not loaded."""

    def __init__(self, config: Any) -> None:
        self._config = config
        self._pristine: dict[str, Any] = {}
        self._last: _Value | None = None

    def read(self) -> _Value:
        templates = {name: (one, self._content(name, one)) for name, one in self._config._templates.items()}
        last = self._last
        if last is None or last[0] != self._config._default or not _alike(last[1], templates):
            last = self._last = (self._config._default, templates)
        return last

    def write(self, wanted: _Value) -> None:
        present = self.read()
        if present is wanted:
            return
        default, templates = wanted
        target = self._config._templates
        for name in [name for name in target if name not in templates]:
            del target[name]
        for name, (template, content) in templates.items():
            if name in target and self._content(name, target[name]) == content:
                continue
            if content != _LAZY and self._content(name, template) != content:
                template = type(template)(_unpack(content), _validate=False)
            target[name] = self._fresh(name) if content == _LAZY else template
        self._config._default = default

    def digest(self, value: _Value) -> bytes:
        default, templates = value
        return digest_plain((default, {name: content for name, (_one, content) in sorted(templates.items())}))

    def _content(self, name: str, template: Any) -> Any:
        if not hasattr(template, "_props"):
            return _LAZY
        content = _pack(template)
        if name not in self._pristine:
            fresh = self._fresh(name)
            self._pristine[name] = None if fresh is None else _pack(fresh)
        return _LAZY if content == self._pristine[name] else content

    def _fresh(self, name: str) -> Any:
        """The template as the package has it, None for one that it has not."""
        other = type(self._config)()
        if name not in other._templates:
            return None
        return other[name]


def _pack(template: Any) -> Any:
    """The content as bytes; a template with arrays in it as it is told by plotly itself."""
    try:
        return marshal.dumps(template._props, 2)
    except ValueError:
        return repr(template.to_plotly_json())


def _unpack(content: Any) -> Any:
    return copy_plain(marshal.loads(content)) if isinstance(content, bytes) else {}


def _alike(one: dict[str, tuple[Any, Any]], other: dict[str, tuple[Any, Any]]) -> bool:
    return one.keys() == other.keys() and all(
        one[name][1] == other[name][1] and (other[name][1] == _LAZY or one[name][0] is other[name][0]) for name in one
    )
