"""After any edit the document shows what a run from nothing would show, and no more runs than has to."""

import unittest

from doors import Session, text_of


class Incremental(unittest.TestCase):
    def steps(self, *states, files=None):
        """Shows the states one after the other; each must show what a fresh session shows. Returns the last."""
        with Session() as session:
            for index, source in enumerate(states):
                result = session.show(source, files if index == 0 else None)
        with Session() as fresh:
            self.assertEqual(result.elements(), fresh.show(states[-1], files).elements())
        return result

    def test_R_changing_in_place_never_shows_twice(self):
        result = self.steps("data = [1]\n\ndata.append(2)\ndata", "data = [1]\n\ndata.append(3)\ndata")
        self.assertEqual((result.ran, result.texts()[-1]), ([False, True], "[1, 3]"))

    def test_R_two_names_for_one_list_stay_two_names_for_one_list(self):
        start = "a = [1]\nb = {'a': a}\n\n"
        result = self.steps(start + "a.append(2)\nb", start + "a.append(3)\n(b, b['a'] is a)")
        self.assertEqual(result.ran, [False, True])

    def test_R_prose_comments_formatting_and_pragmas_run_nothing(self):
        result = self.steps("a = f'{1}'\n\nprint(a)", "# Prose\n\n# | hide-code\na = f'{1}'  # why\n\n# more\nprint( a )")
        self.assertEqual(result.ran, [False, False])

    def test_R_blocks_before_the_change_are_kept(self):
        result = self.steps("a = 1\n\nb = a\n\nc = b\nc", "a = 1\n\nb = a + 1\n\nc = b\nc")
        self.assertEqual(result.ran, [False, True, True])
        self.assertEqual([b["reasonCode"] for b in result.blocks], ["kept", "source-changed", "input-changed"])

    def test_R_removing_the_end_and_adding_to_it_forgets_what_was_there(self):
        result = self.steps("a = [1]\n\na.append(2)", "a = [1]", "a = [1]\n\na\n\nlen(a)")
        self.assertEqual(result.texts(), ["", "[1]", "1"])

    def test_R_moving_a_block_runs_it_where_it_is_now(self):
        self.steps("a = [1]\n\na.append(2)\n\na.append(3)\n\na", "a = [1]\n\na.append(3)\n\na.append(2)\n\na")

    def test_R_functions_follow_the_names_they_read(self):
        start = "k = 1\ndef f():\n    return k\n\n"
        result = self.steps(start + "k = 2\nf()", start + "k = 3\nf()", start + "g = f\n(f(), g is f)")
        self.assertEqual((result.ran, result.texts()[-1]), ([False, True], "(1, True)"))

    def test_R_state_on_functions_and_classes_is_noticed(self):
        for start, edit in (
            ("def f(x=[]):\n    x.append(1)\n    return x", "f()"),
            ("def f(): pass", "f.n = getattr(f, 'n', 0) + 1\nf.n"),
            ("class A:\n    n = 0", "A.n += 1\nA.n"),
            ("class A:\n    items = []", "A.items.append(1)\nA.items"),
            ("def make():\n    n = 0\n    def step():\n        nonlocal n\n        n += 1\n        return n\n    return step\nstep = make()", "step()"),
            ("import itertools\ncount = itertools.count()", "next(count)"),
            ("numbers = (n for n in range(9))", "next(numbers)"),
            ("import functools\n@functools.lru_cache\ndef f(x): return k + x\nk = 1\nf(1)", "k = 5\nf(1)"),
            ("class A:\n    def __init__(self): self.x = []\na = A()", "a.x.append(1)\na.x"),
        ):
            with self.subTest(start):
                self.steps(f"{start}\n\n{edit}", f"{start}\n\n0\n{edit}")

    def test_R_a_state_that_cannot_be_set_back_runs_from_before_it(self):
        result = self.steps("g = (n for n in [1, 2])\n\nnext(g)", "g = (n for n in [1, 2])\n\n'x', next(g)")
        self.assertEqual([b["reasonCode"] for b in result.blocks], ["set-back", "source-changed"])
        self.assertEqual(result.blocks[0]["reason"], "ran: block 2 needs what it made, as it was before it was changed in place")

    def test_R_the_docstring_is_the_present_one(self):
        result = self.steps('"""A"""\n\n1\n\n__doc__', '"""B"""\n\n1\n\n__doc__', '"""C"""\n\n1\n\n__doc__')
        self.assertEqual((result.ran, result.texts()[-1]), ([False, True], "'C'"))
        self.steps("__doc__ = 'mine'\n\n__doc__, 1", "__doc__ = 'mine'\n\n__doc__, 2")

    def test_R_classes_and_their_instances_stay_together(self):
        start = "import dataclasses, enum\n@dataclasses.dataclass\nclass P:\n    x: int\nclass E(enum.Enum):\n    A = 1\np = P(1)\ne = E.A\n\n"
        result = self.steps(start + "p.x = 2", start + "p.x += 1\n(p, isinstance(p, P), e is E.A, P(2) == p)")
        self.assertEqual((result.ran, result.texts()[-1]), ([False, True], "(P(x=2), True, True, True)"))

    def test_R_random_numbers_environment_and_folder_are_set_back(self):
        start = "import os, random\nrandom.seed(1)\n\n"
        self.steps(
            start + "os.environ['PINLIGHT_X'] = '1'\nos.chdir('/')\nrandom.random()",
            start + "(os.environ.get('PINLIGHT_X'), os.getcwd() == '/', random.random())",
        )

    def test_R_a_changed_module_runs_from_its_import_and_its_state_is_new(self):
        with Session() as session:
            source = "import helper\n\nhelper.LOG.append(1)\nhelper.LOG, helper.x\n\nhelper.LOG"
            first = session.show(source, {"helper.py": "LOG = []\nx = 1\n"})
            self.assertEqual(first.answer["imports"], ["helper.py"])
            kept = session.show(source, {"helper.py": "# remark\nLOG = []\nx = 1\n"})
            self.assertEqual(kept.ran, [False, False, False])
            again = session.show(source, {"helper.py": "LOG = []\nx = 2\n"})
            self.assertEqual((again.ran, again.texts()), ([True, True, True], ["", "([1], 2)", "[1]"]))
            self.assertEqual(again.blocks[0]["reason"], "ran: the module `helper.py` that it imports changed")
            edited = session.show(source.replace("append(1)", "append(5)"))
            self.assertEqual((edited.ran, edited.texts()[1]), ([True, True, True], "([5], 2)"))

    def test_R_a_module_of_a_module_counts(self):
        with Session() as session:
            source = "1\n\nfrom pack import one\none.two.x"
            files = {"pack/__init__.py": "", "pack/one.py": "from . import two", "pack/two.py": "x = 1"}
            self.assertEqual(session.show(source, files).texts(), ["1", "1"])
            result = session.show(source, {"pack/two.py": "x = 2"})
            self.assertEqual((result.ran, result.texts()), ([False, True], ["1", "2"]))

    def test_R_a_module_that_was_missing_is_found_when_it_comes(self):
        with Session() as session:
            source = "1\n\nimport helper\nhelper.x"
            first = session.show(source)
            self.assertIn("ModuleNotFoundError", text_of(first.blocks[1]))
            self.assertIn("helper.py", first.answer["reads"])
            self.assertEqual(session.show(source, {"helper.py": "x = 4"}).texts(), ["1", "4"])
            gone = session.show(source, {"helper.py": None})
            self.assertIn("ModuleNotFoundError", text_of(gone.blocks[1]))

    def test_R_a_changed_data_file_runs_its_readers(self):
        with Session() as session:
            source = "import os\n\nopen('data/a.txt').read()\n\nsorted(os.listdir('data'))"
            first = session.show(source, {"data/a.txt": "one"})
            self.assertEqual(first.answer["reads"], ["data/", "data/a.txt"])
            self.assertEqual(session.show(source, {"other.txt": "x"}).ran, [False, False, False])
            again = session.show(source, {"data/a.txt": "two"})
            self.assertEqual((again.ran, again.texts()[1]), ([False, True, False], "'two'"))
            self.assertEqual(session.show(source, {"data/b.txt": ""}).texts()[2], "['a.txt', 'b.txt']")

    def test_P_always_run_and_depends(self):
        with Session() as session:
            source = "1\n\n# | always-run\n2\n\n# | depends: x.txt\n3"
            session.show(source)
            self.assertEqual(session.show(source).ran, [False, True, False])
            source = source.replace("always-run", "hide-code")
            session.show(source)
            self.assertEqual(session.show(source, {"x.txt": "1"}).ran, [False, False, True])

    def test_P_what_reads_an_always_run_block_runs_too(self):
        with Session() as session:
            source = "# | always-run\nx = 1\n\ny = x\n\ny\n\n3"
            session.show(source)
            self.assertEqual(session.show(source).ran, [True, True, True, False])

    def test_I_kept_blocks_keep_id_and_elements(self):
        with Session() as session:
            first = session.show("print(1)\n\nprint(2)")
            second = session.show("print(1)\n\n'between'\n\nprint(2)")
            self.assertEqual([first.blocks[0]["id"], first.blocks[1]["id"]], [second.blocks[0]["id"], second.blocks[2]["id"]])
            self.assertEqual(second.texts(), ["1\n", "'between'", "2\n"])


if __name__ == "__main__":
    unittest.main()
