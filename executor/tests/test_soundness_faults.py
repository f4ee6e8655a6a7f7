"""Corners of the rules, the smallest case of each. One that is wrong is marked as an expected failure, with its cause."""

import importlib.util
import unittest

from steps import StepsCase, blocks

PYPLOT = importlib.util.find_spec("matplotlib") is not None
NUMPY = importlib.util.find_spec("numpy") is not None
PANDAS = importlib.util.find_spec("pandas") is not None


class Code(StepsCase):
    def test_S1_a_record_that_goes_to_another_block_takes_what_was_shown_with_it(self):
        remark = "# a remark that is so much longer than the code that the block counts as a new one\n"
        self.steps(blocks("a = 1", "a", "a+1"), blocks("a = 1", remark + "a+1", "a"))

    def test_S1_a_future_statement_changes_the_blocks_after_it(self):
        source = "from __future__ import annotations", "def f(x: Nobody):\n    pass\nf.__annotations__"
        self.steps(blocks(*source), blocks("0", source[1]))

    def test_S1_whoever_reads_the_documents_own_text_reads_its_remarks(self):
        self.steps(
            blocks("import inspect\ndef f():\n    return 1  # one", "inspect.getsource(f)"),
            blocks("import inspect\ndef f():\n    return 1  # two", "inspect.getsource(f)"),
        )


class Content(StepsCase):
    def test_S5_a_context_manager_that_changed_runs_its_users(self):
        start = "from contextlib import contextmanager\n@contextmanager\ndef f():\n    yield {}"
        self.steps(*[blocks(start.format(n), "with f() as x:\n    print(x)") for n in (1, 2)])

    def test_S5_what_is_registered_with_a_single_dispatch_function_changes_it(self):
        start = "from functools import singledispatch\n@singledispatch\ndef f(x):\n    return 'o'"
        self.steps(*[blocks(start, f"f.register(int, lambda x: '{c}')", "f(1)") for c in "ij"])

    def test_S5_what_a_dataclass_shows_is_part_of_it(self):
        start = "from dataclasses import dataclass, field\n@dataclass\nclass P:\n    y: int = field(default=1, repr={})"
        self.steps(*[blocks(start.format(one), "P()") for one in (True, False)])

    def test_S5_the_fields_of_a_dataclass_are_part_of_it(self):
        start = (
            "from dataclasses import dataclass, field, fields\n@dataclass\nclass P:\n"
            "    y: int = field(default=1, metadata={{'a': {}}})"
        )
        self.steps(*[blocks(start.format(n), "fields(P)[0].metadata['a']") for n in (1, 2)])

    def test_S5_the_docstring_of_a_class_is_part_of_it(self):
        self.steps(*[blocks(f"class C:\n    '{c}'", "C.__doc__") for c in "ab"])

    def test_S5_the_annotations_of_a_function_are_part_of_it(self):
        self.steps(*[blocks(f"def f(x: {c}):\n    pass", "f.__annotations__") for c in ("int", "str")])

    def test_S5_attributes_of_members_of_enumerations_are_seen(self):
        self.steps(
            *[blocks("import enum\nclass E(enum.Enum):\n    A = 1", f"E.A.note = {n}", "E.A.note") for n in (1, 2)]
        )

    @unittest.skipUnless(NUMPY, "numpy is not installed")
    def test_S5_an_array_over_a_buffer_of_somebody_else_changes_with_it(self):
        start = "import numpy as np\nb = bytearray(8)\na = np.frombuffer(b, dtype='u1')"
        self.steps(*[blocks(start, f"b[0] = {n}", "a") for n in (1, 2)])

    @unittest.skipUnless(PANDAS, "pandas is not installed")
    def test_S5_what_lies_in_one_memory_changes_together_and_is_made_again_together(self):
        start = "import array\nimport numpy as np\nimport pandas as pd"
        for make, view in (
            ("a = np.arange(4)", "v = a[1:]"),
            ("a = np.arange(6).reshape(2, 3)", "v = a.T"),
            ("m = np.arange(5)\na = m[1:]", "v = m[2:]\ndel m"),
            ("a = np.zeros(3)", "v = [a, a[1:]]"),
            ("a = bytearray(4)", "v = np.frombuffer(a, dtype='u1')"),
            ("a = array.array('i', [1, 2])", "v = np.frombuffer(a, dtype='i4')"),
            ("a = np.arange(4)", "v = pd.Series(a, copy=False)"),
        ):
            with self.subTest(make, view=view):
                look = ("print(a)", "print(list(v))")
                changed = [blocks(start, make, view, f"a[1] = {n}", *look) for n in (5, 6)]
                self.steps(*changed, blocks(start, make, view, "1", *look), changed[0])
                tied = view + "\nw = [a, v]"
                self.steps(
                    *[blocks(start, make, tied, f"a[1] = {n}", "print(w)") for n in (5, 6)],
                    *[blocks(start, make, tied, "print(w)", f"a[1] = {n}") for n in (5, 6)],
                )

    @unittest.skipUnless(PANDAS, "pandas is not installed")
    def test_S4_reading_a_column_of_a_frame_changes_nothing(self):
        start = ("import pandas as pd\nimport numpy as np", "d = pd.DataFrame(np.ones((5, 2)), columns=['x', 'y'])")
        self.steps(*[blocks(*start, f"d['x'].mean() + {n}", "d['y'].sum()") for n in (1, 2)], ran=[3])

    @unittest.skipUnless(PANDAS, "pandas is not installed")
    def test_S5_an_attribute_of_a_frame_that_is_no_column_is_part_of_it(self):
        start = "import pandas as pd\na = pd.DataFrame({'x': [1, 3]})"
        self.steps(*[blocks(start, f"a.v = [{n}]", "a.v", "hasattr(a, 'v')") for n in (1, 2)])
        self.steps(blocks(start, "a.v = [1]", "hasattr(a, 'v')"), blocks(start, "1", "hasattr(a, 'v')"))
        # The first time, pandas warns of it.
        for name in ("__defaults__", "_v"):
            self.steps(*[blocks(start, f"a.{name} = ([4],)\nprint({n})") for n in (1, 2)], ran=[2])

    @unittest.skipUnless(NUMPY, "numpy is not installed")
    def test_S5_a_view_of_a_view_changes_with_what_is_between_them(self):
        # The copy that takes the place of `b` holds its memory in another array.
        start = "import numpy as np\nb = np.ma.masked_greater([1, 7, 9], 7)"
        view, other, change = "n = np.asarray(b)", "n = [3]", "b[0] = 9"
        self.steps(
            blocks("h = 7", start, view, other, "print(n)", change, "print(n, h)"),
            blocks("h = 8", start, view + "\n1", other, "print(n)", change, "print(n, h)"),
            blocks("h = 8", start, other, view + "\n1", "print(n)", change, "print(n, h)"),
        )

    def test_S5_a_mapping_proxy_changes_with_its_dict(self):
        start = "import types\nd = {}\nview = types.MappingProxyType(d)"
        self.steps(*[blocks(start, f"d['k'] = {n}", "dict(view)") for n in (1, 2)])


class Holders(StepsCase):
    """What depends on who else holds a value is as in a script, which lets go of what it does not need."""

    def test_what_others_hold_no_longer_can_be_resized(self):
        self.steps(blocks("b = bytearray(2)", "m = memoryview(b)", "del m", "b.extend(b'1')", "b"))
        self.steps(blocks("b = bytearray(2)", "m = memoryview(b)", "b.extend(b'1')", "b"))
        self.steps(*[blocks(str(n), "b = bytearray(2)", "m = memoryview(b)", "m = 0\nb.pop()", "b") for n in (1, 2)])

    @unittest.skipUnless(NUMPY, "numpy is not installed")
    def test_an_array_that_nobody_else_holds_can_be_resized(self):
        start = "import numpy as np\na = np.arange(3)"
        self.steps(*[blocks(str(n), start, "a.resize(5)\na", "a") for n in (1, 2)])
        self.steps(blocks(start, "v = a[1:]", "a.resize(5)", "a"))

    def test_what_cleans_up_when_nobody_holds_it_does(self):
        generator = "def g():\n    try:\n        yield 1\n    finally:\n        print('closed')\nx = g()"
        folder = "import os, tempfile\nx = tempfile.TemporaryDirectory()\np = x.name"
        for start, look in ((generator, "next(x)"), (folder, "os.path.exists(p)")):
            for let_go in ("x = None", "del x"):
                with self.subTest(start, let_go=let_go):
                    self.steps(*[blocks(str(n), "import os", start, look, let_go, look, "1") for n in (1, 2)])
        self.steps(blocks("x = f()", "x = 0"), blocks("async def f():\n    pass", "x = f()", "x = 0"))
        self.steps(*[blocks(str(n), "async def f():\n    pass\nx = f()", "x = 0", "1") for n in (1, 2)])

    @unittest.skipUnless(PANDAS, "pandas is not installed")
    def test_pandas_warns_of_a_change_to_a_part_while_the_whole_is_there(self):
        start = "import pandas as pd\na = pd.DataFrame({'x': [1, 8, 3]})"
        for cut in ("a = a[a.x > 2]", "b = a[a.x > 2]", "b = a[a.x > 2]\ndel a", "b = a[a.x > 2]\na = 0"):
            name = cut[0]
            change = f"{name}.loc[1, 'x'] = 9"
            with self.subTest(cut):
                self.steps(blocks(start, cut, change, name), blocks("1", start, cut, change + "\n1", name))
                self.steps(blocks(start, cut + "\n" + change, name), blocks(start, cut + "\n" + change + "\n1", name))
        mixed = start.replace("}", ", 'y': list('pqr')}")
        for let_go in ("del a", "a = 1", "1"):
            self.steps(*[blocks(str(n), mixed, "b = a['x']", let_go, "b.iloc[0] = 1", "b") for n in (1, 2)])
        self.steps(
            blocks(start, "b = a[a.x > 2]", "1", "b.loc[1, 'x'] = 9", "b"),
            blocks(start, "b = a[a.x > 2]", "del a", "b.loc[1, 'x'] = 9", "b"),
            blocks(start, "b = a[a.x > 2]", "c = a\ndel a", "b.loc[1, 'x'] = 9", "b"),
            blocks(start, "b = a[a.x > 2]", "1", "b.loc[1, 'x'] = 9", "b"),
        )


class Hints(StepsCase):
    def test_S1_an_error_names_no_name_like_the_missing_one_that_another_block_binds(self):
        self.steps(blocks("fb = 1", "fa"), blocks("1", "fa"), blocks("fc = 1", "fa"))
        self.steps(blocks("1", "sys.argv"), blocks("syt = 1", "sys.argv"))

    def test_S1_errors_behind_a_block_that_no_longer_ends_the_run_are_told_where_they_are_now(self):
        failing, ending = "a = 0\nK", "import sys\na == 0 and sys.exit(0)"
        self.steps(blocks(failing, ending), blocks(ending, failing))
        self.steps(blocks(ending, failing), blocks(failing, ending))

    def test_S1_a_hint_is_given_only_where_it_can_be_put_right_without_running_the_block(self):
        failed = "import warnings\nwarnings.warn('careful')\nb"
        self.steps(blocks("b = 1 / 0", failed), blocks("b = = 1", failed))
        self.steps(blocks("a = 1", failed), blocks("b = 1 / 0", failed))
        self.steps(blocks("b = 1 / 0", "b"), blocks("b = = 1", "b"))


class Patches(StepsCase):
    def test_S12_a_module_that_is_patched_through_a_parameter_is_set_back(self):
        start = "import math\ndef f(m, x):\n    m.pi = x"
        self.steps(blocks(start, "f(math, 3)", "math.pi"), blocks(start, "0", "math.pi"))

    def test_S12_a_module_that_is_patched_through_its_dict_is_set_back(self):
        self.steps(blocks("import math", "vars(math)['pi'] = 3", "math.pi"), blocks("import math", "0", "math.pi"))

    def test_S12_an_attribute_of_sys_is_set_back(self):
        self.steps(
            blocks("import sys", "sys.mine = 1", "hasattr(sys, 'mine')"),
            blocks("import sys", "0", "hasattr(sys, 'mine')"),
        )

    def test_S15_a_stream_that_was_put_in_the_place_of_stdout_is_there_no_more(self):
        start = "import sys, io\nold = sys.stdout"
        self.steps(
            blocks(start, "sys.stdout = io.StringIO()", "print('x')", "sys.stdout = old"),
            blocks(start, "0", "print('x')", "sys.stdout = old"),
        )

    def test_S22_a_patch_of_a_block_that_was_cut_short_is_undone(self):
        start = "import math\ng = (n for n in [1, 2])"
        block = "math.pi += 1\neval('next(g, 5)')"
        self.steps(blocks(start, "0", "list(g)", "math.pi"), blocks(start, block, "list(g)", "math.pi"))


class Process(StepsCase):
    def test_S16_what_a_module_of_the_workspace_sets_is_set_by_the_block_that_imports_it(self):
        own = {"two.py": "import random\nrandom.seed(5)\n"}
        self.steps(
            (blocks("import random", "import two", "random.random()"), own),
            (blocks("import random", "0", "random.random()"), own),
        )

    def test_S20_an_object_that_belongs_to_a_library_is_not_replaced_by_a_copy(self):
        for start, change, look in (
            ("import os\ne = os.environ", "e['PINLIGHT_TEST'] = '{}'", "os.environ.get('PINLIGHT_TEST')"),
            ("import sys\np = sys.path", "p.append('{}')", "sys.path[-1]"),
        ):
            with self.subTest(start):
                self.steps(*[blocks(start, change.format(n), look) for n in (1, 2)])


class Modules(StepsCase):
    def test_S18_names_with_underscores_are_part_of_a_module(self):
        source = blocks("import two", "two.__version__")
        self.steps(*[(source, {"two.py": f"__version__ = '{n}'\n"}) for n in (1, 2)])

    def test_S18_a_module_that_is_an_attribute_of_another_one_is_read(self):
        source = blocks("import one", "one.two.x")
        self.steps(*[(source, {"one.py": "import two\n", "two.py": f"x = {n}\n"}) for n in (1, 2)])


@unittest.skipUnless(PYPLOT, "matplotlib is not installed")
class Figures(StepsCase):
    libraries = ("matplotlib.pyplot",)

    def test_S19_a_block_that_looks_at_no_figure_closes_none(self):
        start = "import matplotlib.pyplot as plt"
        self.steps(
            blocks(start, "plt.figure()", "plt.figure()", "plt.get_fignums()"),
            blocks(start, "plt.figure()", "0", "plt.get_fignums()"),
        )


if __name__ == "__main__":
    unittest.main()
