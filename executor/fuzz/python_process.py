"""The same document as an ordinary script: what `python3 file.py` prints."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

# Unseeded generators start from a fixed seed in a document; the script is given the same start.
_SEEDED = """
import random, runpy, sys
random.seed(0)
try:
    import numpy
    numpy.random.seed(0)
except ImportError:
    pass
sys.argv = [sys.argv[1]]
sys.path[0] = ""
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def run_python(root: str, path: str, source: str, limit_s: float) -> dict[str, Any]:
    """{"status": "ok" or "hung", "stdout", "stderr", "code"}."""
    arguments = ["-c", _SEEDED, path] if "random" in source else [path]
    environment = {**os.environ, "PYTHONPATH": root, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    try:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=limit_s,
        )
    except subprocess.TimeoutExpired:
        return {"status": "hung", "stdout": "", "stderr": "", "code": None}
    texts = {"stdout": done.stdout.decode("utf-8", "replace"), "stderr": done.stderr.decode("utf-8", "replace")}
    return {"status": "ok", **texts, "code": done.returncode}
