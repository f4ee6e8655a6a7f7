"""Where two answers for one document state differ: the session's and the fresh run's, or a script's printing."""

from __future__ import annotations

import re
from typing import Any

from .normalise import normalise_answer, normalise_text

Answer = dict[str, Any]
_FAILED_IMPORT = re.compile(r'File "[^"]*/lib/python[^"]*", line \d+, in <module>')


def differences(shown: Answer, wanted: Answer) -> list[str]:
    """One line for each; empty when a reader sees the same, and the same files lie in the workspace."""
    found = []
    if shown["status"] != wanted["status"] or shown["status"] == "failed":
        found.append(f"status: {_status(shown)} instead of {_status(wanted)}")
    ours, theirs = normalise_answer(shown), normalise_answer(wanted)
    if len(ours) != len(theirs):
        found.append(f"{len(ours)} blocks instead of {len(theirs)}")
    for ordinal, (one, other) in enumerate(zip(ours, theirs), 1):
        for part in ("source", "ok", "elements"):
            if one[part] != other[part]:
                found.append(f"block {ordinal}, {part}: {_short(one[part])} instead of {_short(other[part])}")
    if wanted["status"] in ("ok", "exited"):
        found += _file_differences(shown["files"], wanted["files"])
    return found


def script_difference(fresh: Answer, script: Answer) -> str | None:
    """How the printing of `python3 file.py` differs from the blocks'. A script stops at its first error.

    Returns None for equal and for what no script can do: errors of syntax, `await` and `display` at top level, and the
    import of a library that fails because the program put something else over a builtin: here it was imported before.
    """
    text, failed = "", False
    for block in fresh["blocks"]:
        for element in block["elements"]:
            if element["kind"] == "stdout":
                text += element["text"]
        if not block["ok"]:
            failed = True
            break
    if script["status"] != "ok" or any(word in script["stderr"] for word in ("SyntaxError", "IndentationError", "TabError", "'display'")):
        return None
    if _FAILED_IMPORT.search(script["stderr"]):
        return None
    ours, theirs = normalise_text(text, fresh["root"]), normalise_text(script["stdout"], script["root"])
    if ours != theirs:
        return f"printed {_short(ours, 600)} but as a script {_short(theirs, 600)}"
    if (script["code"] != 0) != failed and fresh["status"] == "ok":
        return f"as a script it ended with {script['code']}: {script['stderr'][-300:]}"
    return None


def _file_differences(ours: dict[str, str], theirs: dict[str, str]) -> list[str]:
    found = []
    for path in sorted(ours.keys() | theirs.keys()):
        if ours.get(path) != theirs.get(path):
            how = "is left over" if path not in theirs else "is missing" if path not in ours else "differs"
            found.append(f"file {path} {how}")
    return found


def _status(answer: Answer) -> str:
    told = answer.get("fault") or answer.get("how") or ""
    return f"{answer['status']} {told[-1500:]}".strip()


def _short(value: Any, most: int = 400) -> str:
    text = repr(value)
    return text if len(text) <= most else text[: most // 2] + " … " + text[-most // 2 :]
