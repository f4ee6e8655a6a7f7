"""The golden transcripts of the frames: what the executor says today is what the runner's tests replay.

`python3 tests/test_transcripts.py --write` writes them anew after a change that is meant.
"""

import json
import sys
import unittest
from pathlib import Path
from typing import Any

from doors import Serve

FOLDER = Path(__file__).resolve().parents[2] / "lib" / "protocol" / "transcripts"
VOLATILE = ("pid", "elapsedMs", "python")


def run(number: int, source: str, **more: Any) -> dict[str, Any]:
    rest = {"prior": more.pop("prior")} if "prior" in more else None
    head = {"type": "run", "kernel": "k1", "run": number, "path": "a.py", "changed": more.pop("changed", [])}
    body = source + (json.dumps(rest) if rest else "")
    return {"header": {**head, "sourceBytes": len(source.encode())}, "body": body}


def tell(type: str, body: str = "", **fields: Any) -> dict[str, Any]:
    return {"header": {"type": type, **fields}, "body": body}


OPEN = tell("open", kernel="k1", path="a.py")
# `wait` is the type of the frame after which the next one is sent; absent: at once.
STORIES: dict[str, list[tuple[dict[str, Any], "str | None"]]] = {
    "first-run-and-edit": [
        (OPEN, "opened"),
        (run(1, "# # Title\n\nx = [1]\nprint('é')\n\nx.append(2)\nx\n"), "run-end"),
        (run(2, "# # Title\n\n# | hide-code\nx = [1]\nprint('é')\n\nx.append(3)\nx\n"), "run-end"),
    ],
    "errors-and-exit": [
        (OPEN, "opened"),
        (run(1, "a = 1 / 0\n\na\n\nb = = 2\n\nimport sys\nsys.exit(3)\n\n'never'\n"), "run-end"),
    ],
    "files-and-modules": [
        (tell("write", "x = 1\n", path="helper.py"), None),
        (tell("write", "one", path="data/a.txt"), None),
        (OPEN, "opened"),
        (run(1, "import helper\n\nopen('data/a.txt').read()\n\nhelper.x\n"), "run-end"),
        (tell("write", "x = 2\n", path="helper.py"), None),
        (run(2, "import helper\n\nopen('data/a.txt').read()\n\nhelper.x\n", changed=["helper.py"]), "run-end"),
        (tell("write", path="../out"), "log"),
    ],
    "a-kernel-dies": [
        (OPEN, "opened"),
        (run(1, "print('last words')\nimport os\nos._exit(7)\n"), "exit"),
        (tell("open", kernel="k1", path="a.py"), "opened"),
        (run(2, "42\n", prior=[{"id": "kept-id", "source": "41\n"}]), "run-end"),
        (tell("ping", n=3), "pong"),
    ],
    "interrupted": [
        (OPEN, "opened"),
        (run(1, "print('on')\nwhile True: pass\n\n'never'\n"), "output"),
        (tell("interrupt", kernel="k1", run=1, mode="now"), "run-end"),
    ],
}


def play(story: list[tuple[dict[str, Any], "str | None"]]) -> list[dict[str, Any]]:
    with Serve() as serve:
        frames = [serve.next()]
        for message, wait in story:
            serve.send(message["header"], message["body"].encode())
            if wait is not None:
                frames += serve.until_type(wait)
    return [{"header": mask(frame.head), "body": read_body(frame.head["type"], frame.body)} for frame in frames]


def mask(head: dict[str, Any]) -> dict[str, Any]:
    return {name: "*" if name in VOLATILE else value for name, value in head.items()}


def read_body(type: str, body: bytes) -> Any:
    return json.loads(body) if body and type in ("plan", "block-start", "display", "run-end") else body.decode()


def told(name: str) -> dict[str, Any]:
    return {"name": name, "to": [message for message, _ in STORIES[name]], "from": play(STORIES[name])}


class Transcripts(unittest.TestCase):
    maxDiff = None

    def test_K_every_transcript_is_what_the_executor_says(self):
        for name in STORIES:
            with self.subTest(name):
                golden = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
                self.assertEqual(told(name), golden)


def write_transcripts() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name in STORIES:
        text = json.dumps(told(name), ensure_ascii=False, indent=2)
        (FOLDER / f"{name}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    if "--write" in sys.argv:
        write_transcripts()
    else:
        unittest.main()
