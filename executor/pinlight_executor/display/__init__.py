"""What a value looks like: its MIME bundle, and how code displays it, shows it anew and takes it away."""

from .bundle import Bundle, bundle_of
from .guard import install_watch
from .ipython import StandIn
from .libraries.adopt import adopt_libraries
from .output import Displays, display, install_displays

__all__ = [
    "Bundle", "Displays", "StandIn", "adopt_libraries", "bundle_of", "display", "install_displays", "install_watch",
]
