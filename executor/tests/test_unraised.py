"""What is printed without a block raising it: errors of threads and of `__del__`, progress bars, logs, warnings."""

import importlib.util
import unittest

from doors import Session

THREAD = (
    "import threading\ndef work():\n    1 / 0\nthread = threading.Thread(target=work, name='worker')\nthread.start()"
)


def show(source):
    with Session() as session:
        return session.show(source)


def stream(block, name):
    return "".join(element["text"] for element in block["elements"] if element["kind"] == name)


class Unraised(unittest.TestCase):
    def test_F_an_error_in_a_thread_is_shown_on_the_block_that_started_it(self):
        for wait in ("", "\nthread.join()"):
            with self.subTest(wait):
                blocks = show("1\n\n" + THREAD + wait + "\n\n2").blocks
                told = stream(blocks[1], "stderr")
                self.assertEqual(
                    told,
                    "Exception in thread worker:\nTraceback (most recent call last):\n"
                    '  File "a.py", line 5, in work\n    1 / 0\nZeroDivisionError: division by zero\n',
                )
                self.assertTrue(blocks[1]["ok"])

    def test_F_an_error_in_del_is_shown(self):
        blocks = show("class Last:\n    def __del__(self):\n        1 / 0\nlast = Last()\ndel last").blocks
        told = stream(blocks[0], "stderr")
        self.assertIn("Last.__del__", told)
        self.assertIn('File "a.py", line 3, in __del__', told)

    def test_F_an_exit_in_a_thread_says_nothing(self):
        start = "thread = threading.Thread(target=sys.exit)\nthread.start()\nthread.join()"
        blocks = show("import threading, sys\n" + start).blocks
        self.assertEqual(blocks[0]["elements"], [])

    def test_F_logs_and_warnings_stand_in_order(self):
        source = "import logging, warnings\nlogging.warning('one')\nwarnings.warn('two')\nlogging.error('three')"
        blocks = show(source).blocks
        told = stream(blocks[0], "stderr")
        self.assertTrue(told.startswith("WARNING:root:one\n"), told)
        self.assertIn("a.py:3: UserWarning: two\n  warnings.warn('two')\n", told)
        self.assertTrue(told.endswith("ERROR:root:three\n"), told)

    def test_F_carriage_returns_arrive_as_they_are(self):
        blocks = show("for n in range(3): print(n, end='\\r')\nprint('done')").blocks
        self.assertEqual(stream(blocks[0], "stdout"), "0\r1\r2\rdone\n")


class Libraries(unittest.TestCase):
    @unittest.skipUnless(importlib.util.find_spec("tqdm"), "tqdm is not installed")
    def test_F_a_progress_bar_redraws_its_line(self):
        blocks = show("from tqdm import tqdm\nfor _ in tqdm(range(3), mininterval=0): pass").blocks
        lines = stream(blocks[0], "stderr").rstrip("\n").split("\r")
        self.assertIn("100%", lines[-1])
        self.assertIn("3/3", lines[-1])

    @unittest.skipUnless(importlib.util.find_spec("rich"), "rich is not installed")
    def test_F_rich_prints_plain_text(self):
        blocks = show("import rich\nrich.print('[bold]x[/bold]', [1])").blocks
        self.assertEqual(stream(blocks[0], "stdout"), "x\n[1]\n")

    @unittest.skipUnless(importlib.util.find_spec("rich"), "rich is not installed")
    def test_F_a_rich_progress_ends_with_its_last_state(self):
        blocks = show("from rich.progress import track\nfor _ in track(range(3)): pass").blocks
        self.assertIn("100%", stream(blocks[0], "stdout"))


if __name__ == "__main__":
    unittest.main()
