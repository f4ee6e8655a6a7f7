"""What this process cannot do without, put back when a block has broken it: builtins and the standard library.

A builtin that was replaced by another function stays as the document wants it. One that is gone, or no function any
more, would bring down the code around the block instead of the block.
"""

import builtins
import sys
from typing import Any

# Names of this module, because those of `builtins` may be gone when they are needed.
AnyError = BaseException
_callable = callable
_live: dict[str, Any] = vars(builtins)
_sound: dict[str, Any] = {}
_modules: dict[str, Any] = {}
_loaded = sys.modules
_count = len(_loaded)


def remember() -> None:
    """What is there now is what has to be there. Before a fork, or each process writes to the pages of all modules."""
    _sound.update({name: value for name, value in _live.items() if callable(value) and name != "_"})
    _modules.update(sys.modules)


def repair() -> None:
    """Puts back what is missing. Costs some microseconds when nothing is."""
    for name, value in _sound.items():
        present = _live.get(name)
        if present is not value and not _callable(present):
            _live[name] = value
    global _count
    if sys.modules is not _loaded:
        sys.modules = _loaded
    if len(_loaded) < _count:
        for name, module in _modules.items():
            if name not in _loaded:
                _loaded[name] = module
    _count = len(_loaded)
