"""Modules and packages of the workspace: their files at the start, statements that use them, and ways to edit them."""

from __future__ import annotations

from random import Random

from .template import t, tagged

FILES = {
    "helper.py": "import inner\nLOG = [1]\nFACTOR = 2\n\n\ndef f(x=1):\n    return x * FACTOR\n\n\n"
    "def note(x):\n    LOG.append(x)\n    return len(LOG)\n\n\ndef far():\n    return inner.value() + 1\n\n\n"
    "class Box:\n    made = []\n    def __init__(self, v=0):\n        self.v = v\n        self.made.append(v)\n"
    "    def __repr__(self):\n        return f'Box({self.v}, {len(self.made)})'\n",
    "inner.py": "BASE = 5\nCACHE = {}\n\n\n"
    "def value():\n    CACHE[BASE] = CACHE.get(BASE, 0) + 1\n    return BASE + CACHE[BASE]\n",
    "pack/__init__.py": "from .part import piece, COUNT\nNAME = 'pack'\n",
    "pack/part.py": "COUNT = [3]\n\n\ndef piece():\n    COUNT.append(len(COUNT))\n    return sum(COUNT)\n",
    "pack/lazy.py": "print('lazy loaded')\nLEVEL = 4\n",
    "space/leaf.py": "import helper\nLEAF = 9\n\n\ndef through():\n    return helper.f(LEAF)\n",
    "star.py": "__all__ = ['alpha', 'BETA']\nBETA = [8]\nHIDDEN = 1\n\n\ndef alpha():\n    return HIDDEN\n",
}

USE = tagged("modules", [
    t("import helper\nprint(helper.f($i))", weight=2),
    t("from helper import f as $F", F="one", weight=1.5),
    t("print($one($i))", weight=1.5),
    t("from helper import LOG as $new", new="list", weight=1.5),
    t("import helper\nhelper.LOG.append($i)", weight=1.5),
    t("import helper\nprint(helper.LOG, helper.FACTOR)", weight=2),
    t("import helper\nhelper.FACTOR = $i"),
    t("import helper\nhelper.note($any)"),
    t("import helper\nprint(helper.far())", weight=1.5),
    t("import helper as $new", new="module", weight=0.7),
    t("print($module.FACTOR)", weight=0.7),
    t("from helper import Box as $C", C="class"),
    t("import helper\n$new = helper.Box($any)\nprint($new)", new="inst"),
    t("import inner\nprint(inner.BASE, inner.CACHE)", weight=1.5),
    t("import inner\ninner.BASE = $i"),
    t("from inner import *\nprint(BASE, value())"),
    t("import pack\nprint(pack.piece(), pack.NAME)", weight=1.5),
    t("from pack.part import COUNT as $new", new="list"),
    t("from pack import piece as $F", F="func"),
    t("import pack.lazy\nprint(pack.lazy.LEVEL)"),
    t("from pack import lazy\nprint(lazy.LEVEL)", weight=0.7),
    t("import space.leaf\nprint(space.leaf.through())"),
    t("from space import leaf as $new\nprint($new.LEAF)", new="module2", weight=0.7),
    t("from star import *\nprint(alpha(), BETA)"),
    t("BETA.append($i)\nprint(BETA)"),
    t("print('HIDDEN' in globals(), 'alpha' in globals())", weight=0.6),
    t("def $F():\n    import helper\n    return helper.f($i), len(helper.LOG)", F="func"),
    t("def $F():\n    from pack.part import piece\n    return piece()", F="func"),
    t("import importlib, helper\nimportlib.reload(helper)\nprint(helper.LOG)", weight=0.5, features="reload"),
    t("import sys\nprint(sorted(x for x in sys.modules if x in ('helper', 'inner', 'pack', 'star', 'pack.lazy')))",
      weight=0.7),
    t("import sys\nsys.modules.pop('helper', None)", weight=0.3),
    t("import missing$letter", weight=0.3),
    t("try:\n    import late\n    print('late', late.X)\nexcept ImportError:\n    print('no late')"),
    t("import helper\nhelper.f = lambda x=1: $i", weight=0.7),
    t("import helper\nhelper.Box.made.append($i)", weight=0.7),
    t("import helper\nhelper.fresh = $list", weight=0.5),
    t("import helper\nprint(getattr(helper, 'fresh', None))", weight=0.5),
    t("import helper, inner\nprint(helper.inner is inner)", weight=0.4),
])

# Further texts that an edit puts in a file's place.
_LATER = {
    "late.py": "X = 1\n",
    "helper/__init__.py": "FACTOR = 'package'\nLOG = []\n",
    "space/__init__.py": "",
    "data.txt": "new\n",
}
_ADDITIONS = (
    "# a remark\n", "\nEXTRA = [0]\n", "\n\ndef extra():\n    return EXTRA\n", "print('module text')\n",
    "import inner\n", "import star\n",
    "FACTOR = 6\n", "LOG = [7]\n",
)


def edit_files(rng: Random, files: dict[str, str]) -> dict[str, str]:
    """The user's files after one edit: a number, an addition, a file made, removed, emptied, broken or moved."""
    files = dict(files)
    path = rng.choice(sorted(files) or ["late.py"])
    text = files.get(path, "")
    kind = rng.choices(["number", "add", "line", "remove", "make", "break", "same"], [40, 18, 10, 8, 10, 6, 8])[0]
    if kind == "number":
        files[path] = change_number(rng, text)
    elif kind == "add":
        files[path] = text + (rng.choice(_ADDITIONS) if path.endswith(".py") else f"{rng.randint(0, 99)}\n")
    elif kind == "line":
        lines = text.splitlines(keepends=True)
        if lines:
            del lines[rng.randrange(len(lines))]
        files[path] = "".join(lines)
    elif kind == "remove":
        files.pop(path, None)
    elif kind == "make":
        made = {**FILES, **_LATER}
        path = rng.choice(sorted(made))
        files[path] = made[path]
    elif kind == "break" and path.endswith(".py"):
        files[path] = text + "\ndef broken(:\n"
    return files


def change_number(rng: Random, text: str) -> str:
    """The same text with another digit somewhere; as it was when it has none."""
    places = [at for at, letter in enumerate(text) if letter.isascii() and letter.isdigit()]
    if not places:
        return text
    at = rng.choice(places)
    return text[:at] + str((int(text[at]) + rng.randint(1, 8)) % 10) + text[at + 1 :]
