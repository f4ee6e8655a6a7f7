"""What a value looks like without any library: the display protocol, what code shows anew, and values that resist."""

import os
import sys
import unittest

from pinlight_executor.display.bundle import MAX_BUNDLE_BYTES, bundle_of
from pinlight_executor.display.guard import TookTooLong, Watch
from pinlight_executor.display.pretty import MAX_CHARS, WIDTH, pretty
from pinlight_executor.display.tree import TREE_MIME, tree_of

from doors import Serve, Session, text_of

HANG = "class H:\n    def __repr__(self):\n        while True:\n            try: __import__('time').sleep(9)\n            except Exception: pass\n"


class Displays(unittest.TestCase):
    def show(self, source, files=None):
        with Session() as session:
            return session.show(source, files)

    def test_F_a_display_with_a_handle_is_shown_anew_in_its_place(self):
        source = "h = display(1, display_id=True)\nprint('between')\nh.update(2)\nh.update(3)"
        elements = self.show(source).blocks[0]["elements"]
        self.assertEqual([e.get("text") or e["bundle"]["text/plain"] for e in elements], ["3", "between\n"])

    def test_F_an_update_reaches_only_its_own_block_and_is_shown_there(self):
        result = self.show("h = display(1, display_id='bar')\n\nh.update(2)\nh.update(3)")
        self.assertEqual(result.texts(), ["1", "3"])

    def test_F_names_of_displays_are_the_same_in_every_run(self):
        source = "display(1, display_id=True).display_id"
        self.assertEqual(self.show(source).texts(), self.show(source).texts())

    def test_F_clear_output_takes_away_what_the_block_showed(self):
        result = self.show("print(1)\ndisplay(2)\nfrom IPython.display import clear_output\nclear_output()\nprint(3)")
        self.assertEqual(result.texts(), ["3\n"])

    def test_F_clear_output_that_waits_clears_when_something_new_comes(self):
        start = "from IPython.display import clear_output\nprint(1)\nclear_output(wait=True)\n"
        self.assertEqual(self.show(start).texts(), ["1\n"])
        for more in ("print(2)", "display(2)", "2", "import os\nos.write(1, b'2');"):
            self.assertEqual(self.show(start + more).texts()[0].strip(), "2", more)

    def test_F_cleared_text_does_not_count_against_the_limit(self):
        source = "from IPython.display import clear_output\nfor n in range(40):\n    clear_output(wait=True)\n    print('x' * 99_999)"
        self.assertEqual(len(text_of(self.show(source).blocks[0])), 100_000)

    def test_F_clearing_is_a_frame_between_what_was_shown_and_what_comes(self):
        with Serve() as serve:
            serve.open()
            serve.run("from IPython.display import clear_output\ndisplay(1)\nclear_output(wait=True)\ndisplay(2)")
            kinds = [frame.head["type"] for frame in serve.until_type("run-end")]
        self.assertEqual(kinds, ["plan", "block-start", "display", "clear", "display", "block-end", "run-end"])

    def test_F_display_takes_ready_bundles_and_chooses_among_types(self):
        bundle = "{'text/plain': 'p', 'text/html': 'h', 'text/latex': 'l'}"
        source = f"display({bundle}, raw=True)\ndisplay({bundle}, raw=True, exclude=['text/html'])\ndisplay({bundle}, raw=True, include=['text/html'])"
        keys = [sorted(e["bundle"]) for e in self.show(source).blocks[0]["elements"]]
        every = ["text/html", "text/latex", "text/plain"]
        self.assertEqual(keys, [every, every[1:], [every[0], every[2]]])

    def test_F_a_sibling_named_ipython_wins_and_without_one_there_is_no_shell(self):
        source = "import IPython\nfrom IPython.display import HTML\nIPython.get_ipython(), HTML('<b>')"
        self.assertIn("(None, ", self.show(source).texts()[0])
        self.assertEqual(self.show("import IPython\nIPython.x", {"IPython.py": "x = 1"}).texts(), ["1"])

    def test_F_rich_objects_have_their_types(self):
        png = "b'\\x89PNG....'"
        wanted = {
            "HTML('<b>')": "text/html", "Markdown('# a')": "text/markdown", "SVG('<svg/>')": "image/svg+xml",
            "JSON({'a': 1})": "application/json", "Latex('$x$')": "text/latex", "Math('x')": "text/latex",
            f"Image({png})": "image/png", "Image(b'GIF89a')": "image/gif", "Image('a.svg')": "image/svg+xml",
            "Image(url='https://example.org/a.png')": "text/html", "Code('x = 1', language='python')": "text/markdown",
            "Javascript('1')": "text/plain", "Pretty('x')": "text/plain",
        }
        source = "from pinlight_executor.show import *\n\n" + "\n\n".join(wanted)
        blocks = self.show(source, {"a.svg": "<svg/>"}).blocks[1:]
        for block, (code, mime) in zip(blocks, wanted.items()):
            bundle = block["elements"][0]["bundle"]
            rich = [key for key in bundle if key not in ("text/plain", "application/vnd.pinlight.metadata+json")]
            self.assertEqual(rich or ["text/plain"], [mime], code)

    def test_F_sizes_that_a_value_asks_for_travel_as_metadata(self):
        bundle = self.show("from IPython.display import Image\nImage(b'\\x89PNG', width=30)").blocks[0]["elements"][0]["bundle"]
        self.assertEqual(bundle["application/vnd.pinlight.metadata+json"], {"image/png": {"width": 30}})


class Resisting(unittest.TestCase):
    def test_F_a_method_that_never_ends_is_interrupted_and_the_rest_is_shown(self):
        source = f"{HANG}    def _repr_html_(self): return '<b>'\n[1, H(), 2]\n\nH()\n\n'next'"
        with Session() as session:
            result = session.show(source)
        self.assertIn("1, <H: its repr took longer than", result.texts()[0])
        self.assertEqual(result.blocks[1]["elements"][0]["bundle"]["text/html"], "<b>")
        self.assertEqual([block["ok"] for block in result.blocks], [True, True, True])

    def setUp(self):
        os.environ["PINLIGHT_DISPLAY_SCALE"] = "0.02"
        self.addCleanup(os.environ.pop, "PINLIGHT_DISPLAY_SCALE", None)

    def test_F_the_watch_strikes_only_inside_and_leaves_a_timer_of_others_alone(self):
        with self.assertRaises(TookTooLong):
            Watch().run(_endless, 0.05)
        self.assertEqual(Watch().run(lambda: 5, 0.05), 5)
        import signal

        self.assertEqual(signal.getitimer(signal.ITIMER_REAL), (0.0, 0.0))
        signal.setitimer(signal.ITIMER_REAL, 1000)
        self.addCleanup(signal.setitimer, signal.ITIMER_REAL, 0)
        Watch().run(lambda: 5, 0.05)
        self.assertGreater(signal.getitimer(signal.ITIMER_REAL)[0], 500)

    def test_F_an_inner_limit_leaves_the_outer_one_in_force(self):
        watch = Watch()

        def both():
            with self.assertRaises(TookTooLong):
                watch.run(_endless, 0.05)
            return "went on"

        self.assertEqual(watch.run(both, 60), "went on")
        with self.assertRaises(TookTooLong):
            watch.run(lambda: watch.run(_endless, 60), 0.05)

    def test_F_whatever_a_repr_does_there_is_a_text(self):
        def says(act):
            return pretty([0, type("X", (), {"__repr__": act})()])

        def quits(_self):
            sys.exit(3)

        def recurses(self):
            return repr(self)

        self.assertIn("its repr failed with ZeroDivisionError", says(lambda self: 1 / 0))
        self.assertIn("its repr failed with SystemExit: 3", says(quits))
        self.assertIn("its repr failed with RecursionError", says(recurses))
        self.assertIn("its repr failed with TypeError", says(lambda self: 5))
        self.assertLess(len(says(lambda self: "x" * 10**8)), 2 * MAX_CHARS)

    def test_F_a_text_whose_methods_lie_is_taken_as_it_is(self):
        class Liar(str):
            def __len__(self):
                raise ValueError

        value = type("X", (), {"__repr__": lambda self: Liar("said"), "_repr_html_": lambda self: Liar("<b>")})()
        self.assertEqual(bundle_of(value), {"text/plain": "said", "text/html": "<b>"})

    def test_F_a_form_that_cannot_travel_is_left_out_and_the_text_says_so(self):
        bundle = bundle_of(type("X", (), {"_repr_html_": lambda self: 5, "__repr__": lambda self: "X"})())
        self.assertEqual(bundle, {"text/plain": "X\n[text/html left out: it is int, which cannot travel as text]"})

    def test_F_a_method_that_fails_is_told_when_nothing_else_is_rich(self):
        bundle = bundle_of(type("X", (), {"_repr_html_": lambda self: 1 / 0, "__repr__": lambda self: "X"})())
        self.assertEqual(bundle, {"text/plain": "X\n[_repr_html_ failed with ZeroDivisionError: division by zero]"})

    def test_F_forms_over_the_limit_are_left_out_and_the_small_ones_stay(self):
        large = "x" * (MAX_BUNDLE_BYTES + 1)
        bundle = bundle_of(type("X", (), {"_repr_html_": lambda self: large, "_repr_latex_": lambda self: "$x$"})())
        self.assertEqual(sorted(bundle), ["text/latex", "text/plain"])
        self.assertIn("text/html left out: larger than", bundle["text/plain"])

    def test_F_a_value_that_answers_to_every_name_shows_its_repr(self):
        class Any:
            def __getattr__(self, name):
                return lambda *_, **__: "made up"

            def __repr__(self):
                return "itself"

        self.assertEqual(bundle_of(Any()), {"text/plain": "itself"})


class Readable(unittest.TestCase):
    def test_F_numbers_fill_their_lines(self):
        lines = pretty(list(range(200))).splitlines()
        self.assertLess(len(lines), 20)
        self.assertLessEqual(max(map(len, lines)), WIDTH)

    def test_F_huge_and_deep_values_have_an_end(self):
        deep: list = []
        for _ in range(100_000):
            deep = [deep]
        # Of a million items about a thousand are looked at.
        for value in (deep, {n: n for n in range(10**6)}, set(range(10**6)), [["x" * 99_999] * 500] * 500):
            self.assertLess(len(pretty(value)), 2 * MAX_CHARS)

    def test_F_only_as_many_items_are_asked_for_their_repr_as_are_shown(self):
        asked = []
        one = type("X", (), {"__repr__": lambda self: asked.append(1) or "x"})()
        pretty([[one] * 1000] * 1000)
        self.assertLessEqual(len(asked), 10_001)

    def test_F_a_number_with_too_many_digits_for_python_is_described(self):
        self.assertEqual(pretty([10**5000]), "[<int of 16610 bits>]")

    def test_F_dataclasses_and_namedtuples_break_by_their_fields(self):
        import collections
        import dataclasses

        Pair = collections.namedtuple("Pair", "first second")
        Point = dataclasses.make_dataclass("Point", ["x", "y"])
        self.assertEqual(pretty(Pair(1, Point(2, 3))), "Pair(first=1, second=Point(x=2, y=3))")
        self.assertEqual(pretty(Point("a" * 60, "b" * 60)).splitlines()[1], f"      y={'b' * 60!r})")

    def test_F_what_takes_lines_has_a_tree_and_what_takes_one_has_none(self):
        self.assertNotIn(TREE_MIME, bundle_of([1, 2]))
        tree = bundle_of({"a": [1, {"b": "x" * 90}]})[TREE_MIME]
        self.assertEqual([label for label, _ in tree["items"]], ["'a'"])
        self.assertEqual(tree["items"][0][1]["length"], 2)

    def test_F_a_tree_has_an_end(self):
        cycle: list = []
        cycle.append(cycle)
        self.assertEqual(tree_of(cycle)["items"][0][1]["more"], 1)
        self.assertEqual(tree_of(list(range(10**6)))["more"], 10**6 - 200)

    def test_F_functions_modules_and_exceptions_say_what_they_are(self):
        def f(a: int, *, b=2) -> str:
            return ""

        self.assertIn("f(a: int, *, b=2) -> str", bundle_of(f)["text/plain"])
        self.assertIn("<module 'os'", bundle_of(os)["text/plain"])
        error = ValueError("v")
        error.__cause__ = KeyError("k")
        self.assertEqual(bundle_of(error)["text/plain"], "ValueError('v')\n  caused by KeyError('k')")


def _endless():
    while True:
        pass


if __name__ == "__main__":
    unittest.main()
