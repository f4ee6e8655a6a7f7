"""What a library's scripts came to: counts over their steps, and the table that is printed."""

from __future__ import annotations

from statistics import median
from typing import Any, Iterable

_NOT_EDITS = ("first", "again")
_COLUMNS = (
    ("library", 13), ("scripts", 8), ("steps", 6), ("stale", 6), ("audited", 8), ("again", 8), ("volatile", 9),
    ("lost", 5), ("same px", 8), ("executed", 9), ("bound", 8), ("errors", 8), ("fresh ms", 9), ("step ms", 8),
)


def summarise(records: list[dict[str, Any]]) -> dict[str, Any]:
    """Figures of one library's records. Shares are percents of all blocks; times are medians over the edits.

    `stale` counts the first states too, which are no `steps`. `staleAfterAudit` and `rightAgain` are None when no audit
    could be asked for.
    """
    steps = [step for record in records for step in record["steps"]]
    edits = [step for step in steps if step["kind"] not in _NOT_EDITS and not step["lost"]]
    stale = [step for step in steps if step["stale"]]
    audited = [step for step in stale if step["after_audit"] is not None]
    blocks = sum(step["blocks"] for step in edits)
    return {
        "scripts": len(records),
        "steps": len(edits),
        "stale": len(stale),
        "staleAfterAudit": sum(bool(step["after_audit"]) for step in audited) if audited else None,
        "rightAgain": sum(bool(step["again"]) for step in audited) if audited else None,
        "audits": len(audited),
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
            _of(s["rightAgain"], s["audits"]), str(s["volatile"]), str(s["lost"]), str(s["samePixels"]),
            f"{s['executedPercent']} %", f"{s['lowerBoundPercent']} %", f"{s['errorsPercent']} %",
            f"{s['freshMsMedian']:.0f}", f"{s['msMedian']:.0f}",
        ])
    hidden = set() if any(record_audited(record) for record in records) else {"audited", "again"}
    kept = [k for k, (name, _) in enumerate(_COLUMNS) if name not in hidden]
    return "\n".join("".join(_cell(row[k], k) for k in kept).rstrip() for row in rows)


def record_audited(record: dict[str, Any]) -> bool:
    return any(step["after_audit"] is not None for step in record["steps"])


def _cell(text: str, column: int) -> str:
    width = _COLUMNS[column][1]
    return text.ljust(width) if column == 0 else text.rjust(width) + " "


def _of(count: int | None, whole: int) -> str:
    return "" if count is None else f"{count} / {whole}"


def _percent(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0


def _median(values: Iterable[float]) -> float:
    known = list(values)
    return round(median(known), 1) if known else 0.0
