"""Programs that harm themselves, by accident or on purpose: a clear word on their block, and the next edit works.

Each file of `hostile` is the middle block of a document. Its head says how the run ends and what the block shows:
`# ends:` `ok`, `exited`, `died` (its process), `interrupted` (by the frame that a runner sends) or `killed` (because
an interrupt could not reach it), `# shows:` a part of the text.
"""

import json
import resource
import sys
import time
import unittest
from pathlib import Path

from doors import Serve, Session, text_of

FOLDER = Path(__file__).parent / "hostile"
BEFORE, AFTER = "before = 1\n\n", "\n\nbefore + 41"
# As a sandbox does. Of the executor's own, little is private data.
MEMORY_BYTES = 512 * 1024 * 1024


def read_program(path):
    ends, shows, *code = path.read_text("utf-8").split("\n")
    shows = shows.removeprefix("# shows:").strip()
    if "\\" in shows:
        shows = shows.encode().decode("unicode_escape")
    return ends.removeprefix("# ends:").strip(), shows, "\n".join(code).rstrip("\n")


PROGRAMS = {path.stem: read_program(path) for path in sorted(FOLDER.glob("*.py"))}
if sys.version_info >= (3, 12):
    # Calls through C code have a limit of their own there, which no program can raise.
    PROGRAMS["recursion_without_limit"] = ("ok", "RecursionError", PROGRAMS["recursion_without_limit"][2])


class HostilePrograms(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.limit = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, cls.limit[1]))

    @classmethod
    def tearDownClass(cls):
        resource.setrlimit(resource.RLIMIT_DATA, cls.limit)


def add_test(name, ends, shows, code):
    def through_session(self):
        with Session() as session:
            result = session.show(BEFORE + code + AFTER)
            self.assertEqual(result.status, "failed" if ends == "died" else ends, result.answer)
            told = text_of(result.blocks[1]) + json.dumps(result.answer.get("error", {}))
            self.assertIn(shows, told)
            if ends == "died":
                self.assertEqual(result.answer["error"]["block"], result.blocks[1]["id"])
            elif ends == "ok":
                # Threads of the block before may print as well.
                self.assertIn("42", text_of(result.blocks[2]))
            edited = session.show(BEFORE + "before + 1" + AFTER)
            self.assertEqual((edited.status, edited.texts()), ("ok", ["", "2", "42"]), edited.answer)

    def through_serve(self):
        with Serve() as serve:
            serve.open()
            serve.run(BEFORE + code + AFTER, run=1)
            frames = serve.until(lambda frame: b"on" in frame.body and frame.head["type"] in ("output", "display"))
            serve.send({"type": "interrupt", "kernel": "k", "run": 1, "mode": "now"})
            if ends == "killed":
                serve.send({"type": "kill", "kernel": "k"})
                self.assertEqual(serve.until_type("exit")[-1].head["signal"], 9)
                serve.open()
            else:
                frames += serve.until_type("run-end", "exit")
                self.assertEqual(frames[-1].head.get("status"), "interrupted", frames[-1])
            self.assertIn(shows, b"".join(frame.body for frame in frames).decode())
            serve.run(BEFORE + "before + 1" + AFTER, run=2)
            frames = serve.until_type("run-end", "exit")
            self.assertEqual(frames[-1].head.get("status"), "ok")
            # A block may start twice, and then only the second time counts.
            shown = {
                frame.head["block"]: json.loads(frame.body).get("text/plain")
                for frame in frames
                if frame.head["type"] == "display"
            }
            self.assertEqual(list(shown.values()), ["2", "42"])

    test = through_serve if ends in ("interrupted", "killed") else through_session
    setattr(HostilePrograms, f"test_K_{name}_leaves_a_clear_word_and_the_next_edit_works", test)


for name, (ends, shows, code) in PROGRAMS.items():
    add_test(name, ends, shows, code)


if __name__ == "__main__":
    unittest.main()
