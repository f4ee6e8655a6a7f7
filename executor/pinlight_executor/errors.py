"""A user's exception as a reader sees it: the file's own lines, none of our frames, and a hint where we know one."""

from __future__ import annotations

import os
import sys
import traceback
from types import CodeType, TracebackType
from typing import Any, Callable

from .place import Place

ERROR_MIME = "application/vnd.pinlight.error+json"
MAX_FRAMES = 50
MAX_TEXT_CHARS = 64 * 1024
_OURS = os.path.dirname(os.path.abspath(__file__)) + os.sep

# The present line of a line in code that may have been compiled from an earlier text of the document.
LineOf = Callable[[CodeType, int], int]


class ErrorFormatter:
    """Formats for one document. `shorten` makes a path of the workspace relative; `text_at` gives a line's text.

    `place`: the document's, whose line the reader is led to.
    """

    def __init__(
        self, shorten: Callable[[str], str], line_of: LineOf, text_at: Callable[[str, int], str], place: Place | None = None
    ) -> None:
        self._shorten, self._line_of, self._text_at, self._place = shorten, line_of, text_at, place

    def bundle(self, error: BaseException, hint: str | None = None) -> dict[str, Any]:
        """`text/plain`, the traceback, and its parts under ERROR_MIME."""
        told = traceback.TracebackException(type(error), error, error.__traceback__, compact=True)
        self._rewrite(told, error)
        text = "".join(told.format()).rstrip("\n")
        frames = [
            {"file": frame.filename, "line": frame.lineno, "function": frame.name, "text": frame.line or None}
            for frame in told.stack
        ]
        detail: dict[str, Any] = {
            "name": type(error).__name__,
            "message": _message(error),
            "frames": frames[-MAX_FRAMES:],
        }
        path = self._place.path if self._place is not None else ""
        line = guilty_line(frames, path)
        if isinstance(error, SyntaxError) and told.filename == path:
            line = error.lineno
        if line is not None:
            detail["line"] = line
        if hint:
            detail["hint"] = hint
        return {"text/plain": _bounded(text + (f"\n{hint}" if hint else "")), ERROR_MIME: detail}

    def _rewrite(self, told: traceback.TracebackException, error: BaseException) -> None:
        """Replaces the frames of an exception and of those it came from."""
        told.stack = traceback.StackSummary.from_list(self._frames(error.__traceback__))
        if isinstance(error, NameError):
            # Since Python 3.12 it ends with a name like the missing one, of those that there are: other blocks decide that.
            told._str = _without_suggestion(error)  # type: ignore[attr-defined]
        if isinstance(error, SyntaxError) and getattr(told, "filename", None):
            told.filename = self._shorten(told.filename)
        for name in ("__cause__", "__context__"):
            further, cause = getattr(told, name), getattr(error, name)
            if further is not None and cause is not None:
                self._rewrite(further, cause)
        inner = getattr(told, "exceptions", None)
        if inner:
            for further, cause in zip(inner, getattr(error, "exceptions", ())):
                self._rewrite(further, cause)

    def _frames(self, trace: TracebackType | None) -> list[traceback.FrameSummary]:
        found = []
        for frame, number in traceback.walk_tb(trace):
            code = frame.f_code
            if code.co_filename.startswith(_OURS) or number is None:
                continue
            line = self._line_of(code, number)
            text = self._text_at(code.co_filename, line)
            found.append(
                traceback.FrameSummary(
                    self._shorten(code.co_filename), line, code.co_name, lookup_line=False, line=text.strip()
                )
            )
        return found


def guilty_line(frames: list[dict[str, Any]], path: str) -> int | None:
    """The document's line that the error is about: that of its last frame."""
    return next((frame["line"] for frame in reversed(frames) if frame["file"] == path), None)


def _message(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return str(error.msg)
    try:
        return str(error)[:MAX_TEXT_CHARS]
    except Exception:
        return f"<{type(error).__name__}: its text failed>"


def _without_suggestion(error: NameError) -> str:
    name = getattr(error, "name", None)
    known = isinstance(name, str) and name in sys.stdlib_module_names and sys.version_info >= (3, 12)
    return _message(error) + (f". Did you forget to import '{name}'?" if known else "")


def _bounded(text: str) -> str:
    if len(text) <= MAX_TEXT_CHARS:
        return text
    half = MAX_TEXT_CHARS // 2
    return f"{text[:half]}\n… ({len(text) - 2 * half} characters left out) …\n{text[-half:]}"


def let_go(error: BaseException | None) -> None:
    """Forgets the frames of an error that was shown: they hold what the code held, and a script would have ended."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = None
        waiting += (one.__cause__, one.__context__)
