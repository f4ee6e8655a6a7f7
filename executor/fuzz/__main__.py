"""`python3 -m fuzz`: fuzzes the executor and prints a line for each family, or plays a kept case again."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from typing import Any

from .case import read_case, replay
from .grammar.families import FAMILIES
from .report import HEADER, Tally, line
from .run import Plan, run_sharded


def main(arguments: list[str]) -> int:
    """0 when nothing was stale, 1 when something was, 2 for wrong arguments."""
    given = _parser().parse_args(arguments)
    plan = Plan(
        families=given.families, sessions=given.sessions, edits=given.edits, seed=given.seed, steps=given.steps,
        shard=given.shard, rules=tuple(given.without), skip=tuple(given.skip), limit_s=given.limit, cold=given.cold,
        shrink_s=given.shrink, keep=given.keep, stop_after=given.stop_after,
    )
    if given.replay:
        return _replay(plan, given.replay)
    return _fuzz(plan, given.jobs, given.json)


def _fuzz(plan: Plan, jobs: int, as_json: bool) -> int:
    tallies: dict[str, Tally] = {}
    findings: list[dict[str, Any]] = []

    def tell(event: dict[str, Any]) -> None:
        findings.append(event["finding"])
        if not as_json:
            _print_finding(event["finding"])

    if not as_json:
        print(HEADER, flush=True)
    for letter in plan.families:
        tallies[letter] = run_sharded(plan, letter, jobs, tell)
        if not as_json:
            print(line(letter, tallies[letter]), flush=True)
    if as_json:
        print(json.dumps({"families": {k: v.summary() for k, v in tallies.items()}, "findings": findings}, indent=1))
    return 1 if any(tally.stale for tally in tallies.values()) else 0


def _print_finding(finding: dict[str, Any]) -> None:
    place = f"family {finding['family']}, seed {finding['seed']}, step {finding['step']}"
    print(f"\n==== {finding['kind']}: {place}; {finding['path']}")
    for number, source in enumerate(finding["sources"], 1):
        print(f"---- state {number} of {len(finding['sources'])}")
        files = finding["files"][number - 1]
        if files and (number == 1 or files != finding["files"][number - 2]):
            print("".join(f"[{path}] {text!r}\n" for path, text in files.items()), end="")
        print(source, end="")
    print("---- found")
    print("\n".join(finding["found"]), end="\n\n", flush=True)


def _replay(plan: Plan, path: str) -> int:
    case = read_case(path)
    family = FAMILIES[case.origin.get("family", "A")]
    with plan.host(family) as host:
        found = replay(host, case)
    print("\n".join(found) or "not stale")
    return 1 if found else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m fuzz", description=__doc__)
    add = parser.add_argument
    add("--families", type=_families, default="ABCDEF", help="letters of A to F")
    add("--sessions", type=int, default=20, help="programs of each family")
    add("--edits", type=int, default=15, help="edits of each program")
    add("--seed", type=int, default=1, help="the first session's; the others count up from it")
    add("--steps", type=int, help="end a family after so many edits")
    add("--jobs", type=int, default=1, help="processes")
    add("--shard", type=_shard, default=(0, 1), metavar="I/N", help="every N-th session, from the I-th (0 is first)")
    add("--without", action="append", default=[], metavar="RULE", help="switches a rule of the engine off")
    add("--skip", action="append", default=[], metavar="FEATURE", help="leaves statements with this feature out")
    add("--limit", type=float, default=5.0, metavar="S", help="seconds for one run")
    add("--shrink", type=float, default=30.0, metavar="S", help="seconds for making a stale case small; 0: leave it")
    add("--stop-after", type=int, metavar="N", help="end a family after so many stale states")
    kept = os.path.join(tempfile.gettempdir(), "pinlight-fuzz")
    add("--keep", default=kept, metavar="FOLDER", help="where cases are kept")
    add("--cold", action="store_true", help="import no library before the sessions do")
    add("--json", action="store_true", help="one JSON object instead of lines")
    add("--replay", metavar="FILE", help="plays a kept case again")
    return parser


def _families(text: str) -> str:
    if not text or set(text) - set(FAMILIES):
        raise argparse.ArgumentTypeError(f"families are letters of {''.join(FAMILIES)}")
    return text


def _shard(text: str) -> tuple[int, int]:
    index, _, count = text.partition("/")
    if not (index.isdigit() and count.isdigit() and int(index) < int(count)):
        raise argparse.ArgumentTypeError("a shard is written 0/4")
    return int(index), int(count)


if __name__ == "__main__":
    if os.environ.get("PYTHONHASHSEED") != "0":
        # The order of sets is part of what is shown: a seed must show the same in every run of the fuzzer.
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "fuzz", *sys.argv[1:]])
    sys.exit(main(sys.argv[1:]))
