"""The package is typed: where mypy is installed, it finds nothing to say."""

import importlib.util
import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


@unittest.skipUnless(importlib.util.find_spec("mypy"), "mypy is not installed")
class Types(unittest.TestCase):
    def test_the_package_is_typed_strictly_for_the_oldest_python_that_it_runs_on(self):
        with tempfile.TemporaryDirectory() as cache:
            words = ["--strict", "--python-version", "3.10", "--cache-dir", cache, "pinlight_executor"]
            done = subprocess.run([sys.executable, "-m", "mypy", *words], cwd=ROOT, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)


if __name__ == "__main__":
    unittest.main()
