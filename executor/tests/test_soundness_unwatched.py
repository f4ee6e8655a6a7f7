"""What watching must not change: each state is compared with a fresh run in an ordinary namespace (docs/soundness.md)."""

import unittest

from steps import StepsCase, blocks


class Unwatched(StepsCase):
    def test_S3_code_with_globals_of_its_own_finds_none_of_the_documents_names(self):
        self.steps(
            blocks("a = 1", "eval('x + a', {'x': 3})"),
            blocks("a = 1", "exec('print(x, a)', {'x': 3, 'a': 4})", "eval('len(x)', {'x': [1]})"),
        )

    def test_S3_the_module_of_the_document_is_called_a_module(self):
        self.steps(
            blocks("import __main__", "delattr(__main__, 'a')", "type(__main__).__name__"),
            blocks("import __main__", "__main__.a = 1", "del __main__.a", "__main__.a"),
        )

    def test_S13_a_module_that_looks_into_its_callers_frame_finds_every_name(self):
        helper = {
            "helper.py": """
import inspect, sys
def look(name):
    return sys._getframe(1).f_globals.get(name, "absent")
def look_far(name):
    frame = inspect.currentframe()
    while "__file__" not in frame.f_globals or not frame.f_globals["__file__"].endswith("a.py"):
        frame = frame.f_back
    return frame.f_globals.get(name, "absent")
"""
        }
        for call in ("helper.look('a')", "helper.look_far('a')", "f()"):
            with self.subTest(call):
                state = ("import helper", "a = {}", "def f():\n    return helper.look_far('a')", "c = 3", call)
                texts = ["\n\n".join(state).format(n) + "\n" for n in (1, 2)]
                self.steps(*[(text, helper) for text in texts], ran=[2, 5])

    def test_S13_the_globals_of_functions_and_frames_hold_every_name(self):
        for look in ("f.__globals__['a']", "sys._getframe().f_globals['a']", "inspect.currentframe().f_locals['a']"):
            with self.subTest(look):
                start = "import inspect, sys\ndef f(): pass"
                self.steps(*[blocks(start, f"a = {n}", look) for n in (1, 2)], ran=[2, 3])

    def test_S13_tests_in_docstrings_find_the_functions_of_other_blocks(self):
        define = 'def f():\n    """\n    >>> f()\n    {}\n    """\n    return 1'
        self.steps(*[blocks("import doctest", define.format(n), "doctest.testmod()") for n in (1, 2)])

    def test_S13_what_only_asks_for_the_name_of_its_module_looks_at_nothing(self):
        code = "P = collections.namedtuple('P', 'x')\nclass E(enum.Enum):\n    A = 1\n@dataclasses.dataclass\nclass D:\n    x: 'int' = 1"
        start = "import collections, dataclasses, enum"
        self.steps(*[blocks(start, f"k = {n}", code, "P(1), E.A, D()") for n in (1, 2)], ran=[2])

    def test_S13_names_that_one_block_binds_come_in_the_order_in_which_it_binds_them(self):
        look = "[x for x in globals() if len(x) == 1]"
        self.steps(
            blocks("b, *c = [0, 7, 4]", look),
            blocks("c = [1]\nb = c\na = {'k': [8]}", look),
            blocks("c = [1]\nb = c\na = {'k': [8]}\nc = 2", look),
        )

    def test_S17_a_file_that_is_let_go_of_has_been_written(self):
        look = "open('x.txt').read()"
        for opened in ("open('x.txt', 'w')", "[open('x.txt', 'w')][:]", "__import__('codecs').open('x.txt', 'w', 'utf-8')"):
            held = f"f = {opened}\n(f[0] if isinstance(f, list) else f).write('a')"
            self.steps(
                blocks(held, look),
                blocks(held, "f = None", look),
                blocks(held, "del f", look),
                blocks("f = open('x.txt', 'w')\nf.close()", "f = None", look),
            )

    def test_S10_S17_a_block_that_runs_twice_for_a_class_finds_the_files_as_they_were(self):
        insert = "db = sqlite3.connect('n.db')\ndb.execute('create table if not exists t (n)')"
        insert += "\ndb.execute('insert into t values (1)')\ndb.commit()\nL.n = 2"
        count = "sqlite3.connect('n.db').execute('select count(*) from t').fetchone()"
        self.steps(blocks("import sqlite3", "class L:\n    n = 1", insert, count))


if __name__ == "__main__":
    unittest.main()
