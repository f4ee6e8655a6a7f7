"""Rules S1 to S14 of docs/soundness.md: what blocks bind, read and change, and what goes wrong without each rule."""

import sys
import unittest

from steps import StepsCase, blocks


class CodeAndBindings(StepsCase):
    def test_S1_a_block_whose_text_changed_and_not_its_code_is_kept(self):
        self.steps(blocks("x = 'a'", "print(x)"), blocks('# remark\nx = "a"  # why', "print( x )"), ran=[])

    def test_S1_a_constant_of_another_type_is_other_code(self):
        self.steps(blocks("x = 1", "x"), blocks("x = True", "x"), blocks("x = 1.0", "x"), ran=[1, 2])
        self.steps(
            blocks("def f():\n    return (1, 0.0)", "f()"),
            blocks("def f():\n    return (True, -0.0)", "f()"),
            ran=[1, 2],
        )

    def test_S1_moved_blocks_run_when_what_is_before_them_differs(self):
        self.steps(blocks("a = 1", "a", "a = 2", "a"), blocks("a = 2", "a", "a = 1", "a"))
        self.steps(blocks("print(1)", "print(2)", "print(3)"), blocks("print(3)", "print(1)", "print(2)"), ran=[])

    def test_S2_a_kept_block_still_binds_what_it_bound(self):
        self.steps(blocks("a = 1", "b = 2", "a, b"), blocks("a = 1", "b = 3", "a, b"), ran=[2, 3])
        self.steps(blocks("x = 1", "x = 2", "x"), blocks("x = 1", "x = 3", "x"), blocks("x = 1", "x"), ran=[2])

    def test_S2_what_a_block_does_not_bind_any_more_is_gone(self):
        self.steps(blocks("a = 1\nb = 2", "b"), blocks("a = 1", "b"), ran=[1, 2])
        self.steps(blocks("x = 1", "x = 2", "x"), blocks("x = 1", "x"), ran=[2])

    def test_S2_a_block_that_failed_binds_what_it_bound_before(self):
        self.steps(blocks("a = 1\n1 / 0\nb = 2", "a", "b"), blocks("a = 3\n1 / 0\nb = 2", "a", "b"), ran=[1, 2])


class Reading(StepsCase):
    def test_S3_reads_of_functions_classes_lambdas_comprehensions_and_eval_are_seen(self):
        for use in (
            "(lambda: k)()",
            "[k for _ in '1']",
            "eval('k')",
            "f()",
            "C.m()",
            "str(C().p)",
            "max([2, 1], key=lambda v: v * k)",
        ):
            with self.subTest(use):
                start = (
                    "def f():\n    return k\nclass C:\n    m = staticmethod(lambda: k)\n"
                    "    p = property(lambda self: k)"
                )
                self.steps(blocks(start, "k = 1", use, "0"), blocks(start, "k = -2", use, "0"), ran=[2, 3])

    def test_S3_reads_of_names_that_exec_makes_up_are_seen(self):
        self.steps(
            blocks("a = 1", "exec('b = a + ' + '1')", "b"),
            blocks("a = 2", "exec('b = a + ' + '1')", "b"),
            ran=[1, 2, 3],
        )

    def test_S3_a_name_that_was_looked_for_and_not_there_counts(self):
        text = "try:\n    r = missing\nexcept NameError:\n    r = 'none'"
        self.steps(blocks("0", text, "r"), blocks("missing = 1", text, "r"), blocks("0", text, "r"), ran=[1, 2, 3])

    def test_S3_main_and_the_globals_of_a_function_are_looked_into(self):
        for look in ("import __main__\n__main__.a", "import sys\nsys.modules['__main__'].a"):
            with self.subTest(look):
                self.steps(blocks("a = 1", look), blocks("a = 2", look), ran=[1, 2])

    def test_S4_readers_of_what_changed_run_and_nobody_else(self):
        self.steps(blocks("a = 1", "b = a", "c = 5", "b, c"), blocks("a = 2", "b = a", "c = 5", "b, c"), ran=[1, 2, 4])

    def test_S4_an_equal_result_ends_the_chain(self):
        self.steps(blocks("a = [1]", "b = sum(a)", "b"), blocks("a = [0, 1]", "b = sum(a)", "b"), ran=[1, 2])


class Changing(StepsCase):
    def test_S5_a_change_through_one_name_is_seen_through_all(self):
        self.needs(
            "islands",
            blocks("a = [1]\nb = {'a': a}", "a.append(2)", "b"),
            blocks("a = [1]\nb = {'a': a}", "a.append(3)", "b"),
            ran=[2, 3],
        )

    def test_S5_a_change_through_a_name_that_is_gone_is_seen(self):
        self.steps(
            blocks("a = [1]\nb = a", "a.append(2)\ndel a", "b"),
            blocks("a = [1]\nb = a", "a.append(3)\ndel a", "b"),
            ran=[2, 3],
        )
        self.steps(
            blocks("a = [1]\nb = a", "a.append(2)\na = 0", "b"),
            blocks("a = [1]\nb = a", "a.append(3)\na = 0", "b"),
            ran=[2, 3],
        )

    def test_S5_names_that_are_tied_together_later_change_together(self):
        self.steps(
            blocks("a = []\nb = []", "a.append(b)", "b.append(1)", "a"),
            blocks("a = []\nb = []", "0", "b.append(1)", "a"),
        )
        self.steps(
            blocks("a = []", "b = [a]", "b[0].append(1)", "a"), blocks("a = []", "b = [list(a)]", "b[0].append(1)", "a")
        )

    def test_S8_names_that_no_longer_share_anything_do_not_share_a_past_either(self):
        start = (
            "def fa(x=[]):\n    x.append(1)\n    return len(x)",
            "def make():\n    n = 0\n    def c():\n        nonlocal n\n        n += 1\n        return n\n    return c\nc = make()",
            "j = [fa, c]\n[g() for g in j]",
            "j = 1",
            "import functools\na = functools.partial(c)",
        )
        self.steps(
            blocks(*start, "m = [c]\n[g() for g in m]", "fa.__doc__", "fa()", "a()"),
            blocks(*start, "m = [c]\n[g() for g in m]\nm", "fa.__doc__", "fa()", "a()"),
            ran=[1, 2, 3, 5, 6, 8, 9],
        )

    def test_S5_changes_through_bound_methods_partials_views_and_slots_are_seen(self):
        for start, change, other, look in (
            ("a = []\nadd = a.append", "add(1)", "add(2)", "a"),
            ("import functools\na = []\nadd = functools.partial(a.extend)", "add([1])", "add([2])", "a"),
            ("a = bytearray(b'abc')\nb = memoryview(a)", "b[0] = 65", "b[0] = 66", "a"),
            ("class C:\n    __slots__ = 'x'\na = C()\na.x = []\nb = a.x", "b.append(1)", "b.append(2)", "a.x"),
            ("from collections import *\na = {}\nb = ChainMap(a, {})", "b['k'] = 1", "b['k'] = 2", "a"),
            (
                "class C:\n    def __repr__(self):\n        n[0] += 1\n        return str(n)\nn = [0]\na = C()",
                "a",
                "a, a",
                "n",
            ),
        ):
            with self.subTest(start):
                self.steps(blocks(start, change, look), blocks(start, other, look), blocks(start, look))

    def test_S6_what_cannot_be_compared_is_taken_to_change_with_each_use(self):
        for start, use in (
            ("g = (n for n in range(9))", "next(g)"),
            ("import itertools\ng = itertools.count()", "next(g)"),
            ("import functools\n@functools.lru_cache\ndef g(x):\n    return x", "g(1), g.cache_info()"),
            ("import threading\ng = threading.local()\ng.n = 0", "g.n += 1\ng.n"),
            (
                "import sqlite3\ng = sqlite3.connect(':memory:')\ng.execute('create table t (x)')",
                "g.execute('insert into t values (1)')\nlist(g.execute('select count(*) from t'))",
            ),
        ):
            with self.subTest(start):
                self.steps(
                    blocks(start, use, use),
                    blocks(start, f"0\n{use}", use),
                    blocks(start, use),
                    blocks(start, use, use),
                )

    def test_S6_what_it_holds_changes_with_it(self):
        self.steps(
            blocks("a = [1]\ng = (x for x in a)", "next(g)", "a.append(3)", "list(g)"),
            blocks("a = [1]\ng = (x for x in a)", "next(g)", "a.append(4)", "list(g)"),
        )

    def test_S7_a_block_that_changed_a_value_runs_when_that_value_is_made_again(self):
        self.needs(
            "identity",
            blocks("a = [1]", "b = [a]", "0"),
            blocks("a = [1]\nd = a", "b = [a]", "d is a, d is b[0]"),
            ran=[1, 2, 3],
        )
        self.steps(
            blocks("a = [1]", "b = a", "b.append(2)", "a"),
            blocks("a = [1] + []", "b = a", "b.append(2)", "a"),
            ran=[1, 2, 3],
        )

    def test_S7_what_holds_a_class_that_is_made_again_is_made_again(self):
        start = ("class C:\n    pass\nk = {}", "c = C()", "isinstance(c, C){}")
        self.needs(
            "identity",
            *[blocks(start[0].format(k), start[1], start[2].format(end)) for k, end in ((1, ""), (2, ""), (2, ", 1"))],
        )
        self.steps(
            *[
                blocks(f"def f():\n    pass\nk = {k}", "g = f", f"g is f{end}")
                for k, end in ((1, ""), (2, ""), (2, ", 1"))
            ]
        )

    def test_S8_a_block_before_the_change_finds_what_was_there_then(self):
        self.needs(
            "future",
            blocks("a = [1]", "0", "a.append(2)", "a"),
            blocks("a = [1]", "eval('a' + '')", "a.append(2)", "a"),
        )
        self.steps(
            blocks("a = [1]", "a", "a.append(2)", "a"), blocks("a = [1]", "len(a)", "a.append(2)", "a"), ran=[2, 3]
        )

    def test_S8_what_cannot_be_copied_back_is_made_again(self):
        start = "g = (n for n in [1, 2])"
        shown = self.needs("future", blocks(start, "0", "list(g)"), blocks(start, "eval('next(g, 5)')", "list(g)"))
        self.assertTrue(shown.ran[0])

    def test_S8_reads_that_nobody_could_foresee_are_repaired(self):
        source = "names = ['a', 'b']\na = [1]\nb = [2]"
        look = "[globals()[n] for n in names]"
        self.steps(
            blocks(source, "0", "a.append(b)\nb.append(3)", look),
            blocks(source, look, "a.append(b)\nb.append(3)", look),
        )

    def test_S9_equal_immutable_values_are_not_one_value(self):
        for value, other in (
            ("tuple([1, 2])", "tuple((1, 2))"),
            ("'a' * len('abc')", "'a' * 3 * len('a')"),
            ("float('1')", "1.0 * 1"),
        ):
            start, look = f"s = {value}", "s is t"
            self.needs("sharing", blocks(start, "t = s", look), blocks(start, f"t = {value}", look))
            self.steps(blocks(start, "t = s", look), blocks(f"s = {other}", "t = s", look), ran=[1, 2, 3])
            self.steps(blocks(start, f"t = {value}", look), blocks(start, "t = s", look))
            self.steps(blocks(start, "t = s", "0", look), blocks(f"s = {other}", "t = s", "1", "id(s) == id(t)"))
        same = "def same(a, b):\n    return a is b"
        self.steps(*[blocks("s = tuple([1])", f"t = {v}", same, "same(s, t)") for v in ("s", "tuple([1])")])

    def test_S9_which_object_it_is_counts_only_where_somebody_asks(self):
        values = ("s = tuple([1, 2])", "s = tuple((1, 2))")
        for look in ("s == s", "s is None, type(s) is tuple"):
            self.steps(*[blocks(value, "t = s", look) for value in values], ran=[1])
        lists = "a = b = [1]", "a is b"
        self.steps(*[blocks(value, "t = s", *lists) for value in values], ran=[1])
        both = "s = tuple([1])\nt = {}"
        self.steps(*[blocks(both.format(t), "s is t") for t in ("s", "tuple([1])")], ran=[1, 2])
        # Somebody begins to ask after the value has been made again.
        self.steps(*[blocks(v, "t = s", look) for v, look in zip((*values, values[1]), ("0", "0", "s is t"))], ran=[2, 3])

    def test_S9_two_equal_values_are_not_one_value(self):
        self.needs(
            "sharing", blocks("x = [1]", "y = x", "x is y"), blocks("x = [1]", "y = list(x)", "x is y"), ran=[2, 3]
        )
        self.steps(blocks("x = [1]", "y = [1]", "x.append(2)", "y"), blocks("x = [1]", "y = x", "x.append(2)", "y"))

    def test_S9_the_sharing_inside_of_a_value_is_part_of_its_content(self):
        self.steps(
            blocks("a = [1]\nb = [a, a]", "b[0] is b[1]"),
            blocks("a = [1]\nb = [a, list(a)]", "b[0] is b[1]"),
            ran=[1, 2],
        )


class Watched(StepsCase):
    def test_S10_an_attribute_of_a_class_that_is_bound_anew_is_seen_by_its_instances(self):
        start = "class C:\n    n = 1\nc = C()"
        self.needs("flip", blocks(start, "C.n = 5", "c.n"), blocks(start, "C.n = 6", "c.n"))
        self.steps(blocks(start, "type(c).n = 5", "c.n"), blocks(start, "type(c).n = 6", "c.n"))

    def test_S10_functions_and_cells_are_watched_like_classes(self):
        for start, change, other, look in (
            ("def f():\n    pass\ng = f", "f.n = 1", "f.n = 2", "g.n"),
            ("def f(a=1):\n    return a\ng = f", "f.__defaults__ = (2,)", "f.__defaults__ = (3,)", "g()"),
            ("def f():\n    return 1\ndef h():\n    return 2\ng = f", "f.__code__ = h.__code__", "0", "g()"),
            (
                "class A:\n    n = 1\nclass B:\n    n = 2\nclass C(A):\n    pass\nc = C()",
                "C.__bases__ = (B,)",
                "0",
                "c.n",
            ),
        ):
            with self.subTest(change):
                self.needs("flip", blocks(start, change, look), blocks(start, other, look))

    def test_S10_a_class_that_is_not_registered_any_more_is_none_of_the_abstract_ones(self):
        start = "import abc\nclass P(abc.ABC):\n    pass\nclass B:\n    pass\nclass D:\n    pass"
        look = "issubclass(B, P), isinstance(D(), P)"
        one, other = blocks(start, "P.register(B)", look), blocks(start, "P.register(D)", look)
        self.needs("flip", one, blocks(start, "0", look), one, other)
        self.steps(blocks(start, "0", look), one, one + "\n1\n", other)
        # Made again, each of the two by itself.
        apart = "import abc\nclass P(abc.ABC):\n    pass", "class B:\n    n = {}", "P.register(B)", "issubclass(B, P)"
        self.steps(*[blocks(apart[0], apart[1].format(n), *apart[2:]) for n in (1, 2)])
        self.steps(blocks(*apart), blocks(apart[0] + "\n0", *apart[1:]))

    def test_S10_a_library_keeps_what_is_registered_with_its_class_and_the_document_runs_as_a_whole(self):
        start = "from collections.abc import Sized\nclass B:\n    pass"
        shown = self.needs(
            "plain_mode",
            blocks(start, "Sized.register(B)", "issubclass(B, Sized)"),
            blocks(start, "0", "issubclass(B, Sized)"),
        )
        self.assertEqual(shown.ran, [True] * 3)
        self.steps(*[blocks("from collections.abc import Sized", f"Sized.register({n})") for n in (1, 2)], ran=[2])

    def test_S10_lists_of_classes_are_seen_to_change_as_any_list(self):
        self.steps(
            blocks("class C:\n    items = []\nc = C()", "C.items.append(1)", "c.items"),
            blocks("class C:\n    items = []\nc = C()", "C.items.append(2)", "c.items"),
        )

    def test_S10_a_function_that_only_reads_ties_nothing_together(self):
        self.steps(
            blocks("k = [1]\ndef f():\n    return k", "g = [f]", "k.append(2)", "g[0]()"),
            blocks("k = [1]\ndef f():\n    return k", "g = [f]", "k.append(3)", "g[0]()"),
            ran=[3, 4],
        )


class Names(StepsCase):
    def test_S13_a_name_that_was_deleted_and_bound_again_comes_last(self):
        look = "print([name for name in globals() if len(name) == 1])"
        again = "globals().pop('a')\na = 3"
        self.steps(blocks("a = 1", "0", again, look), blocks("a = 1", "b = 2", again, look))
        self.steps(blocks("a = 1", "0", "del a\na = 3", look), blocks("a = 1", "b = 2", "del a\na = 3", look))
        self.steps(blocks("a = 1", "b = 2", "globals()\na = 3", look), blocks("a = 1", "b = 2", again, look))

    def test_S13_a_name_that_could_have_been_deleted_and_was_not_stays_in_its_place(self):
        start, look = "e, v = 1, 2", "[x for x in list(globals()) if len(x) < 3]"
        for fails in ("1 / 0", "1"):
            change = f"try:\n    {fails}\nexcept Exception as e:\n    pass\ndef e():\n    pass"
            self.steps(blocks(start, change, look), blocks(start, change + "\n1", look), blocks(start, change, look + "\n1"))

    def test_S13_the_book_on_warnings_is_a_name_also_when_they_are_ignored(self):
        made, look = "open('o.txt', 'w').write('x')", "sorted(dir())"
        self.steps(blocks("a = 1", made, look), blocks("a = 1", "c = 2", made, look), blocks("c = 2", "a = 1", look))
        self.steps(blocks(made, look), blocks(made, look + "\n1"), blocks(look, made))

    def test_S13_a_builtin_that_is_bound_over_has_the_place_of_a_new_name(self):
        look = "[x for x in list(globals()) if x[0] != '_']"
        self.steps(blocks("h = 1\nabs = 2\nk = 3", look), blocks("h = 1\nabs = 4\nk = 3", look), blocks("k = 1", look))

    def test_S11_a_name_bound_over_a_builtin_is_seen_by_all_that_read_the_builtin(self):
        self.needs(
            "shadowed_builtins",
            blocks("x = 1", "0", "print(len('ab'))"),
            blocks("x = 1", "len = lambda s: 7", "print(len('ab'))"),
            ran=[2, 3],
        )
        self.steps(
            blocks("def f():\n    return len('ab')", "len = max", "f()"),
            blocks("def f():\n    return len('ab')", "len = min", "f()"),
            ran=[2, 3],
        )

    def test_S11_a_builtin_that_is_no_longer_bound_over_is_the_builtin_again(self):
        self.steps(
            blocks("sum = 3", "del sum", "sum([1])"), blocks("sum = 3", "sum = max", "sum([1])"), blocks("sum([1])")
        )

    def test_S12_an_attribute_of_a_module_is_set_back(self):
        self.needs(
            "patches",
            blocks("import math", "math.pi = 3", "math.pi"),
            blocks("import math", "0", "math.pi"),
            ran=[2, 3],
        )
        self.steps(
            blocks("import json", "json.JSONEncoder.default = lambda self, o: 'd'", "json.dumps(object())"),
            blocks("import json", "0", "json.dumps(object())"),
        )
        self.steps(
            blocks(
                "import math\nfrom unittest import mock",
                "p = mock.patch('math.pi', 3)\np.start()",
                "math.pi",
                "p.stop()",
                "math.pi",
            ),
            blocks(
                "import math\nfrom unittest import mock",
                "p = mock.patch('math.pi', 4)\np.start()",
                "math.pi",
                "p.stop()",
                "math.pi",
            ),
        )

    def test_S12_an_attribute_of_builtins_is_set_back(self):
        self.steps(
            blocks("import builtins", "builtins.len = lambda s: 9", "len('a')"),
            blocks("import builtins", "0", "len('a')"),
            blocks("import builtins", "builtins.extra = 1", "extra"),
            blocks("extra"),
        )

    def test_S13_a_block_that_lists_all_names_runs_when_there_is_another_one(self):
        look = "[n for n in {} if n in 'abc']"
        for names in ("globals()", "dir()", "vars()", "locals()"):
            with self.subTest(names):
                one = look.format(names)
                self.needs("whole_namespace", blocks("a = 1", one, "1"), blocks("a = 1", "c = 3", one, "1"), ran=[2, 3])

    def test_S12_lists_and_dicts_of_the_standard_library_are_set_back(self):
        for start, change, look in (
            ("import keyword", "keyword.kwlist.append('z')", "'z' in keyword.kwlist"),
            ("import reprlib", "reprlib.aRepr.maxlist = 2", "reprlib.repr([1, 2, 3])"),
            ("import keyword", "k = keyword.kwlist\nk.append('z')", "'z' in keyword.kwlist"),
            ("import urllib.parse as p", "p.uses_netloc += ['zz']", "p.uses_netloc[-1]"),
            ("from urllib import parse", "parse.uses_netloc.append('zz')", "parse.uses_netloc[-1]"),
            (
                "import xml.etree.ElementTree as ET",
                "ET.register_namespace('q', 'http://q')",
                "ET.tostring(ET.Element('{http://q}a'))",
            ),
            (
                "from http.server import SimpleHTTPRequestHandler as H",
                "import http.server\nH.extensions_map['.q'] = 'x'",
                "H.extensions_map.get('.q')",
            ),
        ):
            with self.subTest(change):
                with_it, without = blocks(start, change, look), blocks(start, "0", look)
                self.needs("patches", with_it, without)
                self.steps(without, with_it, without, with_it, blocks(start, look, change))

    def test_S12_what_one_block_imports_and_patches_is_set_back(self):
        for change, look in (
            ("import keyword\nkeyword.kwlist.append('z')", "import keyword\n'z' in keyword.kwlist"),
            ("import colorsys\ncolorsys.ONE_THIRD = 5", "import colorsys\ncolorsys.ONE_THIRD"),
        ):
            with self.subTest(change):
                self.needs("patches", blocks("0", change, look), blocks("0", "0", look), blocks("1", change, look))

    def test_S13_names_come_in_the_order_of_their_definition(self):
        look = "[n for n in globals() if n in 'ab']"
        self.steps(blocks("a = 1", "b = 2", look), blocks("b = 2", "a = 1", look))

    @unittest.skipIf(sys.version_info >= (3, 14), "annotations of modules are made when they are asked for")
    def test_S13_the_types_of_names_are_listed_where_somebody_may_look(self):
        self.steps(blocks("1", "sorted(dir())"), blocks("x: int = 1", "sorted(dir())"), ran=[1, 2])
        listed = ("y: str = ''", "__annotations__")
        self.steps(blocks("x: int = 1", *listed), blocks("x: float = 1", *listed), blocks("1", *listed), ran=[1, 2, 3])
        self.steps(blocks("x: int = 1", "y: str = ''"), blocks("x: int = 1", *listed), ran=[1, 2, 3])

    def test_S1_what_a_kept_function_warns_of_is_at_the_line_where_it_stands_now(self):
        f = "import warnings\ndef f():\n    def g():\n        warnings.warn('here')\n    g()"
        spaced = f.replace("\n    def", "\n    # Why\n\n    def")
        self.steps(blocks(f), blocks("a = 1", f), blocks("a = 1", f, "f()"), ran=[3])
        self.steps(blocks(f), blocks("# Prose", f, "f()"), ran=[2])
        self.steps(blocks(f, "1"), blocks(spaced, "1"), blocks(spaced, "f()"), ran=[2])
        self.steps(blocks(f, "1"), blocks("a = 1", spaced, "f()"), blocks(f, "f()"), ran=[2])

    def test_S1_looking_at_values_leaves_their_pickles_as_they_are(self):
        dumped = "import pickle\nprint(pickle.dumps([p, e]))"
        for value in ("functools.partial(int, base=2)", "functools.partial(print)"):
            self.steps(blocks(f"import functools\np = {value}\ne = OSError(2, 'no')", "p, e", dumped))

    def test_S6_what_holds_a_class_runs_when_an_equal_one_of_another_block_has_its_name(self):
        made, use = "class C:\n    n = 1", "k = C()"
        for look in ("isinstance(k, C)", "type(k) is C"):
            asks = blocks("0", made, made, use, look)
            self.needs("identity", blocks("0", made, use, "1"), blocks("0", made, made, use, "1"), asks)
        self.steps(blocks(made, "all = [C]", "k = all[0]()", "1"), blocks(made, made, "all = [C]", "k = all[0]()", "isinstance(k, C)"))

    def test_S4_blocks_that_only_note_types_are_not_tied_together(self):
        self.steps(blocks("x: int = 1", "y: str = ''", "y"), blocks("x: float = 1", "y: str = ''", "y"), ran=[1])

    def test_S13_what_is_bound_through_the_namespace_is_bound(self):
        self.steps(
            blocks("globals().update(a=1)", "a"),
            blocks("globals().update(a=2)", "a"),
            blocks("locals()['a'] = 3", "a"),
            ran=[1, 2],
        )

    def test_S14_del_deletes_a_name_that_an_earlier_block_bound(self):
        self.needs("deletions", blocks("a = 1", "del a", "a"), blocks("a = 1", "0", "a"), ran=[2, 3])
        text = "def f():\n    global a\n    del a"
        self.needs("deletions", blocks("a = 1", text, "f()", "a"), blocks("a = 2", text, "f()", "a"))

    def test_S14_del_of_a_name_that_nobody_bound_fails_as_in_a_script(self):
        self.steps(blocks("del nobody", "1"), blocks("nobody = 1", "del nobody"))
        self.steps(blocks("del len", "len('a')"), blocks("len = 1\ndel len", "len('a')"))


if __name__ == "__main__":
    unittest.main()
