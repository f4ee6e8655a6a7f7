"""`python3 -m pinlight_executor serve` in a sandbox, `... session` for one document at a time on a pipe."""

from __future__ import annotations

import os
import sys


def main(arguments: list[str]) -> int:
    if arguments not in (["serve"], ["session"]):
        sys.stderr.write("usage: python3 -m pinlight_executor serve | session\n")
        return 2
    if os.environ.get("PYTHONHASHSEED") != "0":
        # Sets print in the same order in every kernel and every run; the seed is fixed before the interpreter starts.
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, [sys.executable, "-m", "pinlight_executor", *arguments])
    if arguments == ["serve"]:
        from .zygote import serve

        serve()
    else:
        from .session import run_session

        run_session()
    return 0


sys.exit(main(sys.argv[1:]))
