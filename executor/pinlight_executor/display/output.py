"""`display`, `update_display` and `clear_output`: what code shows in the block that runs, and shows anew."""

from __future__ import annotations

from typing import Any, Callable, Iterable

from ..capture import Capture
from . import libraries
from .bundle import METADATA_MIME, Bundle, Renderer, bundle_of, sealed
from .protocol import shows_itself

# Sends what stands in the head of a `display` frame besides the block, and the bundle.
Send = Callable[[dict[str, Any], Bundle], None]


class Displays:
    """What one process displays. `clear` says that what the block showed is void; `prints` are those of the block."""

    def __init__(
        self, send: Send, clear: Callable[[], None], prints: Capture, renderers: tuple[Renderer, ...] = ()
    ) -> None:
        self._send, self._clear, self._prints, self.renderers = send, clear, prints, renderers
        self._block, self._count = "", 0
        self._clear_waits = False

    def begin(self, block: str) -> None:
        """A block starts; `block` is its id."""
        self._block, self._count, self._clear_waits = block, 0, False

    def show(self, kind: str, value: Any, **head: Any) -> None:
        """Shows one value as `kind`: a value that displays itself does so."""
        method = shows_itself(value, libraries.is_known)
        if method is not None:
            method()
        else:
            self.send({"kind": kind, **head}, bundle_of(value, self.renderers))

    def send(self, head: dict[str, Any], bundle: Bundle) -> None:
        self._prints.flush()
        self.before_output()
        self._send(head, bundle)

    def clear_output(self, wait: bool) -> None:
        self._prints.flush()
        self._prints.forget()
        self._clear_waits = wait
        if not wait:
            self._clear()

    def before_output(self) -> None:
        """What was to be cleared when something new comes is cleared now. Called by whatever sends output."""
        due, self._clear_waits = self._clear_waits, False
        if due:
            self._clear()

    def new_id(self) -> str:
        """The same in every run of the same block."""
        self._count += 1
        return f"{self._block}.{self._count}"


_current: Displays | None = None


def install_displays(displays: Displays) -> None:
    """From now on the functions below show through `displays`."""
    global _current
    _current = displays


class DisplayHandle:
    """A place in the output that can be shown anew: `handle.update(value)`."""

    def __init__(self, display_id: str | None = None) -> None:
        self.display_id = display_id if display_id is not None else _displays().new_id()

    def display(self, obj: Any, **options: Any) -> None:
        display(obj, display_id=self.display_id, **options)

    def update(self, obj: Any, **options: Any) -> None:
        update_display(obj, display_id=self.display_id, **options)

    def __repr__(self) -> str:
        return f"<DisplayHandle display_id={self.display_id}>"


def display(
    *objs: Any,
    include: Iterable[str] | None = None,
    exclude: Iterable[str] | None = None,
    metadata: dict[str, Any] | None = None,
    transient: dict[str, Any] | None = None,
    display_id: str | bool | None = None,
    raw: bool = False,
    clear: bool = False,
    **options: Any,
) -> DisplayHandle | None:
    """Shows values where the block stands now, in order with its prints.

    `display_id=True` or a name gives a handle to show something else in the same place. `raw`: the values are MIME
    bundles. `include` and `exclude` name MIME types. `clear` clears what the block showed before.
    """
    displays = _displays()
    if clear:
        displays.clear_output(wait=True)
    name = (transient or {}).get("display_id") if display_id is None or display_id is False else display_id
    id = displays.new_id() if name is True else None if name is None else str(name)[:200]
    updates = options.get("update") is True
    if updates and id is None:
        raise TypeError("display_id required for update_display")
    head = {} if id is None else {"update" if updates else "id": id}
    if not objs and id is not None:
        # A place to be filled later.
        displays.send({"kind": "display", **head}, sealed({"text/plain": ""}, None))
    for value in objs:
        if raw or include is not None or exclude is not None or metadata:
            bundle = sealed(dict(value), None) if raw and isinstance(value, dict) else bundle_of(value, displays.renderers)
            displays.send({"kind": "display", **head}, _chosen(bundle, include, exclude, metadata))
        else:
            displays.show("display", value, **head)
    return None if id is None else DisplayHandle(id)


def update_display(obj: Any, *, display_id: str, **options: Any) -> None:
    """Shows a value in the place of what this block displayed under that id; here, when it displayed nothing under it."""
    display(obj, display_id=display_id, **{**options, "update": True})


def clear_output(wait: bool = False) -> None:
    """Takes away what the block has shown so far; with `wait`, not before something new comes."""
    _displays().clear_output(bool(wait))


def publish_display_data(
    data: dict[str, Any],
    metadata: dict[str, Any] | None = None,
    *,
    transient: dict[str, Any] | None = None,
    **options: Any,
) -> None:
    """Shows a ready MIME bundle."""
    display(data, raw=True, metadata=metadata, transient=transient, **options)


def _displays() -> Displays:
    if _current is None:
        raise RuntimeError("nothing is displayed outside a document")
    return _current


def _chosen(
    bundle: Bundle, include: Iterable[str] | None, exclude: Iterable[str] | None, metadata: dict[str, Any] | None
) -> Bundle:
    """The bundle with the wanted MIME types; its text always."""
    if metadata:
        kept = sealed({METADATA_MIME: {**bundle.get(METADATA_MIME, {}), **metadata}}, None)
        bundle[METADATA_MIME] = kept.get(METADATA_MIME, {})
    wanted = None if include is None else {include} if isinstance(include, str) else set(include)
    unwanted = set() if exclude is None else {exclude} if isinstance(exclude, str) else set(exclude)
    for mime in list(bundle):
        if mime in ("text/plain", METADATA_MIME):
            continue
        if mime in unwanted or wanted is not None and mime not in wanted:
            del bundle[mime]
    return bundle
