"""Comments that say what a reader is shown of a block, and how it is run: `# | hide-code`, `#| timeout: 120`."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field

VISIBLE = ("code", "statements", "prose", "visuals")

_PIPE = re.compile(r"^#[ \t]?\|(.*)$")
_PRAGMA = re.compile(r"^#[ \t]*(pragma:.*)$", re.IGNORECASE)
_CELL = re.compile(r"^#[ \t]*%%(.*)$")
_TAG = re.compile(r"^(hide|show)-(all-)?(code|statements|prose|visuals)$")
_QUARTO = {"echo": "code", "output": "visuals"}
_BOOLEANS = {"true": True, "false": False}


@dataclass
class Pragma:
    """What one line says. `block` and `file` map a visible part to whether it is shown."""

    block: dict[str, bool] = field(default_factory=dict)
    file: dict[str, bool] = field(default_factory=dict)
    always_run: bool = False
    evaluated: bool | None = None
    timeout_s: float | None = None
    depends: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    known: int = 0


def parse_pragma(line: str) -> tuple[Pragma | None, list[str]]:
    """The pragma that a comment line is, or None, and warnings that its block gets.

    `# | ...` with an unknown word is prose, since it may be a table; `#| ...` with a known and an unknown word is a
    pragma with a warning.
    """
    line = line.rstrip()
    piped = _PIPE.match(line)
    content = piped or _PRAGMA.match(line)
    if not content:
        return None, []
    pragma = _parse_words(content.group(1))
    if pragma.known == 0:
        return None, []
    if not pragma.unknown:
        return pragma, pragma.problems
    warning = [f"unknown pragma {_quoted(pragma.unknown)} in `{line}`"]
    if line.startswith("#|"):
        return pragma, warning + pragma.problems
    return None, warning if piped and "|" not in piped.group(1) else []


def parse_cell_pragma(line: str) -> Pragma | None:
    """The pragma of a line `# %% hide-code` that holds nothing but tags, else None."""
    content = _CELL.match(line.rstrip())
    if not content:
        return None
    pragma = _parse_words(content.group(1).strip().lstrip("|"))
    return pragma if pragma.known > 0 and not pragma.unknown else None


@dataclass
class BlockRules:
    """A block's pragmas put together; `hide` is the effective list after the file's rules."""

    hide: list[str]
    always_run: bool
    evaluated: bool
    timeout_s: float | None
    depends: list[str]


def combine(block_pragmas: list[Pragma], file_pragmas: list[Pragma]) -> BlockRules:
    """Most specific wins: the block's show, the block's hide, the file's show, the file's hide.

    `hide-code` covers statements too, so a block that shows either is not hidden by the file's word on the other.
    """
    shown, hidden = _collect([pragma.block for pragma in block_pragmas])
    file_shown, file_hidden = _collect([pragma.file for pragma in file_pragmas])
    if shown & {"code", "statements"}:
        shown |= {"code", "statements"}
    hide = (hidden | (file_hidden - file_shown)) - shown
    evaluated = [pragma.evaluated for pragma in block_pragmas if pragma.evaluated is not None]
    timeouts = [pragma.timeout_s for pragma in block_pragmas if pragma.timeout_s is not None]
    return BlockRules(
        hide=[part for part in VISIBLE if part in hide],
        always_run=any(pragma.always_run for pragma in block_pragmas),
        evaluated=evaluated[-1] if evaluated else True,
        timeout_s=timeouts[-1] if timeouts else None,
        depends=[path for pragma in block_pragmas for path in pragma.depends],
    )


def _collect(lines: list[dict[str, bool]]) -> tuple[set[str], set[str]]:
    shown = {part for line in lines for part, show in line.items() if show}
    hidden = {part for line in lines for part, show in line.items() if not show}
    return shown, hidden


def _parse_words(content: str) -> Pragma:
    pragma = Pragma()
    words = re.split(r"[\s,]+", content.strip()) if content.strip() else []
    at = 0
    while at < len(words):
        at += _take(pragma, words, at)
    return pragma


def _take(pragma: Pragma, words: list[str], at: int) -> int:
    """Reads the tag at `at`; returns how many words it took."""
    word = words[at].lower()
    value = words[at + 1] if at + 1 < len(words) else None
    tag = _TAG.match(word)
    if tag:
        target = pragma.file if tag.group(2) else pragma.block
        target[tag.group(3)] = tag.group(1) == "show"
    elif word in ("always-run", "always-eval"):
        pragma.always_run = True
    elif word == "pragma:" and value is not None:
        return 1
    elif word == "depends:" and value is not None:
        pragma.depends += [posixpath.normpath(path) for path in words[at + 1 :]]
        pragma.known += 1
        return len(words) - at
    elif word == "timeout:" and value is not None:
        pragma.known += 1
        _take_timeout(pragma, value)
        return 2
    elif word.endswith(":") and word[:-1] in ("echo", "eval", "output") and (value or "").lower() in _BOOLEANS:
        on = _BOOLEANS[(value or "").lower()]
        if word == "eval:":
            pragma.evaluated = on
        else:
            pragma.block[_QUARTO[word[:-1]]] = on
        pragma.known += 1
        return 2
    else:
        pragma.unknown.append(words[at])
        return 1
    pragma.known += 1
    return 1


def _take_timeout(pragma: Pragma, value: str) -> None:
    try:
        seconds = float(value)
    except ValueError:
        seconds = 0.0
    if 0 < seconds < 1e9:
        pragma.timeout_s = seconds
    else:
        pragma.problems.append(f"`timeout: {value}` is no number of seconds above 0")


def _quoted(words: list[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)
