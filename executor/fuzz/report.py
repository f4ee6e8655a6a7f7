"""What a family's sessions came to: counts that add up over shards, and the line that is printed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, fields
from typing import Any

from .play import Step


@dataclass
class Tally:
    """`steps` are edits: the first state of a session is compared too, but counted as `first`."""

    steps: int = 0
    first: int = 0
    stale: int = 0
    flaky: int = 0
    lost: int = 0
    script: int = 0
    blocks: int = 0
    executed: int = 0
    bound: int = 0
    errors: int = 0
    seconds: float = 0.0
    ms: list[float] = field(default_factory=list)
    fresh_ms: list[float] = field(default_factory=list)

    def add(self, step: Step) -> None:
        self.stale += bool(step.stale)
        self.flaky += step.flaky
        self.lost += step.lost
        self.script += step.script is not None
        if step.kind in ("first", "again"):
            self.first += 1
            return
        self.steps += 1
        if step.lost:
            return
        self.blocks += step.blocks
        self.executed += step.executed
        self.bound += step.bound
        self.errors += step.errors
        self.ms.append(round(step.ms, 2))
        self.fresh_ms.append(round(step.fresh_ms, 2))

    def merge(self, other: Tally) -> None:
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))

    def summary(self) -> dict[str, Any]:
        """The figures without the single times. Shares are in percent."""
        told = {name: value for name, value in asdict(self).items() if not isinstance(value, list)}
        share = 100 / self.blocks if self.blocks else 0.0
        return {
            **told,
            "seconds": round(self.seconds, 1),
            "executedPercent": round(self.executed * share, 1),
            "lowerBoundPercent": round(self.bound * share, 1),
            "errorsPercent": round(self.errors * share, 1),
            "msMedian": _quantile(self.ms, 0.5),
            "msP95": _quantile(self.ms, 0.95),
            "freshMsMedian": _quantile(self.fresh_ms, 0.5),
        }


HEADER = "family  steps  stale  executed  bound  errors    ms (p95)        fresh ms  flaky  lost  script  steps/s"


def line(letter: str, tally: Tally) -> str:
    s = tally.summary()
    rate = (tally.steps + tally.first) / tally.seconds if tally.seconds else 0.0
    times = f"{s['msMedian']:.1f} ({s['msP95']:.1f})"
    return (
        f"{letter:6}  {tally.steps:5}  {tally.stale:5}  {s['executedPercent']:6.1f} %  {s['lowerBoundPercent']:3.1f} %"
        f"  {s['errorsPercent']:4.1f} %  {times:14}  {s['freshMsMedian']:8.1f}"
        f"  {tally.flaky:5}  {tally.lost:4}  {tally.script:6}  {rate:7.1f}"
    )


def _quantile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else 0.0
