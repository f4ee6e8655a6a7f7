"""Libraries name the parts of their HTML at random: here every run gives the same names, so that results compare equal."""

from __future__ import annotations

import re

_RANDOM = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<![0-9a-z])[0-9a-f]{32}(?![0-9a-z])")


def with_stable_ids(html: str) -> str:
    """The same text with random names numbered in the order of their first use. Names keep their lengths."""
    names: dict[str, str] = {}

    def renamed(match: re.Match[str]) -> str:
        found = match.group()
        return names.setdefault(found, f"{len(names):0{len(found)}x}" if "-" not in found else _dashed(len(names)))

    return _RANDOM.sub(renamed, html)


def _dashed(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012x}"
