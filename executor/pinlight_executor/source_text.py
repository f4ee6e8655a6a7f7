"""From a file's bytes to the lines that everything else counts by, and the lines among them that nobody is shown."""

from __future__ import annotations

import codecs
import io
import re
import tokenize

_CODING = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_METADATA_START = re.compile(r"^# /// [A-Za-z0-9-]+$")
_METADATA_LINE = re.compile(r"^#( .*)?$")
_BLANK = re.compile(r"^[ \t\f\v]*$")


def decode_source(data: bytes) -> str:
    """The text of a Python file: byte order mark dropped, coding line obeyed, undecodable bytes replaced."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        return data.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError):
        return data.decode("utf-8-sig", "replace")


def plain_ends(text: str) -> str:
    """The text with LF as the only end of a line, as Python counts lines: CRLF and CR end one, a form feed does not."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_blank(line: str) -> bool:
    """White space and form feeds only."""
    return _BLANK.match(line) is not None


def hidden_lines(lines: list[str], source: str) -> set[int]:
    """1-based numbers of lines that only concern the environment; `source` is the same lines in one text.

    That is a shebang, a coding line, PEP 723 metadata, and the notebook header that Jupytext writes.
    """
    hidden: set[int] = set()
    if lines and lines[0].startswith("#!"):
        hidden.add(1)
    for number in (1, 2):
        if number <= len(lines) and _names_a_codec(lines[number - 1]) and (number == 1 or _is_remark(lines[0])):
            hidden.add(number)
            break
    if "# ///" not in source and "# ---" not in source:
        return hidden
    number = 1
    while number <= len(lines):
        end = _metadata_end(lines, number) or _jupytext_end(lines, number, hidden)
        if end:
            hidden.update(range(number, end + 1))
            number = end
        number += 1
    return hidden


def _is_remark(line: str) -> bool:
    return is_blank(line) or line.lstrip(" \t\f").startswith("#")


def _names_a_codec(line: str) -> bool:
    found = _CODING.match(line)
    if not found:
        return False
    try:
        codecs.lookup(found.group(1))
    except LookupError:
        return False
    return True


def _metadata_end(lines: list[str], start: int) -> int | None:
    """The last line of the metadata that starts at line `start`. PEP 723: the last `# ///` of the run of comments."""
    if not _METADATA_START.match(lines[start - 1].rstrip()):
        return None
    end = None
    for number in range(start + 1, len(lines) + 1):
        line = lines[number - 1].rstrip()
        if not _METADATA_LINE.match(line) or _METADATA_START.match(line):
            break
        if line == "# ///":
            end = number
    return end


def _jupytext_end(lines: list[str], start: int, hidden: set[int]) -> int | None:
    first = all(number in hidden or is_blank(lines[number - 1]) for number in range(1, start))
    if not first or lines[start - 1].rstrip() != "# ---":
        return None
    for number in range(start + 1, len(lines) + 1):
        line = lines[number - 1].rstrip()
        if line == "# ---":
            header = lines[start : number - 1]
            return number if any(re.match(r"# +(jupyter|jupytext):", text) for text in header) else None
        if not line.startswith("#"):
            return None
    return None
