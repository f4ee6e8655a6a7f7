"""The gallery: its scripts are ordinary documents that repeat themselves, and its edits are repeated by their seed."""

import ast
import base64
import importlib.util
import io
import os
import tempfile
import unittest
from collections import Counter
from random import Random

from fuzz.compare import differences, script_difference
from fuzz.host import Host
from gallery.catalogue import Script, read_scripts
from gallery.compare import compare
from gallery.edits import edit, split_blocks
from gallery.play import play
from gallery.report import summarise, table
from gallery.run import Plan, run, state_of
from pinlight_executor.blocks import read_document

SCRIPTS = read_scripts()
# At least so many of each.
WANTED = {
    "networkx": 12, "skimage": 8, "matplotlib": 14, "sklearn": 9, "pandas": 10, "polars": 3, "sympy": 6, "scipy": 7,
    "stdlib": 4, "text": 5, "simulation": 6, "seaborn": 3, "numpy": 3,
}


def is_cell_script(script: Script) -> bool:
    return any(line.startswith("# %%") for line in script.text.split("\n"))


def paragraphs(text: str) -> int:
    """Runs of lines without a blank one, where no statement's own blank lines count: counted without the parser."""
    inside = {
        number
        for node in ast.parse(text).body
        for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    lines = text.split("\n")
    filled = [bool(line.strip()) or number in inside for number, line in enumerate(lines, 1)]
    return sum(now and not before for before, now in zip([False, *filled], filled))


def can_run(script: Script) -> bool:
    return all(importlib.util.find_spec(name.split(".")[0]) for name in script.imports)


def answer(*elements: dict, ok: bool = True, files: dict | None = None) -> dict:
    """What a session says of a document of one block."""
    block = {"id": "a", "source": "x", "ok": ok, "elements": list(elements), "reasonCode": "", "ran": True}
    return {"status": "ok", "blocks": [block], "files": files or {}, "root": "/nowhere", "end": {}, "ms": 1.0}


def picture(colour: tuple[int, int, int], level: int = 9) -> dict:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (4, 3), colour).save(buffer, "PNG", compress_level=level)
    return {"kind": "display", "bundle": {"image/png": base64.b64encode(buffer.getvalue()).decode()}}


class Scripts(unittest.TestCase):
    def test_there_are_enough_of_each_library(self):
        counted = Counter(script.library for script in SCRIPTS)
        self.assertEqual({name for name, wanted in WANTED.items() if counted[name] < wanted}, set())
        self.assertEqual(set(counted), set(WANTED))

    def test_about_one_in_three_has_cells(self):
        share = sum(map(is_cell_script, SCRIPTS)) / len(SCRIPTS)
        self.assertTrue(0.28 <= share <= 0.4, share)

    def test_each_is_of_a_length_that_people_write(self):
        for script in SCRIPTS:
            with self.subTest(script=script.name):
                self.assertIn(script.text.count("\n"), range(15, 61))

    def test_no_block_has_an_error_of_syntax_or_a_warning(self):
        for script in SCRIPTS:
            with self.subTest(script=script.name):
                blocks = read_document(script.text).blocks
                self.assertEqual([block.ordinal for block in blocks if block.error or block.warnings], [])

    def test_a_cell_script_has_a_block_for_each_marker(self):
        for script in filter(is_cell_script, SCRIPTS):
            with self.subTest(script=script.name):
                markers = sum(line.startswith("# %%") for line in script.text.split("\n"))
                document = read_document(script.text)
                self.assertTrue(document.cells)
                self.assertEqual(len(document.blocks), markers)

    def test_another_script_has_a_block_for_each_paragraph(self):
        for script in SCRIPTS:
            if is_cell_script(script):
                continue
            with self.subTest(script=script.name):
                document = read_document(script.text)
                self.assertFalse(document.cells)
                self.assertEqual(len(document.blocks), paragraphs(script.text))

    def test_every_statement_stands_in_one_block_and_in_the_files_order(self):
        for script in SCRIPTS:
            with self.subTest(script=script.name):
                nodes = [node for block in read_document(script.text).blocks for node in block.nodes]
                wanted = [ast.dump(node) for node in ast.parse(script.text).body if not _is_docstring(script, node)]
                found = [ast.dump(node) for node in nodes if not _is_docstring(script, node)]
                self.assertEqual(found, wanted)

    def test_blocks_that_are_cut_apart_make_the_same_document_again(self):
        for script in SCRIPTS:
            with self.subTest(script=script.name):
                self.assertEqual("\n\n".join(split_blocks(script.text)) + "\n", script.text)
                self.assertEqual(state_of(script.text).source, script.text)

    def test_one_of_each_library_repeats_itself_and_prints_what_python_prints(self):
        longest_first = sorted(filter(can_run, SCRIPTS), key=lambda script: -len(script.text))
        first = {script.library: script for script in longest_first}
        self.assertIn("stdlib", first)
        with Host((), limit_s=120) as host:
            for library, script in sorted(first.items()):
                with self.subTest(script=script.name):
                    one, other = host.fresh(script.text), host.fresh(script.text)
                    self.assertEqual(one["status"], "ok")
                    self.assertEqual([block["source"] for block in one["blocks"] if not block["ok"]], [])
                    self.assertEqual(differences(one, other), [])
                    self.assertIsNone(script_difference(one, host.python_run(script.text)))


class Edits(unittest.TestCase):
    def test_the_same_seed_makes_the_same_edits(self):
        self.assertEqual(_chain(SCRIPTS[0], 5), _chain(SCRIPTS[0], 5))
        self.assertNotEqual(_chain(SCRIPTS[0], 5), _chain(SCRIPTS[0], 6))

    def test_every_edit_changes_the_text_and_leaves_python(self):
        kinds = Counter()
        for seed, script in enumerate(SCRIPTS):
            texts = [script.text]
            for kind, text in _chain(script, seed):
                kinds[kind] += 1
                self.assertNotEqual(text, texts[-1], script.name)
                ast.parse(text)
                texts.append(text)
        wanted = {"number", "remark", "print", "delete", "double", "swap", "string", "keyword", "move", "undo"}
        self.assertEqual(set(kinds), wanted)

    def test_an_undo_goes_back_to_one_of_the_last_three_states(self):
        for seed in range(10):
            earlier = [SCRIPTS[0].text]
            for kind, text in _chain(SCRIPTS[0], seed, 20):
                if kind == "undo":
                    self.assertIn(text, earlier[-4:-1])
                earlier.append(text)


class Comparing(unittest.TestCase):
    def test_a_text_that_differs_is_told_with_its_block(self):
        ours, theirs = ({"kind": "stdout", "text": text} for text in ("one\n", "two\n"))
        told = ["block 1, stdout: 'one\\n' instead of 'two\\n'"]
        self.assertEqual(compare(answer(ours), answer(theirs)).lines(), told)

    def test_a_traceback_that_quotes_a_line_without_its_new_remark_is_not_stale(self):
        texts = ["    f(x)\nNameError: f", "    f(x)  # north 19\nNameError: f", "    g(x)\nNameError: f"]
        before, after, other = (answer({"kind": "error", "bundle": {"text/plain": text}}) for text in texts)
        self.assertEqual(compare(before, after).lines(), [])
        self.assertEqual(len(compare(other, after).lines()), 1)

    def test_a_file_that_differs_is_told(self):
        self.assertEqual(compare(answer(files={"a": "1"}), answer()).lines(), ["file a: is left over"])

    def test_a_volatile_block_is_left_out(self):
        ours, theirs = ({"kind": "stdout", "text": text} for text in ("one\n", "two\n"))
        self.assertEqual(compare(answer(ours), answer(theirs)).lines(without={1}), [])

    @unittest.skipUnless(importlib.util.find_spec("PIL"), "needs Pillow")
    def test_pictures_of_other_bytes_and_the_same_pixels_are_only_counted(self):
        result = compare(answer(picture((1, 2, 3), level=0)), answer(picture((1, 2, 3))))
        self.assertEqual((result.lines(), result.same_pixels), ([], 1))

    @unittest.skipUnless(importlib.util.find_spec("PIL"), "needs Pillow")
    def test_pictures_of_other_pixels_differ(self):
        result = compare(answer(picture((1, 2, 3))), answer(picture((1, 2, 13))))
        self.assertEqual(result.lines(), ["block 1, picture: 12 of 12 pixels differ, by 10 of 255 at most"])


class Forgets:
    """Stands where a session does: it shows its first text for ever, but what an audit has taught it."""

    def __init__(self, host):
        self._host, self._first, self._learned, self._last = host, None, set(), None

    def show(self, source):
        self._first, self._last = self._first or source, source
        return self._host.fresh(source if source in self._learned else self._first)

    def audit(self):
        self._learned.add(self._last)
        return self._host.fresh(self._last)

    def close(self):
        pass


class ForgetfulHost(Host):
    def session(self, path="a.py"):
        return Forgets(self) if path == "a.py" else super().session(path)

    def fresh(self, source, files=None, path="b.py"):
        return super().fresh(source, files, path)


class Unmended(Forgets):
    def audit(self):
        return self._host.fresh(self._first)


class UnmendedHost(ForgetfulHost):
    def session(self, path="a.py"):
        return Unmended(self) if path == "a.py" else super().session(path)


class Playing(unittest.TestCase):
    script = Script("made_up", "x = 1\n\nprint(x + 1)\n\nprint('end', x)\n\nx\n")

    def test_a_session_that_shows_old_results_is_found_and_its_audit_is_told_apart(self):
        with ForgetfulHost() as host:
            steps = list(play(host, self.script, seed=1, edits=4))
        self.assertEqual(steps[0].stale, [])
        stale = [step for step in steps if step.stale]
        self.assertTrue(stale)
        self.assertEqual([(step.after_audit, step.repeat) for step in stale], [([], [])] * len(stale))

    def test_a_mistake_of_the_engine_is_found_mended_by_its_audit_and_not_made_again(self):
        """The audit below all rules (docs/soundness.md): without S5, a change through one name is missed at another."""
        script = Script("made_up", "a = [1]\nb = a\n\na.append(2)\n\nprint(b)\n\nprint('end')\n")
        with Host(options={"rules": {"islands"}}) as host:
            steps = list(play(host, script, seed=1, edits=12))
        stale = [step for step in steps if step.stale]
        self.assertGreater(len(stale), 1)
        self.assertEqual([(step.after_audit, step.repeat) for step in stale], [([], [])] * len(stale))
        record = {"script": "made_up", "library": "made", "steps": [vars(step) for step in steps]}
        names, row = (line.split() for line in table([record]).replace(" / ", "/").split("\n")[:2])
        told = dict(zip(names, row))
        self.assertEqual((told["audited"], told["repeat"]), (f"0/{len(stale)}", f"0/{len(stale)}"))

    def test_what_an_audit_does_not_mend_is_told(self):
        with UnmendedHost() as host:
            steps = list(play(host, self.script, seed=1, edits=4))
        stale = [step for step in steps if step.stale]
        self.assertTrue(stale)
        self.assertTrue(all(step.after_audit and step.repeat for step in stale))
        record = {"script": "made_up", "library": "made", "steps": [vars(step) for step in steps]}
        self.assertEqual(summarise([record])["staleAfterAudit"], len(stale))
        self.assertEqual(summarise([record])["staleRepeated"], len(stale))

    def test_what_prints_something_else_each_time_is_volatile_and_not_stale(self):
        script = Script("made_up", "import time\n\nprint(time.perf_counter())\n\n1\n\n2\n")
        with Host() as host:
            first = next(play(host, script, seed=1, edits=0))
        self.assertEqual((first.stale, first.volatile), ([], 1))

    def test_a_run_that_is_gone_on_with_plays_no_script_twice(self):
        with tempfile.TemporaryDirectory() as folder:
            plan = Plan(os.path.join(folder, "state"), folder, edits=1, words=("stdlib_cmath", "stdlib_stat"))
            told: list[str] = []
            one = run(plan, told.append)
            size = os.path.getsize(plan.state)
            self.assertEqual(run(plan, told.append), one)
            self.assertEqual((os.path.getsize(plan.state), len(one)), (size, 2))
        self.assertEqual(summarise(one)["steps"], 2)
        self.assertIn("stdlib", table(one))


def _chain(script: Script, seed: int, edits: int = 10) -> list[tuple[str, str]]:
    rng, texts, made = Random(seed), [script.text], []
    for _ in range(edits):
        kind, text = edit(rng, texts[-1], texts[:-1])
        made.append((kind, text))
        texts.append(text)
    return made


def _is_docstring(script: Script, node: ast.stmt) -> bool:
    """It is prose, and runs nothing."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.lineno == 1


if __name__ == "__main__":
    unittest.main()
