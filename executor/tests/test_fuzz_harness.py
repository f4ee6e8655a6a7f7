"""The differential fuzzer: it repeats itself for a seed, it finds an engine's faults, and it shrinks what it found."""

import json
import os
import random
import tempfile
import unittest

from fuzz.case import Case, read_case, replay, write_case
from fuzz.compare import differences, script_difference
from fuzz.edits import edit
from fuzz.generator import Block, Generator, State
from fuzz.grammar.families import FAMILIES
from fuzz.host import Host
from fuzz.play import play
from fuzz.report import Tally
from fuzz.run import Plan, run_sharded
from fuzz.shrink import shrink
from pinlight_executor.engine import Engine

# Not promised by the engine: files stay as the last run left them, registries and finalisers are the process's own.
BEYOND = ("writes", "files", "monkeypatch", "del", "weak", "ambient")


class Withholding:
    """A channel that keeps from the reader what a block shows anew while its own text stays as it was."""

    def __init__(self, channel):
        self._channel, self._texts, self._shown, self._news = channel, {}, {}, set()

    def send_json(self, head, body):
        self.send(head, json.dumps(body).encode())

    def send(self, head, body=b""):
        block = head.get("block")
        if head["type"] == "plan":
            self._texts = {one["id"]: one["source"] for one in json.loads(body)["blocks"]}
            self._news = {id for id, text in self._texts.items() if self._shown.get(id) != text}
        elif head["type"] == "block-end" and block in self._news:
            self._shown[block] = self._texts[block]
        if head["type"] == "run-end" or block is None or block in self._news:
            self._channel.send(head, body)

    hold = show = send


class NeverRerunsDependents(Engine):
    """An engine with a fault: of what an edit affects, only the edited blocks show it."""

    def __init__(self, root, path, channel, interrupts, stopped, **options):
        super().__init__(root, path, Withholding(channel), interrupts, stopped, **options)


def states_of(*sources: str) -> Case:
    """A case whose documents have one block on each line."""
    return Case(tuple(State(tuple(Block(hash(line), line) for line in source.split("\n"))) for source in sources))


def walk(letter: str, seed: int, edits: int = 20) -> list[State]:
    generator = Generator(FAMILIES[letter], random.Random(seed))
    states = [generator.program()]
    for _ in range(edits):
        states.append(edit(generator, states[-1], states[:-1], FAMILIES[letter].file_edits)[1])
    return states


class Programs(unittest.TestCase):
    def test_the_same_seed_writes_the_same_program_and_the_same_edits(self):
        for letter in FAMILIES:
            with self.subTest(family=letter):
                self.assertEqual(walk(letter, 7), walk(letter, 7))

    def test_another_seed_writes_another_program(self):
        for letter in FAMILIES:
            with self.subTest(family=letter):
                self.assertNotEqual(walk(letter, 7)[0].source, walk(letter, 8)[0].source)

    def test_every_hole_of_every_statement_can_be_filled(self):
        for letter, family in FAMILIES.items():
            generator = Generator(family, random.Random(1))
            for _, templates in family.subjects:
                self.assertTrue(templates)
            for _ in range(300):
                self.assertNotIn("$", generator.statement({"a": "list", "f": "func"})[0], letter)

    def test_a_feature_that_is_left_out_is_in_no_statement(self):
        family = FAMILIES["A"].without(["writes"])
        left = [one for _, templates in family.subjects for one in templates if "writes" in one.features]
        self.assertEqual(left, [])


class Hosts(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.host = Host(limit_s=20)
        cls.addClassCleanup(cls.host.close)

    def test_kept_blocks_show_what_they_last_showed(self):
        with self.host.session() as session:
            session.show("print(1)\n\na = 2\n")
            shown = session.show("print(1)\n\na = 3\n")
        self.assertEqual([block["ran"] for block in shown["blocks"]], [False, True])
        self.assertEqual(shown["blocks"][0]["elements"], [{"kind": "stdout", "text": "1\n"}])

    def test_a_process_that_ends_is_reported_and_the_next_one_runs(self):
        shown = self.host.fresh("import os\nos.kill(os.getpid(), 9)\n")
        self.assertEqual((shown["status"], shown["how"]), ("crashed", "signal 9"))
        self.assertEqual(self.host.fresh("1\n")["status"], "ok")

    def test_a_document_that_never_ends_is_reported(self):
        host = Host(limit_s=0.5)
        self.addCleanup(host.close)
        self.assertEqual(host.fresh("while True: pass\n")["status"], "hung")

    def test_a_fresh_run_has_the_users_files_and_not_what_a_session_wrote(self):
        files = {"data.txt": "mine"}
        with self.host.session() as session:
            shown = session.show("open('data.txt', 'a').write('more')\n", files)
            fresh = self.host.fresh("print(open('data.txt').read())\n", files)
        self.assertEqual(fresh["blocks"][0]["elements"], [{"kind": "stdout", "text": "mine\n"}])
        self.assertNotEqual(shown["files"]["data.txt"], fresh["files"]["data.txt"])

    def test_a_script_prints_what_the_blocks_print_up_to_its_first_error(self):
        seeded = "import random\nprint(random.random())\n"
        for source in ("print(1)\n\nprint(2)\n", "print(1)\n\n1 / 0\n\nprint(2)\n", seeded):
            with self.subTest(source=source):
                script = self.host.python_run(source)
                self.assertIsNone(script_difference(self.host.fresh(source), script))

    def test_other_text_is_a_difference_and_so_is_another_line_of_an_error(self):
        one, moved = self.host.fresh("1 / 0\n"), self.host.fresh("# a\n# b\n1 / 0\n")
        for answer in (one, moved):
            answer["blocks"][0]["source"] = ""
            answer["files"] = {}
        self.assertNotEqual(differences(one, moved), [])
        self.assertEqual(len(differences(self.host.fresh("print(1)\n"), self.host.fresh("print(2)\n"))), 3)


class FaultyEngine(unittest.TestCase):
    def setUp(self):
        self.host = Host(limit_s=20, factory=NeverRerunsDependents)
        self.addCleanup(self.host.close)

    def test_an_engine_that_never_runs_dependents_again_is_caught(self):
        tally = Tally()
        for seed in range(4):
            for step in play(self.host, FAMILIES["D"].without(["numpy"]), seed, 6):
                tally.add(step)
        self.assertGreater(tally.stale, 1)
        self.assertEqual(tally.flaky, 0)

    def test_a_stale_case_shrinks_to_the_blocks_and_states_that_matter_and_is_kept(self):
        noise = "\n".join(f"z{n} = {n}" for n in range(2))
        case = states_of(f"a = 1\n{noise}\nprint(a)", f"a = 1\n{noise}\nprint(a)\n9", f"a = 2\n{noise}\nprint(a)\n9")
        # A block keeps its number when its text is edited.
        first = Block(case.states[0].blocks[0].uid, "a = 2")
        case = Case((*case.states[:2], State((first, *case.states[2].blocks[1:]))))
        small = shrink(self.host, case, 60)
        self.assertEqual([state.source for state in small.states], ["a = 1\n\nprint(a)\n", "a = 2\n\nprint(a)\n"])
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "case.json")
            write_case(small, path)
            self.assertEqual(len(replay(self.host, read_case(path))), 1)


class TrueEngine(unittest.TestCase):
    def test_R_nothing_is_stale_under_random_edits(self):
        with tempfile.TemporaryDirectory() as folder:
            plan = Plan(sessions=3, edits=10, seed=100, skip=BEYOND, limit_s=20, keep=folder)
            findings = []
            for letter in "AD":
                tally = run_sharded(plan, letter, 1, findings.append)
                self.assertEqual((findings, tally.stale, tally.steps), ([], 0, 30))


if __name__ == "__main__":
    unittest.main()
