"""Runs the tests of a folder and writes their counts: run_unittest.py FOLDER REPORT [PATTERN ...]"""

import json
import pathlib
import sys
import unittest


def main() -> int:
    folder, report, *patterns = sys.argv[1:]
    top = pathlib.Path(folder).parent if (pathlib.Path(folder) / "__init__.py").exists() else folder
    loader = unittest.TestLoader()
    # As `python -m unittest -k` understands them: a part of the name, or a pattern with asterisks.
    loader.testNamePatterns = [p if "*" in p else f"*{p}*" for p in patterns] or None
    tests = loader.discover(str(folder), top_level_dir=str(top))
    result = unittest.TextTestRunner(verbosity=1).run(tests)
    # By test, not by failure: one test can fail in several subtests.
    failed = {test.id().split(" (")[0] for test, _ in result.failures + result.errors}
    failed |= {test.id() for test in result.unexpectedSuccesses}
    skipped = len(result.skipped) + len(result.expectedFailures)
    counts = {"passed": max(0, result.testsRun - len(failed) - skipped), "failed": len(failed), "skipped": skipped}
    pathlib.Path(report).write_text(json.dumps(counts))
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main())
