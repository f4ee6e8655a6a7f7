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

    def test_S15_a_logger_of_the_document_is_set_back(self):
        start = "import logging\nlog = logging.getLogger('mine')"
        for change in ("log.setLevel(50)", "log.addHandler(logging.NullHandler())", "log.propagate = log.disabled = 1"):
            with self.subTest(change):
                look = "log.level, log.handlers, log.propagate, log.disabled, logging.getLogger('mine') is log"
                self.steps(blocks(start, change, look), blocks(start, "0", look), blocks(start, change, look, "1"))
        self.steps(
            blocks(start, "log.setLevel(50)", "log.level"),
            blocks(start, "logging.getLogger('mine.inner').setLevel(10)", "log.level, log.getEffectiveLevel()"),
            blocks(start, "0", "logging.getLogger('mine.inner').level"),
        )

    def test_S15_the_logger_of_a_library_is_set_back(self):
        for start in ("import logging, asyncio", "import logging\nlogging.getLogger('asyncio')"):
            change, look = "logging.getLogger('asyncio').setLevel(50)", "logging.getLogger('asyncio').level"
            self.steps(blocks(start, change, look), blocks(start, "0", look), blocks(start, look, change))

    def test_S15_a_logger_is_of_the_class_that_is_set_when_it_is_made(self):
        start = "import logging\nclass L(logging.Logger):\n    pass"
        use = "type(logging.getLogger('mine')).__name__"
        self.steps(blocks(start, "logging.setLoggerClass(L)", use), blocks(start, "0", use))
        self.steps(blocks(start, "0", use), blocks(start, "logging.setLoggerClass(L)", use))

    def test_S15_a_warning_is_shown_once_for_its_place_over_all_blocks(self):
        start = "import warnings\ndef f():\n    warnings.warn('careful')\n    return 5"
        self.steps(blocks(start, "v = f()"), blocks(start, "f()", "v = f()"), blocks(start, "0", "v = f()"))
        twice = ("v = f()", "f = lambda: 1", "f()")
        self.steps(blocks(start, *twice), blocks(start, twice[0], twice[2]))
        look = "'__warningregistry__' in globals()"
        self.steps(blocks(start, look, "0", look), blocks(start, look, "f()", look), blocks(start, look, "0", look))

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

    def test_S17_writing_to_a_folder_needs_the_folder(self):
        source = blocks("a = 1", "with open('sub/a.txt', 'w') as f:\n    f.write(str(a))", "print('end')")
        there = {"sub/a.txt": "0"}
        self.steps((source, there), (source, {}), (source, there))
        made = blocks("import os\nos.makedirs('sub')", *source.strip().split("\n\n"))
        self.steps((made, {}), (source, {}), (made, {}))

    def test_S17_the_working_folder_is_there_again_before_a_block_is_in_it(self):
        start = "def f(x=[]):\n    x.append(8)\n    return x"
        change = "import os\nos.makedirs('sub', exist_ok=True)\nos.chdir('sub')"
        look = "open('data.txt', 'a').write('0')"
        self.steps(blocks(start, "f()", look), blocks(start, change, "f()", look))

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


    def test_S17_a_folder_that_a_child_process_made_is_gone_with_it(self):
        look = "sorted(e for e in os.listdir('.') if e != 'doc.py'), os.path.isdir('q/r')"
        self.steps(*[blocks("import os", change, "os.path.exists('q')") for change in ("os.system('mkdir q')", "0")])
        self.steps(*[blocks("import os", change, look) for change in ("os.system('mkdir -p q/r')", "os.mkdir('q')", "0")])
        own = {"q/d.txt": "1"}
        gone = "os.remove('q/d.txt')\nos.system('rmdir q')"
        self.steps(*[(blocks("import os", change, "os.path.exists('q')"), own) for change in (gone, "0", gone)])
        listed = "import subprocess\nsubprocess.run('ls -d q', shell=True, capture_output=True).stdout"
        self.steps(blocks("import os", "0", listed), blocks("import os", "os.mkdir('q')", listed), ran=[2, 3])

    def test_S17_the_mode_of_a_file_is_set_back(self):
        own = {"d.txt": "1"}
        look = "oct(os.stat('d.txt').st_mode), open('d.txt').read()"
        for change in ("os.chmod('d.txt', 0o600)", "os.system('chmod 600 d.txt')", "os.chmod('d.txt', 0o440)"):
            with self.subTest(change):
                other = "os.chmod('d.txt', 0o640)"
                self.steps(*[(blocks("import os", one, look), own) for one in (change, other, "0", change)])
        # With its content, and of a file that was removed.
        script = "open('s.sh', 'w').write('{}')\nos.chmod('s.sh', 0o755)"
        look = "os.access('s.sh', os.X_OK), open('s.sh').read()"
        self.steps(
            blocks("import os", script.format("a"), look, "os.remove('s.sh')"),
            blocks("import os", script.format("a"), look + ", 1", "os.remove('s.sh')"),
            blocks("import os", script.format("b"), look, "os.remove('s.sh')"),
            blocks("import os", script.format("b"), look, "os.chmod('s.sh', 0o600)"),
            blocks("import os", script.format("b"), look, "0", "oct(os.stat('s.sh').st_mode)"),
        )

    def test_S17_a_file_in_a_temporary_folder_is_the_one_that_was_written(self):
        start = "import tempfile, os, shutil\nd = tempfile.mkdtemp()"
        write, more = ["with open(d + '/x', '%s') as f:\n    f.write('{}')" % mode for mode in "wa"]
        look, listed = "os.path.exists(d + '/x') and open(d + '/x').read()", "sorted(os.listdir(d))"
        for one in (write, more):
            self.steps(*[blocks(start, one.format(n), look) for n in (1, 2)], ran=[2, 3])
            self.steps(blocks(start, one.format(1), look), blocks(start, "0", look), ran=[2, 3])
            self.steps(*[blocks(start, one.format(1), f"{look}, {n}", more.format(2), look) for n in (1, 2)], ran=[3])
        self.steps(*[blocks(start, one, listed) for one in (write.format(1), "0", "os.mkdir(d + '/q')")], ran=[2, 3])
        self.steps(*[blocks(start, write.format("a" * n), "os.path.getsize(d + '/x')") for n in (1, 2)], ran=[2, 3])
        gone = "shutil.rmtree(d)"
        self.steps(*[blocks(start, write.format(1), one, "os.path.exists(d), " + look) for one in (gone, "0", gone)])
        table = "import sqlite3\nc = sqlite3.connect(d + '/x')\nc.execute('create table t as select {} as n')\nc.close()"
        rows = "import sqlite3\nc = sqlite3.connect(d + '/x')\nr = c.execute('select * from t').fetchall()\nc.close()\nr"
        self.steps(*[blocks(start, table.format(n), rows) for n in (1, 2)], ran=[2, 3])
        renamed = "os.rename(d + '/x', d + '/y')", "open(d + '/y').read()"
        self.steps(*[blocks(start, write.format(n), *renamed) for n in (1, 2)], ran=[2, 3, 4])
        self.steps(*[blocks(before + start, more.format(1), look) for before in ("", "0\n")], ran=[1, 2, 3])

    def test_S17_a_temporary_file_that_goes_with_its_block_is_nobodys_matter(self):
        whole = "import tempfile, os\nwith tempfile.TemporaryDirectory() as d:\n    open(d + '/x', 'w').write('{}')"
        self.steps(*[blocks(whole.format(n), "os.path.exists(d)", "1") for n in (1, 2)], ran=[1, 2])
        left = "f = tempfile.NamedTemporaryFile('w', delete=False)\nf.write('{}')\nf.close()\np = f.name"
        texts = "open(p).read()", "os.remove(p)", "os.path.exists(p)"
        self.steps(*[blocks("import tempfile, os", left.format(n), *texts) for n in (1, 2)])

    def test_S17_a_folder_that_a_library_made_for_itself_stays(self):
        made = "import multiprocessing.util as u\nd = u.get_temp_dir()"
        self.steps(*[blocks("import os", f"x = {n}\n{made}", "os.path.isdir(d)") for n in (1, 2)], ran=[2])

    def test_S17_the_time_of_a_file_stays_where_only_its_mode_is_set_back(self):
        own = {"d.txt": "1"}
        look = "os.stat('d.txt').st_mtime == t"
        start = "import os\nt = os.stat('d.txt').st_mtime"
        self.steps(*[(blocks(start, one, look), own) for one in ("os.chmod('d.txt', 0o600)", "0")])


class Modules(StepsCase):
    def test_S17_what_a_document_that_runs_as_a_whole_wrote_is_gone_before_its_next_run(self):
        start = "import sqlite3\ndb = sqlite3.connect('data.db')\ndb.execute('create table t (a)')\ndb.commit()\ndb.close()"
        watch = "import weakref\nclass C:\n    pass\nc = C()\nr = weakref.ref(c)\nr() is c"
        files = {"data.db": ""}
        self.steps((blocks(start, watch, "1"), files), (blocks(start, watch, "2"), files))
        self.steps((blocks(start, watch, "1"), {}), (blocks(start, watch, "2"), {}))

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

    def test_S18_a_module_that_is_taken_out_of_sys_modules_is_loaded_again(self):
        files = {"m.py": "print('load')\nseen = [1]\n"}
        look = ("import m as n\nn.seen.append(2)\nn.seen, m.seen", "'m' in sys.modules")
        gone = blocks("import m, sys", "sys.modules.pop('m')\n0", *look)
        self.steps((gone, files), (blocks("import m, sys", "0", *look), files), (gone, files), ran=[1, 2, 3])

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

    def test_S18_a_folder_is_a_package_as_long_as_anything_is_in_it(self):
        one = {"pack/lazy.py": "LEVEL = 4\n"}
        source = blocks("import pack", "import pack.lazy\npack.lazy.LEVEL", "1")
        self.steps((source, one), (source, {}), (source, one), (source, {**one, "pack/other.py": ""}), ran=[])

    def test_S18_a_module_of_the_workspace_comes_before_the_librarys(self):
        source = blocks("import colorsys", "hasattr(colorsys, 'mine')")
        own = {"colorsys.py": "mine = 1\n"}
        shown = self.steps((source, {}), (source, own), ran=[1, 2])
        self.assertEqual(set(shown.reasons), {"module-changed"})
        self.steps((source, {}), (source, own), (source, own | {"other.py": "1"}), ran=[])
        self.steps((source, {}), (source, own), (source, {}))
        # Imports find the library's first here.
        after = blocks("import sys\nsys.path.append('lib')", source)
        self.steps((after, {}), (after, {"lib/colorsys.py": "mine = 1\n"}), ran=[2])
        package = {"colorsys/__init__.py": "mine = 1\n"}
        self.steps((source, {}), (source, package))

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

    def test_S19_a_figure_of_the_past_is_open_again_where_a_block_begins_to_fail(self):
        start, use = (self.START, "fig, ax = plt.subplots()"), "y = bins * 2\nax.plot(bins, y)"
        make, label = "n, bins, patches = ax.hist([1, 2, 2, 3])", "ax.set_xlabel('v')"
        right, wrong = blocks(*start, make, use, label), blocks(*start, use, make, label)
        self.steps(right, wrong, right, wrong, ran=[2, 3, 4, 5])
        start = (self.START, "plt.figure()")
        use, make = "plt.plot(y)", "y = [1, 2]"
        right, wrong = blocks(*start, make, use, "plt.xlabel('v')"), blocks(*start, use, make, "plt.xlabel('v')")
        self.steps(right, wrong, right, wrong)

    def test_S19_what_a_plotting_call_returns_is_shown_where_no_figure_is_open(self):
        start = self.START + "\nfrom matplotlib.text import Text"
        for look in ("Text(0, 0, 'a')", "[Text(0, 0, 'a')]", "{'a': [Text(0, 0, 'a')]}"):
            self.steps(
                blocks(start, "plt.figure()", look),
                blocks(start, "0", look),
                blocks(start, "plt.figure()", look),
                ran=[2, 3],
            )

    def test_S19_a_figure_that_cannot_be_drawn_is_told_of_by_the_block_that_changed_it(self):
        start = (self.START, "fig, ax = plt.subplots()")
        wrong = "ax.set_title(r'$\\frac{$')"
        self.steps(
            blocks(*start, wrong, "1 + 1"),
            blocks(*start, "ax.set_title('a')", "1 + 1"),
            blocks(*start, wrong, "1 + 1"),
            blocks(*start, wrong, "1 + 2"),
            ran=[4],
        )

    def test_S19_a_script_that_is_divided_into_cells_closes_its_figures(self):
        texts = (self.START, "plt.plot([1, 2])", "0", "plt.title('a')", "plt.get_fignums()")
        script, cells = blocks(*texts), blocks(*("# %%\n" + text for text in texts))
        self.steps(script, cells, script, cells, ran=[2, 4, 5])


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

    def test_S20_a_list_that_a_library_holds_is_not_replaced_by_a_copy(self):
        look = "len({0}), {0}[-1], {0} is {1}"
        start = "from keyword import kwlist\nimport keyword"
        self.steps(
            *[blocks(start, f"kwlist.append('{c}')", look.format("kwlist", "keyword.kwlist")) for c in "yz"], ran=[1, 2, 3]
        )
        files = {"lib/site-packages/thing.py": "L = [1, 2]\n"}
        start = "import sys\nsys.path.append('lib/site-packages')\nimport thing\nfrom thing import L"
        self.steps(
            *[(blocks(start, f"L.append({n})", look.format("L", "thing.L")), files) for n in (3, 4)], ran=[1, 2, 3]
        )

    def test_S20_what_takes_part_in_its_own_copying_is_made_again(self):
        text = (
            "class C:\n    def __init__(self):\n        self.x = []\n"
            "    def __deepcopy__(self, memo):\n        return self\nc = C()"
        )
        self.steps(blocks(text, "c.x.append(1)", "c.x"), blocks(text, "c.x.append(2)", "c.x"), ran=[1, 2, 3])

    @unittest.skipUnless(NUMPY, "numpy is not installed")
    def test_S20_a_set_whose_elements_are_popped_is_made_again(self):
        start = ("s = {1, 2, 3}", "s.pop()", "s.add(0)")
        self.steps(blocks(*start, "s.pop()", "s"), blocks(*start, "s.pop() + 1", "s"), ran=[1, 2, 3, 4])

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

    def test_S21_code_that_lists_the_subclasses_of_a_class_runs_as_a_whole(self):
        look = "[c.__name__ for c in P.__subclasses__()]"
        states = [blocks("class P:\n    pass", f"class {c}(P):\n    pass", look) for c in "BD"]
        shown = self.needs("plain_mode", *states)
        self.assertEqual(shown.ran, [True, True, True])

    def test_S21_a_file_that_is_warned_of_when_nothing_holds_it_makes_the_document_run_as_a_whole(self):
        start = ("a = open('data.txt')", "import warnings\nwarnings.simplefilter('error')")
        files = {"data.txt": "1"}
        self.steps((blocks(*start, "a = 1"), files), (blocks(*start, "a = 2"), files))

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

    def test_S23_an_error_is_told_again_where_its_lines_are_now_and_nothing_runs(self):
        start, fail = "def f():\n    return 1 / 0", ("print('before')\nf()", "'text'.missing")
        first = blocks("x = 1", start, *fail)
        shown = self.steps(first, blocks("x = 1\nx = 1\nx = 1", start, *fail), ran=[1])
        self.assertEqual(shown.reasons[2:], ["lines-moved", "lines-moved"])
        self.steps(first, blocks("x = 1", "0", start, *fail), blocks(start, *fail), first, ran=[1])
        self.steps(first, blocks("x = 1", start, "0", fail[1]), first, ran=[3])
        # Told again twice, and then run.
        self.steps(first, "# a\n\n" + first, "# a\n# b\n\n" + first, blocks("x = 2", start, *fail))

    def test_S23_the_lines_of_a_function_are_those_of_the_block_that_it_is_of(self):
        one, use = "f = lambda: missing", "f()"
        self.steps(blocks(one, use), blocks(one, one, use), blocks(one, "0", use), ran=[2, 3])

    def test_S23_the_hint_at_an_error_tells_of_the_blocks_as_they_are_now(self):
        for before in ("c = d", "0", "c = 1 / 0", "1 / 0"):
            for after in ("c = d", "0", "c = 1 / 0", "1 / 0", "c = 1"):
                with self.subTest((before, after)):
                    self.steps(blocks("0", before, "print(c)", "c = 1"), blocks("0", after, "print(c)", "c = 1"))
        self.steps(blocks("c = d", "print(c)", "c = 1 / 0"), blocks("x = 1", "c = d", "print(c)", "c = 1 / 0"), ran=[1])

    def test_S23_the_line_of_a_module_that_cannot_be_read_stays_what_it_is(self):
        files = {"m.py": "a = 1\n\ndef broken(:\n"}
        self.steps((blocks("x = 1", "import m"), files), (blocks("x = 1\nx = 2", "import m"), files), ran=[1])
        self.steps((blocks("x = 1", "eval('1 / 0')"), {}), (blocks("x = 1\nx = 2", "eval('1 / 0')"), {}), ran=[1])

    def test_S23_an_error_that_shows_another_text_now_is_had_by_running(self):
        start, fail = "def f():\n    return 1 / 0", "f()"
        self.steps(blocks(start, fail), blocks(start + "  # never", fail), ran=[2])
        self.steps(blocks(start, fail), blocks(start, "f( )"), ran=[2])

    def test_S23_what_else_shows_line_numbers_runs_when_these_move(self):
        for use in (
            "warnings.warn('w')",
            "try:\n    1 / 0\nexcept ZeroDivisionError as error:\n    raise ValueError from error",
            "def r(n):\n    return r(n - 1) if n else 1 / 0\nr(9)",
            "compile('1 +', 'a.py', 'exec')",
            "raise ValueError('File \"a.py\", line 1')",
        ):
            with self.subTest(use):
                self.steps(blocks("import warnings", use), blocks("import warnings\n# more", use), ran=[2])

    def test_S23_S24_what_runs_in_any_case_does_so_also_when_a_block_before_it_had_to_wait(self):
        start = ("d = b = [6]", "b.append(7)", "print(b is d)")
        warn, always = "import warnings\nwarnings.warn('w')", "# | always-run\nprint(1)"
        self.steps(blocks(*start, warn), blocks(start[0], start[2], warn), ran=[2, 3])
        self.steps(blocks(*start, always), blocks(start[0], start[2], always), ran=[2, 3])

    def test_S24_an_always_run_block_and_its_readers_run_each_time(self):
        self.steps(*[blocks("# | always-run\nx = 1", "y = x", "y", "2")] * 2, ran=[1, 2, 3])


if __name__ == "__main__":
    unittest.main()
