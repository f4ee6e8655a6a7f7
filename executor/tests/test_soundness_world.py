"""Rules S15 to S24 of docs/soundness.md: process state, files, modules, figures, copies, and how runs end."""

import importlib.util
import json
import unittest

from doors import Serve
from steps import StepsCase, blocks

PYPLOT = importlib.util.find_spec("matplotlib") is not None
NUMPY = importlib.util.find_spec("numpy") is not None
HELPER = """
L = []
n = 0
def add(x):
    L.append(x)
def size():
    return len(L)
def step():
    global n
    n += 1
    return n
class C:
    k = 1
"""


class ProcessState(StepsCase):
    def test_S15_a_generator_goes_on_where_a_run_from_the_top_would_be(self):
        start = "import random"
        self.needs(
            "process_state",
            blocks(start, "random.seed(1)", "random.random()"),
            blocks(start, "random.seed(2)", "random.random()"),
            ran=[2, 3],
        )
        self.needs(
            "process_state",
            blocks(start, "random.random()", "random.random()"),
            blocks(start, "0", "random.random()"),
            ran=[2, 3],
        )

    def test_S15_seeding_to_the_present_state_is_a_use_of_it(self):
        self.steps(
            blocks("import random", "random.seed(1)", "random.seed(1)", "random.random()"),
            blocks("import random", "random.seed(2)", "random.seed(1)", "random.random()"),
            blocks("import random", "random.seed(2)", "0", "random.random()"),
        )

    def test_S15_options_are_read_by_every_block(self):
        for start, change, other, look in (
            ("import os", "os.environ['PINLIGHT_TEST'] = '1'", "0", "os.environ.get('PINLIGHT_TEST')"),
            (
                "import os\nos.makedirs('d', exist_ok=True)",
                "os.chdir('d')",
                "0",
                "os.path.basename(os.getcwd()) == 'd'",
            ),
            (
                "import decimal",
                "decimal.getcontext().prec = 3",
                "decimal.getcontext().prec = 4",
                "decimal.Decimal(1) / 3",
            ),
            ("import warnings", "warnings.simplefilter('ignore')", "0", "warnings.warn('w')"),
            ("import sys", "sys.setrecursionlimit(999)", "0", "sys.getrecursionlimit()"),
            ("import sys", "sys.path.append('lib')", "0", "'lib' in sys.path"),
            ("import logging", "logging.basicConfig(format='%(message)s!')", "0", "logging.warning('w')"),
            ("import locale, gc", "gc.disable()", "0", "gc.isenabled()"),
        ):
            with self.subTest(change):
                self.needs("process_state", blocks(start, change, look), blocks(start, other, look))

    def test_S16_a_library_that_is_imported_again_has_set_what_it_sets(self):
        library = "1\n"
        self.steps(
            blocks(library, "import colorsys, statistics, random\nrandom.random()", "random.random()"),
            blocks(library, "import statistics, random\nrandom.random()", "random.random()"),
            ran=[2],
        )

    @unittest.skipUnless(NUMPY, "numpy is not installed")
    def test_S16_state_that_comes_with_an_import_is_followed_from_then_on(self):
        self.steps(
            blocks("1", "import numpy\nnumpy.random.seed(3)", "numpy.random.rand()"),
            blocks("1", "import numpy", "numpy.random.rand()"),
            blocks("import numpy", "numpy.random.seed(4)", "numpy.random.rand()"),
        )


class Files(StepsCase):
    def test_S17_a_block_finds_the_file_as_it_was_at_its_place(self):
        text = ("open('o.txt', 'w').write('a')", "open('o.txt').read()", "open('o.txt', 'a').write('b')")
        self.needs("files", blocks(*text), blocks(text[0], "open('o.txt').read() * 2", text[2]), ran=[2])

    def test_S17_a_file_that_is_not_written_any_more_is_what_it_was(self):
        read, write = "import os\nos.path.exists('o.txt')", "open('o.txt', 'w').close()"
        self.needs("files", blocks(write, read), blocks("0", read))
        own = {"d.txt": "mine"}
        self.needs(
            "files",
            (blocks("open('d.txt', 'w').write('x')", "open('d.txt').read()"), own),
            (blocks("0", "open('d.txt').read()"), own),
        )

    def test_S17_removing_renaming_and_making_folders_is_writing(self):
        own = {"d.txt": "1"}
        look = "import os\nsorted(os.listdir('.'))"
        for change, other in (
            ("import os\nos.remove('d.txt')", "0"),
            ("import os\nos.rename('d.txt', 'e.txt')", "import os\nos.rename('d.txt', 'f.txt')"),
            ("import os\nos.mkdir('d')", "import os\nos.mkdir('e')"),
            ("import os\nos.symlink('d.txt', 'l.txt')", "0"),
            ("import os, shutil\nos.makedirs('p/q')\nshutil.rmtree('p')\nos.mkdir('r')", "0"),
            ("import pathlib\npathlib.Path('n.txt').write_text('')", "0"),
        ):
            with self.subTest(change):
                self.steps((blocks(change, look), own), (blocks(other, look), own), (blocks(look), own))

    def test_S17_asking_for_a_file_or_a_folder_is_reading(self):
        for look in (
            "os.path.exists('n.txt')",
            "os.path.isdir('d')",
            "os.access('n.txt', os.R_OK)",
            "os.listdir()",
            "[e.name for e in os.scandir('.')]",
        ):
            with self.subTest(look):
                source = blocks(
                    "import os",
                    look.replace("os.listdir()", "sorted(os.listdir())").replace(
                        "[e.name for e in os.scandir('.')]", "sorted(e.name for e in os.scandir('.'))"
                    ),
                    "1",
                )
                self.steps((source, {}), (source, {"n.txt": "1", "d/m.txt": "2"}), ran=[2])

    def test_S17_a_change_by_somebody_else_runs_the_readers(self):
        source = blocks("a = open('d.txt').read()", "a", "open('e.txt').read()")
        self.steps((source, {"d.txt": "1", "e.txt": "2"}), (source, {"d.txt": "5", "e.txt": "2"}), ran=[1, 2])

    def test_S17_a_file_that_was_left_open_is_written_when_it_is_written(self):
        self.steps(
            blocks("f = open('o.txt', 'w')", "f.write('a')", "f.close()", "open('o.txt').read()"),
            blocks("f = open('o.txt', 'w')", "f.write('b')", "f.close()", "open('o.txt').read()"),
        )

    def test_S17_a_block_that_starts_a_process_reads_and_writes_every_file(self):
        start = "import subprocess"
        own = {"d.txt": "1"}
        read = blocks(start, "subprocess.run('cat d.txt', shell=True, capture_output=True).stdout", "2")
        self.steps((read, own), (read, {"d.txt": "2"}), ran=[2])
        write = (start, "subprocess.run('echo {} > o.txt', shell=True)", "open('o.txt').read()")
        self.steps(*[blocks(write[0], write[1].format(n), write[2]) for n in "12"], ran=[2, 3])


class Modules(StepsCase):
    def test_S18_the_state_of_a_module_is_that_of_a_run_from_the_top(self):
        source = "import helper"
        for change, other, look in (
            ("helper.L.append(1)", "helper.L.append(2)", "helper.L"),
            ("helper.add(1)", "helper.add(2)", "helper.L"),
            ("helper.step()", "0", "helper.step()"),
        ):
            with self.subTest(change):
                self.needs(
                    "modules",
                    (blocks(source, change, look), {"helper.py": HELPER}),
                    (blocks(source, other, look), {"helper.py": HELPER}),
                )
        for change, other, look in (
            ("helper.n = 4", "helper.n = 5", "helper.step()"),
            ("helper.C.k = 4", "helper.C.k = 5", "helper.C().k"),
            ("helper.size = lambda: 4", "0", "helper.size()"),
        ):
            with self.subTest(change):
                self.steps(
                    (blocks(source, change, look), {"helper.py": HELPER}),
                    (blocks(source, other, look), {"helper.py": HELPER}),
                )

    def test_S18_functions_of_a_module_depend_on_what_they_use_of_it(self):
        source = blocks("from helper import add, size", "add(1)", "size()")
        self.steps(
            (source, {"helper.py": HELPER}),
            (blocks("from helper import add, size", "add(1)\nadd(2)", "size()"), {"helper.py": HELPER}),
            ran=[1, 2, 3],
        )

    def test_S18_a_module_that_changed_runs_again_where_it_is_imported(self):
        source = blocks("1", "import helper", "helper.size()", "import helper\nhelper.C.k")
        self.needs(
            "modules", (source, {"helper.py": HELPER}), (source, {"helper.py": HELPER.replace("k = 1", "k = 2")})
        )
        self.steps((source, {"helper.py": HELPER}), (source, {"helper.py": "# remark\n" + HELPER}), ran=[])

    def test_S18_what_a_module_prints_belongs_to_the_block_that_imports_it_first(self):
        own = {"loud.py": "print('hello')\n"}
        self.steps(
            (blocks("import loud", "import loud", "1"), own),
            (blocks("0", "import loud", "1"), own),
            (blocks("import loud", "0", "1"), own),
        )

    def test_S18_a_module_that_was_missing_or_failed_is_looked_for_again(self):
        source = blocks("try:\n    import late\nexcept ImportError:\n    late = None", "late is None")
        self.steps(
            (source, {}), (source, {"late.py": "x = 1"}), (source, {"late.py": "x = "}), (source, {}), ran=[1, 2]
        )

    def test_S18_which_modules_are_loaded_is_seen(self):
        source = ("import sys", "'helper' in sys.modules", "import helper", "'helper' in sys.modules")
        self.steps(
            (blocks(*source), {"helper.py": HELPER}),
            (blocks(source[0], source[1] + ", 1", *source[2:]), {"helper.py": HELPER}),
        )


@unittest.skipUnless(PYPLOT, "matplotlib is not installed")
class Figures(StepsCase):
    libraries = ("matplotlib.pyplot",)
    START = "import matplotlib.pyplot as plt"

    def test_S19_a_block_draws_onto_the_figure_that_a_run_from_the_top_would_have(self):
        texts = (self.START, "plt.plot([1, 2])", "plt.title('a')", "plt.gca().get_title(), len(plt.gca().lines)")
        self.needs("figures", blocks(*texts), blocks(*texts[:2], "plt.title('b')", texts[3]))
        self.steps(blocks(*texts), blocks(texts[0], "plt.plot([1, 2])\nplt.plot([2, 1])", *texts[2:]))

    def test_S19_which_figures_are_open_is_what_a_run_from_the_top_would_have(self):
        self.needs(
            "figures",
            blocks(self.START, "plt.figure()", "plt.get_fignums()"),
            blocks(self.START, "0", "plt.get_fignums()"),
        )


class Copies(StepsCase):
    def test_S20_a_value_that_was_changed_is_had_again_without_its_maker(self):
        states = blocks("a = [1]", "a.append(2)", "a"), blocks("a = [1]", "a.append(3)", "a")
        self.steps(*states, ran=[2, 3])
        shown, found = self.play(*states, without="snapshots")
        self.assertEqual((found, shown.ran), ([], [True, True, True]))

    def test_S20_copies_share_among_themselves_and_with_nobody_else(self):
        start = "a = [1]\nb = {'a': a}\nc = [a]"
        self.steps(
            blocks(start, "a.append(2)", "b, c, b['a'] is a, c[0] is a"),
            blocks(start, "a.append(3)", "b, c, b['a'] is a, c[0] is a"),
            ran=[2, 3],
        )

    def test_S20_what_takes_part_in_its_own_copying_is_made_again(self):
        text = (
            "class C:\n    def __init__(self):\n        self.x = []\n"
            "    def __deepcopy__(self, memo):\n        return self\nc = C()"
        )
        self.steps(blocks(text, "c.x.append(1)", "c.x"), blocks(text, "c.x.append(2)", "c.x"), ran=[1, 2, 3])

    @unittest.skipUnless(NUMPY, "numpy is not installed")
    def test_S20_large_data_is_copied_when_it_is_changed_again_and_again(self):
        # Only what took longer than 20 ms to make is worth it.
        start = "import numpy as np\na = np.zeros(3_000_000)\nfor _ in range(20):\n    a += 1"
        states = [blocks(start, f"a[1] = {n}", "a[1], a.sum()") for n in range(4)]
        self.steps(*states, ran=[2, 3])


class PlainMode(StepsCase):
    def test_S21_code_that_notices_who_holds_a_value_runs_as_a_whole(self):
        text = "class D:\n    def __del__(self):\n        print('gone')\nd = D()"
        shown = self.needs("plain_mode", blocks(text, "d = None", "1"), blocks(text, "d = 1", "1"))
        self.assertEqual(shown.ran, [True, True, True])
        weak = "import weakref\nclass C:\n    pass\nc = C()\nr = weakref.ref(c)"
        self.needs(
            "plain_mode",
            blocks(weak, "del c", "r() is None"),
            blocks(weak, "0", "r() is None"),
            blocks(weak, "del c", "r() is None, 1"),
        )

    def test_S21_a_thread_that_outlives_its_block_makes_the_document_run_as_a_whole(self):
        start = (
            "import threading\nstop = threading.Event()\nbox = []\n"
            "t = threading.Thread(target=lambda: (stop.wait(), box.append(1)), daemon=True)\n"
            "t.start()"
        )
        shown = self.steps(
            blocks(start, "stop.set()\nt.join()", "box"), blocks(start, "stop.set()\nt.join()", "box, 1")
        )
        self.assertEqual(shown.ran, [True, True, True])


class Endings(StepsCase):
    def test_S22_what_stands_behind_an_exit_does_not_run_until_it_is_reached(self):
        self.steps(
            blocks("x = [1]", "raise SystemExit(3)", "x.append(2)", "x"),
            blocks("x = [1]", "0", "x.append(3)", "x"),
            blocks("x = [1]", "exit()", "x.append(3)", "x"),
        )
        shown = self.steps(
            blocks("x = 1", "if x:\n    exit(4)", "x"),
            blocks("x = 0", "if x:\n    exit(4)", "x"),
            blocks("x = 1", "if x:\n    exit(4)", "x"),
        )
        self.assertEqual((shown.status, shown.ran), ("exited", [True, True, False]))

    def test_S22_what_a_block_did_before_it_was_cut_short_is_undone(self):
        for start, effect, look in (
            ("import random", "random.random()", "random.random()"),
            (
                "import os",
                "os.environ['PINLIGHT_X'] = os.environ.get('PINLIGHT_X', '') + 'x'",
                "os.environ['PINLIGHT_X']",
            ),
            (
                "open('o.txt', 'w').write('a')",
                "with open('o.txt', 'a') as f:\n    f.write('b')",
                "open('o.txt').read()",
            ),
            ("import os", "os.mkdir(f'd{len(os.listdir())}')", "sorted(os.listdir())"),
            ("import helper", "helper.step()", "helper.n"),
            ("class C:\n    n = 0\nc = C()", "C.n += 1", "c.n"),
            ("a = []\nb = {'a': a}", "a.append(1)", "b"),
            ("import itertools\nc = itertools.count()", "print(next(c))", "next(c)"),
        ):
            with self.subTest(effect):
                # Nobody can foresee that the block will read `g`, which the next one has used up.
                blind = effect + "\neval('next(g, 5)')"
                texts = [blocks("g = (n for n in [1, 2])", start, one, "list(g)", look) for one in ("0", blind)]
                self.steps(*[(text, {"helper.py": HELPER}) for text in texts])

    def test_S22_what_an_interrupted_block_had_changed_is_not_built_upon(self):
        with Serve() as serve:
            serve.open()
            endless = "open('o.txt', 'w').write('x')\nprint(1)\nwhile True:\n    pass"
            serve.run(blocks("a = [1]", f"a.append(2)\n{endless}", "a"), run=1)
            serve.until_type("output")
            serve.send({"type": "interrupt", "kernel": "k", "run": 1, "mode": "now"})
            self.assertEqual(serve.until_type("run-end")[-1].head["status"], "interrupted")
            serve.run(blocks("a = [1]", "a.append(3)", "import os\na, os.path.exists('o.txt')"), run=2)
            shown = [
                json.loads(frame.body)["text/plain"]
                for frame in serve.until_type("run-end")
                if frame.head["type"] == "display"
            ]
        self.assertEqual(shown, ["([1, 3], False)"])

    def test_S23_blocks_that_show_line_numbers_run_when_these_move(self):
        self.steps(
            blocks("x = 1", "def f():\n    1 / 0", "f()"),
            blocks("x = 1\nx = 1\nx = 1", "def f():\n    1 / 0", "f()"),
            ran=[1, 3],
        )
        self.steps(
            blocks("import warnings", "warnings.warn('w')"),
            blocks("import warnings\n# more", "warnings.warn('w')"),
            ran=[2],
        )

    def test_S24_an_always_run_block_and_its_readers_run_each_time(self):
        self.steps(*[blocks("# | always-run\nx = 1", "y = x", "y", "2")] * 2, ran=[1, 2, 3])


if __name__ == "__main__":
    unittest.main()
