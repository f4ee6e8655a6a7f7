"""Syntax errors of a piece of a file, told with the file's own line numbers."""

from __future__ import annotations

import re

# Messages such as "'(' was never closed by the one on line 3" count from where the parser began.
_LINE = re.compile(r"\b(on|at) line (\d+)")


def shifted_error(error: SyntaxError, by: int) -> SyntaxError:
    """The same error `by` lines further down; the error itself is left as it is."""
    moved = type(error)(*error.args)
    vars(moved).update(vars(error))
    for name in ("filename", "offset", "text", "end_offset", "print_file_and_line"):
        setattr(moved, name, getattr(error, name, None))
    moved.msg = _LINE.sub(lambda found: f"{found[1]} line {int(found[2]) + by}", error.msg) if error.msg else error.msg
    moved.lineno = None if error.lineno is None else error.lineno + by
    moved.end_lineno = None if error.end_lineno is None else error.end_lineno + by
    return moved
