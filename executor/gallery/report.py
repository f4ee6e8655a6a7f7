"""What a library's scripts came to: counts over their steps, and the table that is printed."""

from __future__ import annotations

from statistics import median
from typing import Any, Iterable

_NOT_EDITS = ("first", "again")
_COLUMNS = (
    ("library", 13), ("scripts", 8), ("steps", 6), ("stale", 6), ("audited", 8), ("repeat", 8), ("volatile", 9),
    ("lost", 5), ("same px", 8), ("executed", 9), ("bound", 8), ("errors", 8), ("fresh ms", 9), ("step ms", 8),
)


def summarise(records: list[dict[str, Any]]) -> dict[str, Any]:
    """Figures of one library's records. Shares are percents of all blocks; times are medians over the edits.

    `stale` counts the first states too, which are no `steps`. `staleAfterAudit` counts, of those, the ones that were stale
    still after an audit, and `staleRepeated` those that were so again when the same edit was made once more.
    """
    steps = [step for record in records for step in record["steps"]]
    edits = [step for step in steps if step["kind"] not in _NOT_EDITS and not step["lost"]]
    stale = [step for step in steps if step["stale"]]
    blocks = sum(step["blocks"] for step in edits)
    return {
        "scripts": len(records),
        "steps": len(edits),
        "stale": len(stale),
        "staleAfterAudit": sum(bool(step["after_audit"]) for step in stale),
        "staleRepeated": sum(bool(step["repeat"]) for step in stale),
        "audits": sum(step["after_audit"] is not None for step in stale),
        "repeats": sum(step["repeat"] is not None for step in stale),
        "volatile": sum(bool(step["volatile"]) for step in steps),
        "lost": sum(step["lost"] for step in steps),
        "samePixels": sum(step["same_pixels"] for step in steps),
        "executedPercent": _percent(sum(step["executed"] for step in edits), blocks),
        "lowerBoundPercent": _percent(sum(step["bound"] for step in edits), blocks),
        "errorsPercent": _percent(sum(step["errors"] for step in edits), blocks),
        "freshMsMedian": _median(step["fresh_ms"] for step in edits),
        "msMedian": _median(step["ms"] for step in edits),
    }


def summaries(records: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """By library, and `all`."""
    names = sorted({record["library"] for record in records})
    told = {name: summarise([record for record in records if record["library"] == name]) for name in names}
    return {**told, "all": summarise(records)}


def table(records: list[dict[str, Any]]) -> str:
    rows = [[name for name, _ in _COLUMNS]]
    for library, s in summaries(records).items():
        rows.append([
            library, str(s["scripts"]), str(s["steps"]), str(s["stale"]), _of(s["staleAfterAudit"], s["audits"]),
            _of(s["staleRepeated"], s["repeats"]), str(s["volatile"]), str(s["lost"]), str(s["samePixels"]),
            f"{s['executedPercent']} %", f"{s['lowerBoundPercent']} %", f"{s['errorsPercent']} %",
            f"{s['freshMsMedian']:.0f}", f"{s['msMedian']:.0f}",
        ])
    return "\n".join("".join(_cell(text, k) for k, text in enumerate(row)).rstrip() for row in rows)


def _cell(text: str, column: int) -> str:
    width = _COLUMNS[column][1]
    return text.ljust(width) if column == 0 else text.rjust(width) + " "


def _of(count: int, whole: int) -> str:
    return f"{count} / {whole}"


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _median(values: Iterable[float]) -> float:
    known = list(values)
    return round(median(known), 1) if known else 0.0
