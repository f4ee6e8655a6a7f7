"""Random programs under random edits: what is shown always equals what a fresh kernel shows.

`python3 tests/test_random_edits.py 200` tries 200 programs. A failure prints the seed and the two states.
"""

import json
import random
import re
import sys
import unittest

from doors import Serve

NAMES = "abcd"
# {n}, {m}: names; {i}: a small number. A tiny pool of names makes programs as entangled as they get.
LINES = [
    "{n} = {i}",
    "{n} = [{i}]",
    "{n} = {{'k': [{i}]}}",
    "{n} = {m}",
    "{n} = [{m}, {m}]",
    "{n}.append({i})",
    "{n} += [{i}]",
    "{n}['k'].append({i})",
    "del {n}",
    "{n} = list({m})",
    "def f{i}(x=[]):\n    x.append({i})\n    return x, {n}",
    "def f{i}():\n    return {n}",
    "def f{i}():\n    global {n}\n    {n} = [{i}]",
    "f{i}()",
    "{n} = f{i}",
    "class K:\n    items = [{i}]\n    n = {i}",
    "class K:\n    def __init__(self, v):\n        self.v = v\n    def __repr__(self):\n        return f'K({{self.v}})'",
    "{n} = K({m})",
    "{n}.v.append({i})",
    "K.n += {i}",
    "K.items.append({i})",
    "{n} = iter([1, 2, {i}])",
    "next({n})",
    "{n} = (x for x in range({i}, 9))",
    "import random\n{n} = random.randint(0, 99)",
    "import random\nrandom.seed({i})",
    "import helper\nhelper.LOG.append({i})",
    "from helper import LOG as {n}",
    "import helper\nhelper.LOG",
    "import os\nos.environ['PINLIGHT_TEST'] = '{i}'",
    "import os\nos.environ.get('PINLIGHT_TEST')",
    "for {n} in range({i}): print({n})",
    "{n} = {{{i}, 7}}",
    "{n}.add({i})",
    "{n} is {m}",
    "globals()['{n}'] = {i}",
    "try:\n    {n}.append({m})\nexcept Exception as e:\n    print(type(e).__name__)",
    "print({n}, {m})",
    "{n}",
    "sorted(name for name in globals() if len(name) == 1)",
    "1 / ({i} - 2)",
    "import sys\n{i} == 7 and sys.exit({i})",
    "# a remark {i}",
    "= {i}",
    "import functools\n@functools.lru_cache\ndef f{i}():\n    return {n}",
    "{n} = bytearray(b'{i}')",
    "import collections\n{n} = collections.deque([{i}], 3)",
    "import contextlib\n{n} = contextlib.suppress(ValueError)",
    "{n} = {m}.append",
    "{n}({i})",
    "[].append",
    "display = {i}",
    "print = {i}",
    "del print",
]


def statement(rng: random.Random) -> str:
    return rng.choice(LINES).format(n=rng.choice(NAMES), m=rng.choice(NAMES), i=rng.randint(0, 7))


def block(rng: random.Random) -> str:
    return "\n".join(statement(rng) for _ in range(rng.choice([1, 1, 2, 3])))


def edit(rng: random.Random, blocks: list[str]) -> list[str]:
    blocks = list(blocks)
    at = rng.randrange(len(blocks))
    kind = rng.choice(["replace", "insert", "delete", "move", "remark", "repeat"])
    if kind == "replace":
        blocks[at] = block(rng)
    elif kind == "insert":
        blocks.insert(at, block(rng))
    elif kind == "delete" and len(blocks) > 1:
        del blocks[at]
    elif kind == "move":
        blocks.insert(rng.randrange(len(blocks)), blocks.pop(at))
    elif kind == "remark":
        blocks[at] = "# note\n" + blocks[at]
    elif kind == "repeat":
        blocks.insert(at, blocks[at])
    return blocks


class Watched:
    """One kernel's present results by block id."""

    def __init__(self, serve: Serve, kernel: str) -> None:
        self.serve, self.kernel, self.runs, self.results = serve, kernel, 0, {}
        self.executed = 0
        serve.open(kernel)

    def show(self, source: str) -> list:
        """Every block's elements in order, None for one that did not come to run."""
        self.runs += 1
        self.serve.run(source, run=self.runs, kernel=self.kernel)
        for frame in self.serve.until(lambda f: f.head["type"] == "run-end" and f.head["kernel"] == self.kernel):
            kind, block = frame.head["type"], frame.head.get("block")
            if kind == "plan":
                plan = json.loads(frame.body)
                for id in plan["dirty"]:
                    self.results.pop(id, None)
            elif kind == "block-start":
                self.results[block] = []
                self.executed += 1
            elif kind == "output":
                shown = self.results[block]
                if shown and shown[-1][0] == frame.head["stream"]:
                    shown[-1][1] += frame.body.decode()
                else:
                    shown.append([frame.head["stream"], frame.body.decode()])
            elif kind == "display":
                text = json.loads(frame.body)["text/plain"].splitlines()[-1]
                # A hint of a kept block may count blocks as they were.
                self.results[block].append([frame.head["kind"], re.sub(r"block \d+", "…", text)])
        if frame.head["status"] == "exited":
            ids = [one["id"] for one in plan["blocks"]]
            for id in ids[ids.index(frame.head["block"]) + 1 :]:
                self.results.pop(id, None)
        return [self.results.get(one["id"]) for one in plan["blocks"]]


def without_addresses(shown: list) -> str:
    """Addresses differ between any two runs."""
    return re.sub(r"0x[0-9a-f]+", "…", json.dumps(shown))


def play(seed: int, edits: int) -> tuple[int, int]:
    """Raises AssertionError where a document shows what it should not; returns blocks run and blocks in all."""
    rng = random.Random(seed)
    blocks = [block(rng) for _ in range(8)]
    total, before = 0, ""
    with Serve() as serve:
        serve.send({"type": "write", "path": "helper.py"}, b"LOG = []\n")
        watched = Watched(serve, "watched")
        for step in range(edits):
            source = "\n\n".join(blocks)
            shown = watched.show(source)
            name = f"fresh{step}"
            wanted = Watched(serve, name).show(source)
            serve.send({"type": "kill", "kernel": name})
            if without_addresses(shown) != without_addresses(wanted):
                raise AssertionError(f"seed {seed}, step {step}\n--- before\n{before}\n--- now\n{source}\n{shown}\n{wanted}")
            before = source
            total += len(blocks)
            blocks = edit(rng, blocks)
        return watched.executed, total


class RandomEdits(unittest.TestCase):
    def test_R_what_is_shown_equals_a_fresh_run(self):
        for seed in range(4):
            with self.subTest(seed=seed):
                play(seed, 10)


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    executed = total = 0
    for seed in range(1000, 1000 + count):
        try:
            ran, all_blocks = play(seed, 15)
            executed, total = executed + ran, total + all_blocks
        except AssertionError as error:
            print(error)
    print(f"{count} programs, {executed} of {total} blocks ran")
