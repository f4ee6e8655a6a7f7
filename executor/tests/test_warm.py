"""Libraries that were imported in advance: a document shows the same with them as without."""

import importlib.util
import unittest
from pathlib import Path

from doors import Serve, Session

SOURCE = """import os
print(sorted(name for name in os.environ if name.endswith('_THREADS') or 'WARM' in name))
{}
"""
LIBRARIES = [name for name in ("numpy", "pandas", "matplotlib") if importlib.util.find_spec(name)]


def warmed(door, names):
    """A door whose executor has imported `names`."""
    opened = door()
    opened.variables = {"PINLIGHT_WARM": ",".join(names)}
    return opened


def shown(session, source):
    with session:
        return session.show(source).elements()


class Warm(unittest.TestCase):
    def test_K_a_document_shows_the_same_with_and_without(self):
        names = [*LIBRARIES, "xml.dom.minidom", "sqlite3"]
        imports = "\n".join(f"import {name}; print({name}.__name__)" for name in names)
        source = SOURCE.format(imports)
        self.assertEqual(shown(warmed(Session, names), source), shown(Session(), source))

    @unittest.skipUnless("numpy" in LIBRARIES, "numpy is not installed")
    def test_K_unseeded_numbers_are_the_same(self):
        source = "import numpy as np\nprint(np.random.rand(), np.ones((50, 50)).dot(np.ones(50)).sum())"
        self.assertEqual(shown(warmed(Session, ["numpy"]), source), shown(Session(), source))

    def test_K_what_is_absent_or_fails_is_passed_over(self):
        with warmed(Serve, ["no_such_library", "this", "sqlite3"]) as serve:
            self.assertEqual(serve.next().head["type"], "hello")
            serve.open()
            serve.run("import sys\nprint('sqlite3' in sys.modules, 'this' in sys.modules)")
            self.assertEqual(serve.until_type("output")[-1].body, b"True False\n")

    def test_K_the_process_that_forks_has_one_thread(self):
        with warmed(Serve, LIBRARIES) as serve:
            pid = serve.until_type("hello")[-1].head["pid"]
            self.assertEqual(len(list(Path(f"/proc/{pid}/task").iterdir())), 1)


if __name__ == "__main__":
    unittest.main()
