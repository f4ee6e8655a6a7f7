"""What libraries do by themselves to show things (open a browser, start a viewer) becomes a display in the block."""

from __future__ import annotations

from types import ModuleType
from typing import Any, Callable

from ...post_import import PostImport
from ..ipython import adopt_display, adopt_objects
from ..output import display


def adopt_libraries(post_import: PostImport) -> None:
    """Each is changed right after the document's code imported it."""
    post_import.when_imported("IPython.core.display_functions", adopt_display)
    post_import.when_imported("IPython.core.display", adopt_objects)
    post_import.when_imported("plotly.basedatatypes", _shows("BaseFigure"))
    post_import.when_imported("PIL.Image", _shows("Image"))
    post_import.when_imported("bokeh.io.showing", _bokeh)


def _shows(name: str) -> Callable[[ModuleType], None]:
    """`value.show()` of a class displays the value."""

    def adopt(module: ModuleType) -> None:
        def show(self: Any, *_arguments: Any, **_options: Any) -> None:
            """Displays this in the block."""
            display(self)

        getattr(module, name).show = show

    return adopt


def _bokeh(module: ModuleType) -> None:
    def show(obj: Any, *_arguments: Any, **_options: Any) -> None:
        """Displays a plot or a layout in the block."""
        for one in obj if isinstance(obj, (list, tuple)) else [obj]:
            display(one)

    vars(module)["show"] = show
