"""`python3 gallery/install.py DIR`: a virtual environment in DIR with what the gallery's scripts import."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import venv

REQUIREMENTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "requirements.txt")


def main(arguments: list[str]) -> int:
    """pip's exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", metavar="DIR", help="made when it is not there, else brought up to date")
    folder = os.path.abspath(parser.parse_args(arguments).folder)
    python = os.path.join(folder, "Scripts" if os.name == "nt" else "bin", "python")
    if not os.path.exists(python):
        print(f"making {folder}", flush=True)
        venv.create(folder, with_pip=True, symlinks=os.name != "nt")
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    wanted = [line.strip() for line in open(REQUIREMENTS, encoding="utf-8") if line[0].isalpha()]
    for number, requirement in enumerate(wanted, 1):
        # One at a time, so that one sees how far it is.
        print(f"{number} of {len(wanted)}: {requirement}", flush=True)
        done = subprocess.run([*pip, "--constraint", REQUIREMENTS, requirement])
        if done.returncode:
            print(f"{requirement} could not be installed", file=sys.stderr)
            return done.returncode
    print(f"run the gallery with {python} -m gallery")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
