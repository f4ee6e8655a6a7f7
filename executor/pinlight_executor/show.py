"""Rich values for documents, without any library: `from pinlight_executor.show import HTML, Markdown, Image`."""

from __future__ import annotations

import builtins
import os
from typing import Any


class _Text:
    """Text of one kind. `data` is the text itself, or `filename` names a workspace file that holds it."""

    _mime = "text/plain"

    def __init__(self, data: Any = None, *, filename: str | os.PathLike[str] | None = None) -> None:
        if filename is not None:
            with open(filename, encoding="utf-8") as file:
                data = file.read()
        self.data = data

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {self._mime: self.data, "text/plain": repr(self)}

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class HTML(_Text):
    _mime = "text/html"


class Markdown(_Text):
    _mime = "text/markdown"


class SVG(_Text):
    _mime = "image/svg+xml"


class Latex(_Text):
    _mime = "text/latex"


class Math(Latex):
    def __init__(self, data: str) -> None:
        super().__init__(f"$\\displaystyle {data.strip('$')}$")


class JSON(_Text):
    """Any value that JSON can hold."""

    _mime = "application/json"


class Image:
    """PNG or JPEG: bytes, or the name of a workspace file."""

    def __init__(self, data: bytes | str | os.PathLike[str] | None = None, *, filename: Any = None) -> None:
        name = filename if filename is not None else data if not isinstance(data, (bytes, bytearray)) else None
        if name is not None:
            with open(name, "rb") as file:
                data = file.read()
        if not isinstance(data, (bytes, bytearray)):
            raise TypeError("Image needs bytes or the name of a file")
        self.data = bytes(data)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        mime = "image/jpeg" if self.data[:2] == b"\xff\xd8" else "image/png"
        return {mime: self.data, "text/plain": "<Image>"}


def display(*values: Any) -> None:
    """Shows values where the block stands now, in order with its prints."""
    builtins.display(*values)  # type: ignore[attr-defined]
