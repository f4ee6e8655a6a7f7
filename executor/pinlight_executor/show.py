"""Rich values for documents, without any library: `from pinlight_executor.show import HTML, Markdown, Image`."""

from .display.objects import HTML, JSON, SVG, Code, Image, Javascript, Latex, Markdown, Math, Pretty
from .display.output import DisplayHandle, clear_output, display, update_display

__all__ = [
    "HTML", "JSON", "SVG", "Code", "DisplayHandle", "Image", "Javascript", "Latex", "Markdown", "Math", "Pretty",
    "clear_output", "display", "update_display",
]
