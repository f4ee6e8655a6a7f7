"""Documents put together at random from pieces that are awkward to cut apart, and edits of them."""

import random

PIECES = (
    "a = 1",
    "a = 1\na",
    "b = a; b",
    "f(1);",
    "é = (1\n) ; # x",
    'text = """one\n\ntwo\n"""',
    'text = """\n\n# %% inside\n\n# | hide-code\n\n"""\ntext',
    "s = '''half typed\n\nmore",
    "values = [\n    1,\n\n    2,\n\n]",
    "call(\n\n    1,\n\n)(2)",
    "left = (1,\n\n",
    ")",
    "]",
    "if a:\n    b = 2\n\nelse:\n    b = 3",
    "if a:\n    b = 2\n\n# what else\nelse:\n    b = 3",
    "else:\n    pass",
    "elif a: b",
    "try:\n    a\n\nexcept ValueError:\n    b\n\nfinally:\n    c",
    "except E:\n    e",
    "for i in a:\n    print(i)\n    # indented at the end\n\n    # and once more",
    "    # indented alone",
    "  x = 1",
    "\tx = 1",
    "while a:\n\tb\n\n\tc",
    "def f(x):\n    def g(y):\n\n        return x + y\n\n    return g",
    "@one\n# between\n\n@two(\n\n)\ndef f():\n    pass",
    "@alone",
    "async def h():\n    await a\n\n    async for b in c:\n        d",
    "class A:\n    x = 1\n\n    def m(self):\n        '''Doc.'''\n\n        return f'{self.x}\n' if a else 2",
    "class B(\n    A,\n\n    C,\n): x = f'{a!r:>{b}} {c + 1}'",
    'y = f"""{\na\n} and\n\n{b}"""',
    "match a:\n    case 1:\n        b\n\n    case _:\n        c",
    "case 1:\n    b",
    "# Prose",
    "# Prose\n# more\n#\n# | table | of |",
    "#",
    "#| hide-code",
    "# | hide-all-code",
    "# | show-statements\n# | timeout: 5",
    "#| hide-code nonsense",
    "# | timeout: never",
    "# pragma: always-run\na()",
    "a = 1\n# | eval: false\nb = 2\n# then\nb",
    "# | depends: a.csv b/../c.csv",
    "# %%",
    "# %% A title",
    "#%% [markdown]\n# # Head\n#\n# text",
    '# %% [md]\n"""\n# Text\n"""',
    "# %% hide-code",
    "# %% echo: false\na",
    "# %%time",
    "# /// script\n# dependencies = []\n# ///",
    "# /// script\n# %% x\n# never closed",
    "# ---\n# jupyter:\n#   x: 1\n# ---",
    "#!/usr/bin/env python3",
    "# -*- coding: latin-1 -*-",
    "# %% coding: utf-8",
    '"""A title\n\n   body\n"""',
    '"short"; a = 1',
    "'just a string'",
    "__doc__",
    "from __future__ import annotations",
    "from __future__ import division; a = 1",
    "from __future__ import nonsense",
    "from __future__ import barry_as_FLUFL",
    "a <> b",
    "b = = 2",
    "a b\n# after",
    "# before\n1a = 2",
    "def broken(:\n    x\n\n    y",
    "def unfinished():",
    "x = 1 \\",
    "x = 1 + \\\n    2",
    "\\",
    "\\\nx = 1",
    "\f",
    "\f    c",
    "\fc = 1",
    " \t\f ",
    "\v",
    "\ufeffx = 1",
    "%matplotlib inline",
    "!ls",
    "nul = '\0'",
    "raw = '\\d'",
    "z = 1if a else 2",
    "lone = '\ud800'",
    "r\u2028q = 1",
    "deep = " + "(" * 300 + ")" * 300,
    "total = " + " + ".join("1" * 40),
    "{}[0]: int = 3",
    "lambda: (yield)",
    "del a, b",
    "print(a\n  # inside\n\n  , b)",
    "return 1",
    "global a\na = 1",
)
ENDS = ("\n",) * 6 + ("\r\n", "\r")
BETWEEN = ("\n\n",) * 6 + ("\n", "\n\n\n", "\n \t\n", "\n\f\n", "\n\n\n\n", "\r\n\r\n", "\r", "")


TYPED = ("", "\n", "\n\n", "#", "(", ")", '"""', " ", "1", ":", "x = 2\n", "# %%\n", "\\", ";")


class RandomDocument:
    """A document that is edited at random; `plain` is the share of pieces that are no trouble."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._plain = self._random.choice((0.0, 0.5, 0.9, 1.0))
        self._between = "\n\n" if self._random.random() < 0.5 else None
        count = self._random.randrange(1, 25)
        self._pieces = [self._piece() for _ in range(count)]

    @property
    def text(self) -> str:
        """The document as it is now."""
        choose = random.Random(repr(self._pieces))
        joined = [self._between or choose.choice(BETWEEN) for _ in self._pieces]
        text = "".join(piece + between for piece, between in zip(self._pieces, joined))
        return text.rstrip("\n") if len(self._pieces) % 3 == 0 else text

    def edit(self) -> None:
        """One change: a piece is put in, taken out, moved, doubled, replaced or changed by a few characters."""
        kind = self._random.randrange(7)
        at = self._random.randrange(len(self._pieces) + 1)
        if kind == 0 or not self._pieces or at == len(self._pieces):
            self._pieces.insert(at, self._piece())
        elif kind == 1:
            self._pieces.pop(at)
        elif kind == 2:
            self._pieces.insert(self._random.randrange(len(self._pieces)), self._pieces.pop(at))
        elif kind == 3:
            self._pieces.insert(at, self._pieces[at])
        elif kind == 4:
            self._pieces[at] = self._piece()
        else:
            piece = self._pieces[at]
            cut = self._random.randrange(len(piece) + 1)
            typed = self._random.choice(TYPED)
            self._pieces[at] = piece[:cut] + typed + piece[cut + self._random.randrange(3) :]

    def _piece(self) -> str:
        if self._random.random() < self._plain:
            number = self._random.randrange(5)
            plain = (f"v{number} = {number}", f"# Text {number}", f"# Text\nv{number} = 2\nv{number}")
            return self._random.choice(plain)
        return self._random.choice(PIECES)
