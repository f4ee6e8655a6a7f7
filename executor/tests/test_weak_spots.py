"""Everyday code that tools of this kind get wrong: edited in every way, it shows what a fresh run shows."""

import unittest

from steps import StepsCase, blocks


class WeakSpots(StepsCase):
    def test_a_name_that_is_read_and_bound_by_one_block(self):
        self.steps(blocks("x = [1]", "x = x + [2]", "x"), blocks("x = [1]", "x = x + [3]", "x"), ran=[2, 3])
        self.steps(blocks("x = [1]", "x = x + [2]", "x"), blocks("x = [5]", "x = x + [2]", "x"), ran=[1, 2, 3])
        self.steps(blocks("x = [1]", "x = x + [2]", "x"), blocks("x = [1]", "x = x + [2]", "x, 1"), ran=[3])
        self.steps(
            blocks("x = [1]", "x = x + [2]", "x"), blocks("x = [1]", "x = x + [2]", "x = x + [2]", "x"), ran=[3, 4]
        )

    def test_two_identical_blocks(self):
        two = blocks("n = []", "n.append(len(n))\nn", "n.append(len(n))\nn")
        self.steps(two, blocks("n = [7]", "n.append(len(n))\nn", "n.append(len(n))\nn"), ran=[1, 2, 3])
        self.steps(two, blocks("n = []", "n.append(len(n))\nn"), ran=[])
        self.steps(two, blocks("n = []", *["n.append(len(n))\nn"] * 3), ran=[4])
        self.steps(
            blocks("n = 0", "n += 1\nn", "n += 1\nn"), blocks("n = 0", "n += 1\nn", "n = 5", "n += 1\nn"), ran=[3, 4]
        )

    def test_changing_in_place(self):
        for change, other in (
            ("a.append(2)", "a.append(3)"),
            ("a[0] = 2", "a[0] = 3"),
            ("a += [2]", "a += [3]"),
            ("a.extend(a)", "a.extend(a * 2)"),
            ("a.sort(reverse=True)", "a.reverse()"),
            ("del a[0]", "del a[1]"),
            ("a[:] = [9]", "a[:] = [8]"),
            ("b.append(2)", "b.append(3)"),
        ):
            with self.subTest(change):
                start = "a = [5, 6, 1]\nb = a"
                self.steps(
                    blocks(start, change, "a, b, a is b"),
                    blocks(start, other, "a, b, a is b"),
                    blocks(start, "a, b, a is b"),
                    blocks(start, change, change, "a, b, a is b"),
                    ran=[2, 3, 4],
                )

    def test_what_reads_before_the_change_is_kept_and_can_be_edited(self):
        self.steps(
            blocks("a = [1]", "a", "a.append(2)", "a"),
            blocks("a = [1]", "len(a)", "a.append(2)", "a"),
            blocks("a = [1]", "len(a), a", "a.append(2)", "a"),
        )

    def test_items_of_dicts(self):
        start = "d = {}\nk = 'x'"
        self.steps(blocks(start, "d[k] = 1", "d"), blocks(start, "d[k] = 2", "d"), blocks(start, "d"), ran=[2])
        self.steps(blocks(start, "d[k] = 1", "d"), blocks("d = {}\nk = 'y'", "d[k] = 1", "d"), ran=[1, 2, 3])
        self.steps(
            blocks("d = {'a': []}", "d['a'].append(1)", "d"),
            blocks("d = {'a': []}", "d['a'].append(2)", "d"),
            ran=[2, 3],
        )
        self.steps(
            blocks("d = {'a': []}\ne = d['a']", "d['a'].append(1)", "e"),
            blocks("d = {'a': []}\ne = d['a']", "0", "e"),
            ran=[2, 3],
        )
        self.steps(
            blocks("d = {}", "d.setdefault('a', []).append(1)", "d"),
            blocks("d = {}", "d.setdefault('b', []).append(1)", "d"),
            ran=[2, 3],
        )

    def test_augmented_assignment(self):
        self.steps(
            blocks("n = 1", "n += 1", "n"),
            blocks("n = 1", "n += 2", "n"),
            blocks("n = 3", "n += 2", "n"),
            ran=[1, 2, 3],
        )
        self.steps(blocks("n = 1", "n += 1", "n += 1", "n"), blocks("n = 1", "n += 1", "n"), ran=[3])
        self.steps(blocks("a = [1]\nb = a", "a += [2]", "b"), blocks("a = [1]\nb = a", "a = a + [2]", "b"), ran=[2, 3])
        self.steps(
            blocks("n = 1", "def f():\n    global n\n    n += 1", "f()", "n"),
            blocks("n = 1", "def f():\n    global n\n    n += 5", "f()", "n"),
            ran=[2, 3, 4],
        )

    def test_loop_variables(self):
        self.steps(blocks("for i in range(3):\n    pass", "i"), blocks("for i in range(4):\n    pass", "i"), ran=[1, 2])
        self.steps(
            blocks("i = 9", "for i in []:\n    pass", "i"), blocks("i = 9", "for i in [1]:\n    pass", "i"), ran=[2, 3]
        )
        self.steps(
            blocks("i = 9", "for i in [1]:\n    pass", "i"),
            blocks("i = 9", "for i in []:\n    pass", "i"),
            blocks("i = 8", "for i in []:\n    pass", "i"),
            ran=[1, 3],
        )
        self.steps(
            blocks("for i, (a, *b) in [(1, (2, 3))]:\n    pass", "i, a, b"),
            blocks("for i, (a, *b) in [(1, (2, 4))]:\n    pass", "i, a, b"),
            ran=[1, 2],
        )
        self.steps(
            blocks("fs = []\nfor i in range(2):\n    fs.append(lambda: i)", "[f() for f in fs]"),
            blocks("fs = []\nfor i in range(2):\n    fs.append(lambda: i)", "i = 5", "[f() for f in fs]"),
        )

    def test_assignment_expressions(self):
        self.steps(
            blocks("if (n := 3) > 2:\n    m = n", "n, m"), blocks("if (n := 4) > 2:\n    m = n", "n, m"), ran=[1, 2]
        )
        self.steps(blocks("[y := x for x in range(3)]", "y"), blocks("[y := x for x in range(4)]", "y"), ran=[1, 2])
        self.steps(
            blocks("print(z := 1)", "z"),
            blocks("print(z := 1)", "z = 2", "z"),
            blocks("print(z := 3)", "z"),
            ran=[1, 2],
        )

    def test_captures_of_match(self):
        start = "point = (1, 2)"
        text = (
            "match point:\n    case (0, y):\n        pass\n    case (x, *rest):\n"
            "        pass\n    case {'k': x, **more}:\n        pass"
        )
        for other in ("point = (3, 4)", "point = {'k': 1, 'l': 2}", "point = (0, 5)"):
            with self.subTest(other):
                read = "[globals().get(n) for n in ('x', 'y', 'rest', 'more')]"
                self.steps(blocks(start, text, read), blocks(other, text, read), ran=[1, 2, 3])
        self.steps(blocks(start, text, "x, rest"), blocks(start, text.replace("*rest", "z"), "x, z"), ran=[2, 3])

    def test_del(self):
        self.steps(blocks("a = 1", "del a", "a"), blocks("a = 1", "0", "a"), blocks("a = 1", "del a", "a"), ran=[2, 3])
        self.steps(blocks("a = 1\nb = 2", "del a", "b"), blocks("a = 1\nb = 2", "del b", "b"), ran=[2, 3])
        self.steps(
            blocks("a = [1]\nb = a", "del a", "b.append(2)", "b"),
            blocks("a = [1]\nb = a", "del a", "b.append(3)", "b"),
            ran=[3, 4],
        )
        self.steps(
            blocks("a = 1", "del a", "a = 2", "a"),
            blocks("a = 1", "del a", "a"),
            blocks("a = 2", "del a", "a = 3", "a"),
        )
        self.steps(
            blocks("a = 1", "def f():\n    global a\n    del a", "f()", "a"),
            blocks("a = 1", "def f():\n    global a\n    a = 4", "f()", "a"),
            ran=[2, 3, 4],
        )
        self.steps(blocks("a = 1", "exec('del a')", "a"), blocks("a = 1", "exec('a = 3')", "a"), ran=[2, 3])
        self.steps(blocks("a = 1", "del globals()['a']", "a"), blocks("a = 1", "globals()['a'] = 2", "a"), ran=[2, 3])
        self.steps(
            blocks("x = 1", "def f():\n    return x", "del x", "f()"),
            blocks("x = 1", "def f():\n    return x", "x = 2", "f()"),
            ran=[3, 4],
        )

    def test_builtins_that_are_bound_anew(self):
        for text, other in (
            ("len = lambda s: 7", "len = lambda s: 8"),
            ("len = 3", "0"),
            ("def print(*a):\n    pass", "0"),
            ("import builtins\nbuiltins.len = lambda s: 9", "0"),
            ("from math import pow as sum", "sum = max"),
        ):
            with self.subTest(text):
                use = "print(len('abc'), sum([1, 2]))"
                self.steps(
                    blocks("a = 1", text, use),
                    blocks("a = 1", other, use),
                    blocks("a = 1", use),
                    blocks(text, "a = 1", use),
                )
        self.steps(blocks("sum = 3", "del sum", "sum([1])"), blocks("sum = 3", "0", "sum([1])"), ran=[2, 3])
        self.steps(
            blocks("def f(s):\n    return len(s)", "f('abc')"),
            blocks("def f(s):\n    return len(s)", "len = max", "f('abc')"),
        )
        self.steps(
            blocks("def f(s):\n    return len(s)", "len = max", "f('abc')"),
            blocks("def f(s):\n    return len(s)", "len = min", "f('abc')"),
            ran=[2, 3],
        )

    def test_comprehensions_that_hide_a_name(self):
        self.steps(
            blocks("x = [1, 2]", "[x for x in x]", "x"), blocks("x = [1, 3]", "[x for x in x]", "x"), ran=[1, 2, 3]
        )
        self.steps(
            blocks("x = [1, 2]", "x = [x for x in x if x > 1]", "x"),
            blocks("x = [1, 2]", "x = [x for x in x if x > 0]", "x"),
            ran=[2, 3],
        )
        self.steps(
            blocks("x = [1]", "g = (x for x in x)", "list(g)", "list(g)"),
            blocks("x = [2]", "g = (x for x in x)", "list(g)", "list(g)"),
            ran=[1, 2, 3, 4],
        )

    def test_functions_that_read_a_later_global(self):
        self.steps(
            blocks("def f():\n    return k", "k = 1", "f()"),
            blocks("def f():\n    return k", "k = 2", "f()"),
            ran=[2, 3],
        )
        self.steps(
            blocks("def f():\n    return k", "f()", "k = 1", "f()"),
            blocks("def f():\n    return k", "k = 1", "f()", "f()"),
        )
        self.steps(
            blocks("def f():\n    return g()", "def g():\n    return h", "h = 1", "f()"),
            blocks("def f():\n    return g()", "def g():\n    return h", "h = 2", "f()"),
            ran=[3, 4],
        )
        self.steps(
            blocks("class A:\n    def m(self):\n        return k", "k = 1", "a = A()", "a.m()"),
            blocks("class A:\n    def m(self):\n        return k", "k = 2", "a = A()", "a.m()"),
            ran=[2, 4],
        )
        self.steps(
            blocks("def f(x=[]):\n    x.append(k)\n    return x", "k = 1", "f()", "f()"),
            blocks("def f(x=[]):\n    x.append(k)\n    return x", "k = 1", "f()", "f(), 1"),
            ran=[1, 3, 4],
        )

    def test_star_imports(self):
        both = {"m.py": "a = 1\nb = 2\n"}
        self.steps(
            (blocks("from m import *", "a"), both),
            (blocks("from m import *", "a"), {"m.py": "a = 3\nb = 2\n"}),
            ran=[1, 2],
        )
        self.steps(
            (blocks("from m import *", "b"), both), (blocks("from m import *", "b"), {"m.py": "a = 1\n"}), ran=[1, 2]
        )
        self.steps(
            (blocks("a = 9", "from m import *", "a"), both),
            (blocks("a = 9", "from m import *", "a"), {"m.py": "__all__ = ['b']\nb = 1\na = 2"}),
            ran=[2, 3],
        )
        self.steps(
            (blocks("from m import *", "print(len('ab'))"), both),
            (blocks("from m import *", "print(len('ab'))"), {"m.py": "len = max"}),
            ran=[1, 2],
        )

    def test_imports_of_imports(self):
        files = {
            "one.py": "from two import f\ndef g():\n    return f()\n",
            "two.py": "import three\ndef f():\n    return three.x\n",
            "three.py": "x = 1\n",
        }
        source = blocks("import one", "one.g()", "2")
        self.steps((source, files), (source, {**files, "three.py": "x = 2\n"}), ran=[1, 2])
        self.steps((source, files), (source, {**files, "three.py": "# remark\nx = 1\n"}), ran=[])
        self.steps((source, files), (source, {**files, "two.py": "def f():\n    return 7\n"}), (source, files))
        one = blocks("from two import f", "import three\nthree.x = 5", "f()")
        self.steps(
            (one, files),
            (blocks("from two import f", "import three\nthree.x = 6", "f()"), files),
            (blocks("from two import f", "f()"), files),
        )

    def test_modules_of_packages(self):
        files = {"pkg/__init__.py": "", "pkg/mod.py": "x = 1\n", "pkg/other.py": "from . import mod\ny = mod.x + 1\n"}
        source = blocks("from pkg import mod", "mod.x")
        self.steps((source, files), (source, {**files, "pkg/mod.py": "x = 2\n"}), ran=[1, 2])
        source = blocks("from pkg import other", "other.y", "import pkg.mod", "pkg.mod.x")
        self.steps((source, files), (source, {**files, "pkg/mod.py": "x = 2\n"}), (source, files))
        self.steps((source, files), (source, {**files, "pkg/__init__.py": "z = 1"}))
        self.steps(
            (blocks("from pkg import mod as m", "m.x"), files),
            (blocks("from pkg import other as m", "m.y"), files),
            ran=[1, 2],
        )
        late = blocks("from pkg import mod", "mod.x = 3", "from pkg.other import y", "y")
        self.steps((late, files), (blocks("from pkg import mod", "mod.x = 4", "from pkg.other import y", "y"), files))

    def test_closures(self):
        make = (
            "def make():\n    n = 0\n    def step():\n        nonlocal n\n        n += {}\n"
            "        return n\n    return step\nstep = make()"
        )
        self.steps(blocks(make.format(1), "step()", "step()"), blocks(make.format(1), "step()", "step(), 0"))
        self.steps(
            blocks(make.format(1), "step()", "step()"), blocks(make.format(2), "step()", "step()"), ran=[1, 2, 3]
        )
        pair = "def make():\n    n = [0]\n    return (lambda: n.append(1)), (lambda: len(n))\nadd, size = make()"
        self.steps(blocks(pair, "add()", "size()"), blocks(pair, "add()\nadd()", "size()"), blocks(pair, "size()"))
        self.steps(
            blocks("k = 1", "f = (lambda k: lambda: k)(k)", "f()"),
            blocks("k = 2", "f = (lambda k: lambda: k)(k)", "f()"),
            ran=[1, 2, 3],
        )
        box = (
            "def make():\n    def get():\n        return v\n    def put(x):\n"
            "        nonlocal v\n        v = x\n    v = 0\n    return get, put\n"
            "get, put = make()"
        )
        self.steps(blocks(box, "put(1)", "get()"), blocks(box, "put(2)", "get()"), blocks(box, "get()"))

    def test_attributes_of_classes(self):
        cls = "class C:\n    n = 0\n    items = []\nc = C()"
        for change, other in (
            ("C.n += 1", "C.n += 2"),
            ("c.n = 4", "C.n = 4"),
            ("C.items.append(1)", "c.items.append(2)"),
            ("type(c).n = 5", "type(c).n = 6"),
            ("setattr(C, 'm', lambda self: 1)", "setattr(C, 'm', lambda self: 2)"),
            ("C.__len__ = lambda self: 3", "C.__len__ = lambda self: 4"),
        ):
            with self.subTest(change):
                look = "C.n, c.n, C.items, hasattr(c, 'm') and c.m(), hasattr(c, '__len__') and len(c)"
                self.steps(
                    blocks(cls, change, look), blocks(cls, other, look), blocks(cls, look), blocks(cls, change, look)
                )
        self.steps(
            blocks("class A:\n    n = 1", "class B(A):\n    pass", "A.n = 2", "B.n"),
            blocks("class A:\n    n = 1", "class B(A):\n    pass", "A.n = 3", "B.n"),
        )
        self.steps(
            blocks("class A:\n    n = 1", "a = A()", "isinstance(a, A), a.n"),
            blocks("class A:\n    n = 2", "a = A()", "isinstance(a, A), a.n"),
            blocks("class A:\n    n = 2\n    m = 1", "a = A()", "isinstance(a, A), a.n, 1"),
        )

    def test_random_seed(self):
        source = "import random"
        self.steps(
            blocks(source, "random.seed(1)", "random.random()", "random.random()"),
            blocks(source, "random.seed(1)", "random.random()", "random.random(), 1"),
            ran=[4],
        )
        self.steps(
            blocks(source, "random.seed(1)", "random.random()"),
            blocks(source, "random.seed(2)", "random.random()"),
            ran=[2, 3],
        )
        self.steps(
            blocks(source, "random.random()", "random.random()"), blocks(source, "0", "random.random()"), ran=[2, 3]
        )
        self.steps(
            blocks(source, "random.random()", "random.seed(3)", "random.random()"),
            blocks(source, "0", "random.seed(3)", "random.random()"),
            ran=[2, 3],
        )
        self.steps(
            blocks(source, "s = random.getstate()", "random.random()", "random.setstate(s)", "random.random()"),
            blocks(source, "s = random.getstate()", "random.random(), 1", "random.setstate(s)", "random.random()"),
        )
        self.steps(
            blocks("from random import Random\nr = Random(1)", "r.random()", "r.random()"),
            blocks("from random import Random\nr = Random(1)", "r.random()", "r.random(), 0"),
            ran=[3],
        )
        self.steps(
            blocks("from random import *", "seed(1)", "x = [1, 2, 3, 4]", "shuffle(x)", "x"),
            blocks("from random import *", "seed(5)", "x = [1, 2, 3, 4]", "shuffle(x)", "x"),
            ran=[2, 4, 5],
        )

    def test_the_environment(self):
        look = "os.environ.get('PINLIGHT_TEST_X'), os.getenv('PINLIGHT_TEST_X')"
        self.steps(
            blocks("import os", "os.environ['PINLIGHT_TEST_X'] = '1'", look),
            blocks("import os", "os.environ['PINLIGHT_TEST_X'] = '2'", look),
            blocks("import os", look),
            ran=[2],
        )
        self.steps(blocks("import os", "os.putenv('PINLIGHT_TEST_X', '1')", look), blocks("import os", "0", look))
        self.steps(
            blocks(
                "import os, subprocess",
                "os.environ['PINLIGHT_TEST_X'] = '1'",
                "subprocess.check_output('echo $PINLIGHT_TEST_X', shell=True)",
            ),
            blocks(
                "import os, subprocess",
                "os.environ['PINLIGHT_TEST_X'] = '2'",
                "subprocess.check_output('echo $PINLIGHT_TEST_X', shell=True)",
            ),
            ran=[2, 3],
        )

    def test_data_files(self):
        read = blocks("text = open('data.txt').read()", "len(text)", "1")
        self.steps((read, {"data.txt": "one"}), (read, {"data.txt": "three"}), ran=[1, 2])
        self.steps((read, {"data.txt": "one"}), (read, {"data.txt": "two"}), ran=[1, 2])
        self.steps((read, {"data.txt": "one"}), (read, {}), (read, {"data.txt": "one"}), ran=[1, 2])
        path = blocks(
            "from pathlib import Path",
            "Path('data.txt').read_text()",
            "Path('data.txt').exists()",
            "sorted(p.name for p in Path('.').glob('*.txt'))",
        )
        self.steps((path, {}), (path, {"data.txt": "one"}), ran=[2, 3, 4])
        self.steps((path, {"data.txt": "one"}), (path, {"data.txt": "two"}), ran=[2, 3])
        write = blocks(
            "open('out.txt', 'w').write('{}')", "open('out.txt').read()", "import os\nos.path.getsize('out.txt')"
        )
        self.steps(write.format("a"), write.format("bb"), write.format("a"), ran=[1, 2, 3])
        self.steps(
            blocks(
                "open('o.txt', 'w').write('a')",
                "open('o.txt').read()",
                "open('o.txt', 'a').write('b')",
                "open('o.txt').read()",
            ),
            blocks(
                "open('o.txt', 'w').write('a')",
                "open('o.txt').read() * 2",
                "open('o.txt', 'a').write('b')",
                "open('o.txt').read()",
            ),
            ran=[2],
        )
        self.steps(blocks("open('o.txt', 'w').write('a')", "2"), blocks("1", "2"), ran=[1])

    def test_errors_are_not_kept_longer_than_their_cause(self):
        self.steps(blocks("x = 0", "1 / x", "'after'"), blocks("x = 1", "1 / x", "'after'"), ran=[1, 2])
        self.steps(blocks("1", "y"), blocks("y = 1", "y"), ran=[1, 2])
        self.steps(blocks("x = 1\nraise ValueError(x)", "x"), blocks("x = 2\nraise ValueError(x)", "x"), ran=[1, 2])
        self.steps(
            blocks("a = [1]", "a.append(2)\nraise ValueError(a)", "a"),
            blocks("a = [1]", "a.append(3)\nraise ValueError(a)", "a"),
            ran=[2, 3],
        )
        self.steps(blocks("def f(", "1"), blocks("def f():\n    return 4", "f()"), blocks("def f(", "1"))
        self.steps(blocks("def f():\n    return k", "f()", "k = 1"), blocks("def f():\n    return k", "k = 1", "f()"))
        self.steps(
            (blocks("import m", "m.x"), {}),
            (blocks("import m", "m.x"), {"m.py": "x = 1"}),
            (blocks("import m", "m.x"), {"m.py": "x = "}),
            ran=[1, 2],
        )

    def test_editing_prose_runs_nothing(self):
        before = "# Title\n\nx = 1\n\n# Some prose.\n\n# and more\nprint(x)\n"
        self.steps(before, "# Another title\n#\n# - with a list\n\nx = 1\n\n# and less\nprint(x)\n", ran=[])
        self.steps(before, "x = 1  # one\n\n\nprint( x )\n", ran=[])
        self.steps(before, "\n\n" + before + "\n# Prose at the end\n", ran=[])
        self.steps('"""Prose."""\n\nx = 1\n\nx\n', '"""Other prose."""\n\nx = 1\n\nx\n', ran=[])


if __name__ == "__main__":
    unittest.main()
