"""Makes a forked process look like `python file.py` to the document, as far as its surroundings go."""

from __future__ import annotations

import builtins
import os
import sys
import warnings
from typing import Any, Callable

from .place import Place
from .unraised import surface_unraised


def set_stage(
    root: str, display: Callable[..., Any], flush: Callable[[], None]
) -> dict[str, Any]:
    """Prepares `sys` and the builtins; returns what stands in the namespace of a script before its first line.

    What depends on which script it is comes with `set_script`.
    """
    sys.dont_write_bytecode = True
    os.environ.setdefault("MPLBACKEND", "Agg")
    # Two threads of ours are in every kernel; they hold no lock that a forked child would need.
    warnings.filterwarnings("ignore", message=".*multi-threaded, use of fork", category=DeprecationWarning)
    builtins.display = _as_function(display)  # type: ignore[attr-defined]
    builtins.input = _no_input
    surface_unraised(root)
    os._exit = _exit_after(flush, os._exit)  # type: ignore[assignment]
    return {
        "__name__": "__main__",
        "__file__": "",
        "__doc__": None,
        "__loader__": None,
        "__spec__": None,
        "__package__": None,
    }


def set_script(place: Place) -> None:
    """As `python file.py` has `sys`."""
    sys.argv[:] = [place.file]
    folder = os.path.dirname(place.file)
    own = [folder] if folder == place.root else [folder, place.root]
    sys.path[:] = own + [entry for entry in sys.path if entry and os.path.abspath(entry) not in own]


def _as_function(show: Callable[..., Any]) -> Callable[..., Any]:
    def display(*values: Any, **options: Any) -> Any:
        """Shows values where the block stands now, in order with its prints."""
        return show(*values, **options)

    return display


def _exit_after(flush: Callable[[], None], leave: Callable[[int], Any]) -> Callable[[int], Any]:
    def _exit(status: int) -> None:
        """Ends the process at once; what was printed before is still shown."""
        flush()
        leave(status)

    return _exit


def _no_input(prompt: object = "", /) -> str:
    """The builtin `input`, which nobody could answer."""
    raise EOFError(
        "input() has nobody to answer it: a document runs without a keyboard. "
        "Give the value a name in the file and edit it there."
    )
