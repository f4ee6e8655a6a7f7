"""What a failed block showed, kept so that it can be told again when the lines that its error names have moved.

A line added at the top moves the lines of every error below it. Nothing else about these blocks changed: they do not run.
Nor do they when only the hint below the error is another now, which says what other blocks have to do with it.
"""

from __future__ import annotations

import json
import re
from typing import Any

from .blocks import Document
from .errors import ERROR_MIME, guilty_line
from .wire import encode_json

MAX_TOLD_BYTES = 64 * 1024
# Of each block that was named: its first line and its text then.
Places = dict[str, "tuple[int, str]"]


class Told:
    """The frames between `block-start` and `block-end`; over the limit none are kept.

    `missing`: the name that a NameError is about. `hint`: what is said below the error.
    """

    def __init__(self) -> None:
        self.frames: list[tuple[dict[str, Any], bytes]] = []
        self.seconds = 0.0
        self.missing: str | None = None
        self.hint: str | None = None
        self._bytes = 0

    def add(self, head: dict[str, Any], body: bytes, alone: bool = True) -> None:
        """`alone`: no other block's display, and no bytes beside it, hang on this frame."""
        self._bytes += len(body) + 100
        if self._bytes > MAX_TOLD_BYTES or not alone:
            self._bytes = MAX_TOLD_BYTES + 1
            self.frames = []
        else:
            self.frames.append((head, body))

    def can_move(self, path: str) -> bool:
        """Whether it ends with an error whose every line of `path` stands among its frames, once."""
        if not self.frames or self.frames[-1][0].get("kind") != "error":
            return False
        return self.can_hold(json.loads(self.frames[-1][1]), path, self.hint)

    def can_hold(self, bundle: dict[str, Any], path: str, hint: str | None) -> bool:
        """Whether it could be told again with this error at its end."""
        named = [frame["line"] for frame in bundle[ERROR_MIME]["frames"] if frame["file"] == path]
        found = [int(number) for number in _lines_of(path).findall(bundle["text/plain"])]
        whole = hint is None or bundle["text/plain"].endswith("\n" + hint)
        return bool(named) and found == named and whole and self._bytes <= MAX_TOLD_BYTES

    def move(self, path: str, then: Places, now: Places, hint: str | None) -> None:
        """Puts the error's lines where their blocks are now, and the hint below it."""
        starts = sorted((line, now[id][0] - line) for id, (line, _) in then.items())

        def present(number: int) -> int:
            return number + next((distance for line, distance in reversed(starts) if line <= number), 0)

        head, body = self.frames[-1]
        bundle = json.loads(body)
        detail = bundle[ERROR_MIME]
        for frame in detail["frames"]:
            if frame["file"] == path:
                frame["line"] = present(frame["line"])
        detail["line"] = guilty_line(detail["frames"], path)
        text = bundle["text/plain"]
        text = text[: len(text) - len(self.hint) - 1] if self.hint is not None else text
        text = _lines_of(path).sub(
            lambda found: found[0][: found.start(1) - found.start()] + str(present(int(found[1]))), text
        )
        bundle["text/plain"] = text if hint is None else f"{text}\n{hint}"
        detail.pop("hint", None)
        if hint is not None:
            detail["hint"] = hint
        self.hint = hint
        self.frames[-1] = (head, encode_json(bundle))


def places_of(document: Document) -> Places:
    """Where everything is that an error may name."""
    return {block.id: (block.line, block.source) for block in document.blocks}


def _lines_of(path: str) -> re.Pattern[str]:
    return re.compile(rf'File "{re.escape(path)}", line (\d+)')
