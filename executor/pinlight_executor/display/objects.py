"""Rich values without any library, named and called as IPython's: `HTML("<b>x</b>")`, `Image("plot.png", width=300)`."""

from __future__ import annotations

import html
import json
import os
import urllib.request
from typing import Any

from .pretty import pretty

_URL_SECONDS = 20


class DisplayObject:
    """Data of one MIME type: the data itself, a workspace file that holds it, or an address that it is fetched from."""

    _mime = "text/plain"
    _binary = False

    def __init__(self, data: Any = None, url: str | None = None, filename: Any = None, metadata: Any = None) -> None:
        if isinstance(data, os.PathLike):
            data, filename = None, data
        self.data, self.url, self.filename = data, url, None if filename is None else os.fspath(filename)
        self.metadata: dict[str, Any] = dict(metadata or {})
        self.reload()

    def reload(self) -> None:
        """Reads the data again from its file or address."""
        if self.filename is not None:
            with open(self.filename, "rb") as file:
                self.data = self._decoded(file.read())
        elif self.url is not None and self.data is None:
            with urllib.request.urlopen(self.url, timeout=_URL_SECONDS) as answer:
                self.data = self._decoded(answer.read())

    def _decoded(self, data: bytes) -> Any:
        return data if self._binary else data.decode("utf-8", "replace")

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        metadata = {self._mime: self.metadata} if self.metadata else {}
        return {self._mime: self._shown(), "text/plain": repr(self)}, metadata

    def _shown(self) -> Any:
        return self.data

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class TextDisplayObject(DisplayObject):
    """Text of one kind."""

    def __init__(self, data: Any = None, url: str | None = None, filename: Any = None, metadata: Any = None) -> None:
        if data is not None and not isinstance(data, (str, os.PathLike)):
            raise TypeError(f"{type(self).__name__} expects text, not {type(data).__name__}")
        super().__init__(data, url, filename, metadata)


class HTML(TextDisplayObject):
    _mime = "text/html"


class Markdown(TextDisplayObject):
    _mime = "text/markdown"


class SVG(TextDisplayObject):
    _mime = "image/svg+xml"

    def __init__(self, data: Any = None, url: str | None = None, filename: Any = None, metadata: Any = None) -> None:
        super().__init__(data.decode("utf-8") if isinstance(data, bytes) else data, url, filename, metadata)


class Latex(TextDisplayObject):
    _mime = "text/latex"


class Math(Latex):
    """A formula, without dollars."""

    def _shown(self) -> str:
        return f"$\\displaystyle {self.data.strip('$')}$"


class Javascript(TextDisplayObject):
    """Shown as its text: results run no script of their own in the page."""

    def __init__(self, data: Any = None, url: str | None = None, filename: Any = None, lib: Any = None, css: Any = None):
        super().__init__(data, url, filename)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"text/plain": str(self.data)}, {}


class Pretty(TextDisplayObject):
    """Plain text as it is."""

    def __init__(self, data: Any = None, url: str | None = None, filename: Any = None, metadata: Any = None) -> None:
        super().__init__(data if isinstance(data, (str, type(None))) else pretty(data), url, filename, metadata)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        return {"text/plain": str(self.data)}, {}


class Code(TextDisplayObject):
    """Source text; the language stands for its colours."""

    def __init__(self, data: Any = None, url: str | None = None, filename: Any = None, language: str | None = None) -> None:
        self.language = language or (os.path.splitext(str(filename))[1].lstrip(".") if filename else "")
        super().__init__(data, url, filename)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        text = str(self.data)
        fence = "```"
        while fence in text:
            fence += "`"
        return {"text/markdown": f"{fence}{self.language}\n{text}\n{fence}", "text/plain": text}, {}


class JSON(DisplayObject):
    """Any value that JSON can hold."""

    _mime = "application/json"

    def __init__(
        self, data: Any = None, url: str | None = None, filename: Any = None, expanded: bool = False,
        metadata: Any = None, root: str = "root", **more: Any,
    ) -> None:
        super().__init__(data, url, filename, {"expanded": expanded, "root": root, **(metadata or {}), **more})

    def _decoded(self, data: bytes) -> Any:
        return json.loads(data)


class Image(DisplayObject):
    """PNG, JPEG, GIF, WebP or SVG: bytes, the name of a workspace file, or an address, which is shown as a link to it."""

    _binary = True

    def __init__(
        self, data: Any = None, url: str | None = None, filename: Any = None, format: str | None = None,
        embed: bool | None = None, width: int | None = None, height: int | None = None, retina: bool = False,
        unconfined: bool = False, metadata: Any = None, alt: str | None = None,
    ) -> None:
        if isinstance(data, str) and data.startswith(("http:", "https:")):
            data, url = None, data
        elif isinstance(data, str):
            data, filename = None, data
        self.width, self.height, self.retina, self.alt = width, height, retina, alt
        self.embed = bool(embed) if embed is not None else url is None
        self._address = url
        super().__init__(data, url if self.embed else None, filename, metadata)
        if self.data is None and self._address is None:
            raise TypeError("Image needs bytes, the name of a file, or an address")
        if self.data is not None:
            self.data = bytes(self.data)
            self._mime = f"image/{format.lower().replace('jpg', 'jpeg')}" if format else _image_mime(self.data)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        if self.data is None:
            return {"text/html": self._tag(), "text/plain": f"<Image: {self._address}>"}, {}
        sizes = {"width": self.width, "height": self.height, "alt": self.alt}
        metadata = {**self.metadata, **{name: size for name, size in sizes.items() if size is not None}}
        data = self.data.decode("utf-8", "replace") if self._mime == "image/svg+xml" else self.data
        return {self._mime: data, "text/plain": self.alt or "<Image>"}, {self._mime: metadata} if metadata else {}

    def _tag(self) -> str:
        sizes = "".join(f' {name}="{int(size)}"' for name, size in (("width", self.width), ("height", self.height)) if size)
        return f'<img src="{html.escape(str(self._address))}" alt="{html.escape(self.alt or "")}"{sizes}>'


def _image_mime(data: bytes) -> str:
    for begins, mime in (
        (b"\x89PNG", "image/png"), (b"\xff\xd8", "image/jpeg"), (b"GIF8", "image/gif"), (b"<svg", "image/svg+xml"),
        (b"<?xml", "image/svg+xml"),
    ):
        if data.startswith(begins):
            return mime
    return "image/webp" if data[:4] == b"RIFF" and data[8:12] == b"WEBP" else "image/png"
