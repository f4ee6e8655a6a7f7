"""Modules of the standard library that programs use; every host imports them, so that its forks are warm."""

from __future__ import annotations

STANDARD = (
    "abc", "array", "asyncio", "bisect", "builtins", "collections", "collections.abc", "contextlib", "contextvars",
    "copy", "csv", "dataclasses", "datetime", "decimal", "difflib", "enum", "fractions", "functools", "glob", "heapq",
    "importlib", "inspect", "io", "itertools", "json", "locale", "logging", "math", "operator", "os", "pathlib",
    "pickle", "queue", "random", "re", "reprlib", "shutil", "sqlite3", "statistics", "string", "struct", "sys",
    "tempfile", "textwrap", "threading", "time", "types", "typing", "uuid", "warnings", "weakref", "concurrent.futures",
)
