"""What a block shows: values, displays, prints, errors, in the order in which they came."""

import unittest

from pinlight_executor.display.pretty import MAX_CHARS, pretty

from doors import Session, text_of

ERROR = "application/vnd.pinlight.error+json"


def errors(result):
    return [e["bundle"][ERROR] for b in result.blocks for e in b["elements"] if e["kind"] == "error"]


class Results(unittest.TestCase):
    def show(self, source, files=None):
        with Session() as session:
            return session.show(source, files)

    def test_F_the_last_expression_is_shown_unless_none_or_semicolon(self):
        self.assertEqual(self.show("1 + 1\n\nNone\n\n3;\n\nx = 4\n\nx").texts(), ["2", "", "", "", "4"])

    def test_F_displays_and_prints_keep_their_order(self):
        source = "import sys\nprint(1)\ndisplay(2)\nprint(3, file=sys.stderr)\nprint(4)\ndisplay(5, 6)\n7"
        kinds = [(e["kind"], e.get("text") or e["bundle"]["text/plain"]) for e in self.show(source).blocks[0]["elements"]]
        wanted = [("stdout", "1\n"), ("display", "2"), ("stderr", "3\n"), ("stdout", "4\n")]
        self.assertEqual(kinds, wanted + [("display", "5"), ("display", "6"), ("result", "7")])

    def test_F_child_processes_and_raw_descriptors_are_captured_in_order(self):
        source = (
            "import os, subprocess, sys\nprint('a')\nsubprocess.run(['echo', 'b'])\nos.write(1, b'\\xc3')\n"
            "os.write(1, b'\\xa9\\n')\nsys.stdout.buffer.write(b'c\\n')\nprint('d')\nos.fork() or (print('e'), os._exit(0))\nos.wait();"
        )
        self.assertEqual(self.show(source).texts(), ["a\nb\né\nc\nd\ne\n"])

    def test_F_text_over_a_mebibyte_is_cut_with_a_notice(self):
        result = self.show("for _ in range(40):\n    print('x' * 49_999)\n\n'next'")
        first = result.blocks[0]["elements"]
        self.assertEqual(len(first[0]["text"]), 1024 * 1024)
        self.assertIn(f"{2_000_000 - 1024 * 1024} more characters were left out", first[1]["text"])
        self.assertEqual(text_of(result.blocks[1]), "'next'")

    def test_F_rich_values_show_richly_and_text_always(self):
        source = (
            "class A:\n    def _repr_html_(self): return '<b>'\n    def _repr_png_(self): return b'png'\n"
            "    def _repr_svg_(self): raise ValueError\n    def __repr__(self): return 'A!'\nA()\n\n"
            "class B:\n    def _repr_mimebundle_(self, include=None, exclude=None): return {'application/x': {'a': [1]}}\n"
            "    def __repr__(self): raise ValueError\nB()\n\n"
            "class C:\n    def _ipython_display_(self): print('itself')\nC()\n\nA\n\n"
            "from pinlight_executor.show import HTML, JSON\nHTML('<i>')"
        )
        bundles = [block["elements"][-1].get("bundle") for block in self.show(source).blocks]
        self.assertEqual(bundles[0], {"text/html": "<b>", "image/png": "cG5n", "text/plain": "A!"})
        self.assertEqual(bundles[1]["application/x"], {"a": [1]})
        self.assertIn("its repr failed with ValueError", bundles[1]["text/plain"])
        self.assertEqual(bundles[3], {"text/plain": "<class '__main__.A'>"})
        self.assertEqual(bundles[4]["text/html"], "<i>")

    def test_F_an_exception_belongs_to_its_block_and_later_blocks_run(self):
        result = self.show("a = 1\nb = 1 / 0\nc = 2\n\na\n\nprint(c)")
        self.assertEqual([block["ok"] for block in result.blocks], [False, True, False])
        self.assertEqual(result.status, "ok")
        self.assertEqual(errors(result)[1]["hint"], "`c` would have been bound by block 1, which failed.")

    def test_F_tracebacks_show_the_files_own_lines_and_no_frame_of_ours(self):
        result = self.show("# Prose\n\ndef f():\n    raise KeyError('x')\n\n# More\nf()", {})
        text = text_of(result.blocks[2])
        self.assertEqual(
            text,
            "Traceback (most recent call last):\n"
            '  File "a.py", line 7, in <module>\n    f()\n'
            '  File "a.py", line 4, in f\n    raise KeyError(\'x\')\n'
            "KeyError: 'x'",
        )
        self.assertEqual([frame["line"] for frame in errors(result)[0]["frames"]], [7, 4])

    def test_F_lines_stay_true_after_prose_was_added_above_a_kept_block(self):
        with Session() as session:
            session.show("def f():\n    raise KeyError('x')\n\nf()")
            result = session.show("# New prose\n\n# and\ndef f():\n\n    raise KeyError('x')\n\nf(  );")
            self.assertEqual(result.ran, [False, True])
            self.assertEqual([frame["line"] for frame in errors(result)[0]["frames"]], [8, 6])

    def test_F_causes_are_shown_without_frames_of_ours(self):
        text = self.show("try:\n    input('?')\nexcept EOFError as e:\n    raise ValueError('v') from e").texts()[0]
        self.assertIn("input() has nobody to answer it", text)
        self.assertIn("direct cause", text)
        self.assertNotIn("pinlight_executor", text)

    def test_F_a_syntax_error_belongs_to_its_block(self):
        result = self.show("a = 1\n\nb = = 2\n\na\n\nb\n\nreturn 3\n\n%matplotlib inline\n\n!pip install x")
        self.assertEqual([block["ok"] for block in result.blocks], [True, False, True, False, False, False, False])
        self.assertEqual((errors(result)[0]["name"], errors(result)[0]["line"]), ("SyntaxError", 3))
        self.assertIn("block 2, which failed", errors(result)[1]["hint"])
        self.assertIn("delete this line", errors(result)[3]["message"])
        self.assertIn("subprocess.run", errors(result)[4]["message"])
        self.assertIn('File "a.py", line 3', text_of(result.blocks[1]))

    def test_F_sys_exit_ends_the_run_with_its_code(self):
        result = self.show("print(1)\n\nimport sys\nsys.exit(3)\n\nprint(2)")
        self.assertEqual((result.status, result.answer["exitCode"]), ("exited", 3))
        self.assertEqual(result.ran, [True, True, False])
        self.assertEqual(result.blocks[2]["reason"], "not run: the run ended before it")

    def test_F_after_sys_exit_later_edits_run_nothing(self):
        with Session() as session:
            session.show("import sys\n\nsys.exit()\n\nprint(2)")
            result = session.show("import sys\n\nsys.exit()\n\nprint(3)")
            self.assertEqual((result.status, result.ran), ("exited", [False, False, False]))
            self.assertIn("block 2 ended the run", result.blocks[2]["reason"])
            result = session.show("import sys\n\nsys\n\nprint(3)")
            self.assertEqual((result.status, result.ran), ("ok", [False, True, True]))

    def test_F_top_level_await_and_future_imports_work(self):
        source = (
            "from __future__ import annotations\nimport asyncio\n\nasync def f(x: Nowhere):\n    await asyncio.sleep(0)\n"
            "    return x\n\nawait f(1)\n\nasync with asyncio.Lock():\n    y = [await f(n) for n in range(2)]\ny"
        )
        self.assertEqual(self.show(source).texts()[-2:], ["1", "[0, 1]"])

    def test_F_the_document_is_main_with_its_folder_and_root_on_the_path(self):
        with Session() as session:
            source = "import near, far, pickle\nclass A: pass\n(__name__, near.x, far.x, __file__.split('/')[-2:], type(pickle.loads(pickle.dumps(A()))) is A)"
            result = session.show(source, {"sub/near.py": "x = 1", "far.py": "x = 2"}, path="sub/a.py")
            self.assertEqual(result.texts(), ["('__main__', 1, 2, ['sub', 'a.py'], True)"])
            self.assertEqual(result.answer["imports"], ["far.py", "sub/near.py"])

    def test_F_a_block_with_eval_false_is_not_run_and_its_names_are_explained(self):
        result = self.show("# | eval: false\na = 1\n\na")
        self.assertEqual(result.ran, [False, True])
        self.assertIn("`a` would be bound by block 1", errors(result)[0]["hint"])

    def test_K_a_kernel_that_dies_names_the_block_and_the_next_line_works(self):
        with Session() as session:
            result = session.show("x = 1\n\nimport os\nprint('last words')\nos._exit(5)")
            self.assertEqual((result.status, result.answer["error"]["block"]), ("failed", result.blocks[1]["id"]))
            self.assertEqual(text_of(result.blocks[1]), "last words\n")
            again = session.show("x = 1\n\nx")
            self.assertEqual((again.texts(), again.blocks[0]["id"]), (["", "1"], result.blocks[0]["id"]))
            died = session.show("x = 1\n\nimport ctypes\nctypes.string_at(0)")
            self.assertIn("signal 11", died.answer["error"]["message"])

    def test_K_a_malformed_line_is_answered_and_the_next_works(self):
        with Session() as session:
            for line in ("nonsense", "[]", '{"path":"a.py"}', '{"path":"../a.py","source":""}', '{"path":"a.py","source":"","files":{"/x":""}}'):
                self.assertEqual(session.line(line).status, "bad-request")
            self.assertEqual(session.show("1").texts(), ["1"])


class Pretty(unittest.TestCase):
    def test_F_a_repr_has_an_end(self):
        self.assertLess(len(pretty(list(range(10**6)))), 2 * MAX_CHARS)
        self.assertLess(len(pretty("x" * 10**7)), 2 * MAX_CHARS)
        self.assertLess(len(pretty({i: list(range(1000)) for i in range(2000)})), 2 * MAX_CHARS)

    def test_F_small_values_read_like_their_repr(self):
        for value in ([1, (2,), {3}, {"a": None}], set(), (), {}, "é\n", frozenset({1}), {"b": 1, "a": 2}):
            self.assertEqual(pretty(value), repr(value))

    def test_F_wide_values_break_and_cycles_end(self):
        self.assertEqual(pretty([["x" * 60], "y" * 60]).count("\n"), 1)
        cycle: list = [1]
        cycle.append(cycle)
        self.assertEqual(pretty(cycle), "[1, [...]]")


if __name__ == "__main__":
    unittest.main()
