"""`python -m gallery`: ordinary scripts under random edits, each shown state beside a fresh run of it."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from dataclasses import dataclass

from fuzz.case import read_case
from fuzz.host import Host

from .play import replay
from .report import summaries, table
from .run import Plan, run


def main(arguments: list[str]) -> int:
    """0 when nothing was stale, 1 when something was, 2 for wrong arguments."""
    given = _parser().parse_args(arguments)
    if given.replay:
        return _replay(given.replay, given.limit)
    with tempfile.TemporaryDirectory() as folder:
        plan = Plan(
            state=given.resume or os.path.join(folder, "state.jsonl"), keep=given.keep, seed=given.seed,
            edits=given.edits, shard=given.shard, words=tuple(given.only), limit_s=given.limit, cold=given.cold,
        )
        records = run(plan, _Tell(sys.stderr.fileno() if given.json else sys.stdout.fileno()))
    if given.json:
        print(json.dumps({"libraries": summaries(records), "scripts": records}, indent=1))
    else:
        print("\n" + table(records))
    return 1 if any(step["stale"] for record in records for step in record["steps"]) else 0


def _replay(path: str, limit_s: float) -> int:
    case = read_case(path)
    with Host(case.libraries, limit_s=limit_s) as host:
        found = replay(host, [state.source for state in case.states])
    print("\n".join(found) or "not stale")
    return 1 if found else 0


@dataclass(frozen=True)
class _Tell:
    """One line at once, also from the processes that are forked."""

    descriptor: int

    def __call__(self, line: str) -> None:
        os.write(self.descriptor, (line + "\n").encode("utf-8", "replace"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m gallery", description=__doc__)
    add = parser.add_argument
    add("--seed", type=int, default=1)
    add("--edits", type=int, default=10, help="edits of each script")
    add("--shard", type=_shard, default=(0, 1), metavar="I/N", help="every N-th script, from the I-th (0 is first)")
    add("--only", action="append", default=[], metavar="WORD", help="scripts whose names hold this word")
    add("--resume", metavar="FILE", help="JSON lines: scripts that stand there are not run again, others are added")
    add("--limit", type=float, default=60.0, metavar="S", help="seconds for one run")
    add("--cold", action="store_true", help="import no library before the sessions do")
    kept = os.path.join(tempfile.gettempdir(), "pinlight-gallery")
    add("--keep", default=kept, metavar="FOLDER", help="where stale cases are kept")
    add("--json", action="store_true", help="one JSON object instead of the table")
    add("--replay", metavar="FILE", help="plays a kept case again")
    return parser


def _shard(text: str) -> tuple[int, int]:
    index, _, count = text.partition("/")
    if not (index.isdigit() and count.isdigit() and int(index) < int(count)):
        raise argparse.ArgumentTypeError("a shard is written 0/4")
    return int(index), int(count)


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # The order of sets is part of what is shown: a seed must show the same in every run.
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "gallery", *sys.argv[1:]])
    os.environ.setdefault("MPLBACKEND", "Agg")
    sys.exit(main(sys.argv[1:]))
