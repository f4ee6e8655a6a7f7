"""A workspace folder: the files that its user put there, and the contents of all that lie in it at the end."""

from __future__ import annotations

import hashlib
import os
import shutil
from typing import Mapping

from .normalise import normalise_file


class Folder:
    """`put` brings the user's files to a state; what a document wrote beside them is left alone."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._put: dict[str, str] = {}
        os.mkdir(root)

    def put(self, files: Mapping[str, str]) -> list[str]:
        """Writes and removes until the user's files are these; returns the paths that changed."""
        changed = [path for path in files if self._put.get(path) != files[path]]
        gone = [path for path in self._put if path not in files]
        for path in changed:
            self._write(path, files[path])
        for path in gone:
            self._remove(path)
        self._put = dict(files)
        return sorted(changed + gone)

    def digests(self) -> dict[str, str]:
        """SHA-256 by path, of everything but Python's own caches."""
        found = {}
        for folder, folders, names in os.walk(self.root):
            folders[:] = [name for name in folders if name != "__pycache__"]
            for name in names:
                whole = os.path.join(folder, name)
                try:
                    with open(whole, "rb") as file:
                        found[os.path.relpath(whole, self.root)] = hashlib.sha256(normalise_file(file.read())).hexdigest()
                except OSError:
                    found[os.path.relpath(whole, self.root)] = "unreadable"
        return found

    def remove(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)

    def _write(self, path: str, text: str) -> None:
        # As an editor saves: a new file takes the old one's place.
        whole = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(whole), exist_ok=True)
        with open(whole + ".part", "w", encoding="utf-8", newline="") as file:
            file.write(text)
        os.replace(whole + ".part", whole)

    def _remove(self, path: str) -> None:
        whole = os.path.join(self.root, path)
        try:
            os.unlink(whole)
            while (whole := os.path.dirname(whole)) != self.root:
                os.rmdir(whole)
        except OSError:
            pass
