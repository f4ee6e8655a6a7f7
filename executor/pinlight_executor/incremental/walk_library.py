"""Values of numpy, pandas, polars, PyTorch, Pillow and Matplotlib, when the document brought these libraries."""

from __future__ import annotations

import io
import sys
from typing import Any

from .walk import Walk


# As `sys.getrefcount` counts: a name here, its argument, and the view's `base`.
_OWN_REFERENCES = 3


def visit_library(walk: Walk, value: Any, kind: type) -> bool:
    """True when the value was one of these and has been put."""
    numpy = sys.modules.get("numpy")
    if numpy is not None and hasattr(numpy, "ndarray") and _visit_numpy(walk, value, kind, numpy):
        return True
    top = kind.__module__.partition(".")[0]
    handler = _BY_PACKAGE.get(top)
    return handler is not None and handler(walk, value, kind)


def _visit_numpy(walk: Walk, value: Any, kind: type, numpy: Any) -> bool:
    if isinstance(value, numpy.ndarray):
        _visit_array(walk, value, kind, numpy)
    elif isinstance(value, (numpy.generic, numpy.dtype)):
        walk.put_text("scalar", f"{kind.__name__} {value!r} {getattr(value, 'dtype', '')}")
    elif kind.__module__.startswith("numpy.random"):
        return _visit_generator(walk, value)
    elif isinstance(value, numpy.ufunc):
        walk.put_text("ufunc", value.__name__)
    else:
        return False
    return True


def _visit_array(walk: Walk, value: Any, kind: type, numpy: Any) -> None:
    if not walk.mutable(value):
        return
    # All that it is a view of, to what holds the memory when no array does: a buffer that two arrays may share.
    root, holder = value, value.base
    while holder is not None:
        # Otherwise nobody else can reach it.
        if sys.getrefcount(holder) > _OWN_REFERENCES:
            walk.reach(holder)
        if isinstance(holder, memoryview) and holder.obj is not None:
            holder = holder.obj
            walk.reach(holder)
        if not isinstance(holder, numpy.ndarray):
            break
        root = holder
        holder = root.base
    walk.put_memory(root if holder is None else holder)
    offset = value.__array_interface__["data"][0] - root.__array_interface__["data"][0]
    described = value.dtype.str if value.dtype.names is None else repr(value.dtype)
    shape = f"{described}{value.shape}{value.strides}{offset}{value.flags.writeable}{kind.__name__}"
    walk.put_text("ndarray", shape)
    extra = getattr(value, "__dict__", None)
    if extra:
        walk.push_pairs(extra)
    if value.dtype.hasobject:
        walk.push(value.ravel().tolist())
    elif value.size:
        # Past what subclasses make of it: a masked array's view has views of its own.
        flat = numpy.ascontiguousarray(numpy.asarray(value))
        walk.put_buffer(flat.reshape(-1).view(numpy.uint8).data)


def _visit_generator(walk: Walk, value: Any) -> bool:
    state = getattr(value, "get_state", None)
    if value is getattr(sys.modules["numpy.random"].mtrand, "_rand", None):
        # numpy's global generator is state of the process.
        walk.put("global generator")
        return True
    if state is not None:
        found: Any = value.get_state(legacy=False)
        shared = value._bit_generator
    elif hasattr(value, "bit_generator"):
        found, shared = value.bit_generator.state, value.bit_generator
    elif hasattr(value, "state") and hasattr(value, "lock"):
        found, shared = value.state, value
    else:
        return False
    if walk.mutable(value):
        if shared is not value:
            walk.tie(shared)
        walk.put_text("generator", _whole_repr(found))
    return True


def _whole_repr(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{_whole_repr(part)}" for key, part in value.items()) + "}"
    return value.tobytes().hex() if hasattr(value, "tobytes") else repr(value)


_PANDAS_OWN = frozenset({"_mgr", "_item_cache", "_cacher", "_is_copy", "_attrs", "_flags", "_name", "_index", "_typ"})


def _visit_pandas(walk: Walk, value: Any, kind: type) -> bool:
    pandas = sys.modules["pandas"]
    if not hasattr(pandas, "DataFrame"):
        return False
    if isinstance(value, (pandas.DataFrame, pandas.Series)) and kind.__module__.partition(".")[0] == "pandas":
        if walk.mutable(value):
            manager = value._mgr
            if getattr(value, "_is_copy", None) is not None:
                # A copy would not know what it was cut from.
                walk.copyable = False
            walk.put_text("pandas", f"{kind.__name__} {value.flags.allows_duplicate_labels}")
            parts: list[Any] = [getattr(value, "_name", None), *manager.axes]
            for block in getattr(manager, "blocks", ()):
                parts += [repr(block.mgr_locs), block.values]
            walk.push([*parts, value.attrs])
            # Names that no column has, bound as attributes.
            own = _PANDAS_OWN.union(getattr(kind, "_internal_names_set", ()))
            walk.push_pairs({name: part for name, part in vars(value).items() if name not in own})
        return True
    if isinstance(value, pandas.Index):
        walk.put_text("index", kind.__name__)
        if isinstance(value, pandas.RangeIndex):
            walk.put_text("range", repr(value))
        elif isinstance(value, pandas.MultiIndex):
            walk.push([*value.names, *value.levels, *[code.tobytes() for code in value.codes]])
        else:
            # Values cannot be changed through an index, and no other value shares them.
            walk.push([value.name, repr(getattr(value, "freq", None))])
            _visit_frozen(walk, value._values)
        return True
    if isinstance(value, pandas.api.extensions.ExtensionArray):
        if walk.mutable(value):
            _visit_extension(walk, value, kind)
        return True
    if isinstance(value, pandas.api.extensions.ExtensionDtype):
        walk.put_text("dtype", repr(value))
        if hasattr(value, "categories"):
            walk.push([value.categories, bool(value.ordered)])
        return True
    scalars = (pandas.Timestamp, pandas.Timedelta, pandas.Period, pandas.Interval, type(pandas.NaT), type(pandas.NA))
    if isinstance(value, (*scalars, pandas.DateOffset)) or kind.__module__.startswith("pandas._libs"):
        walk.put_text("scalar", f"{kind.__name__} {value!r}")
        return True
    return False


def _visit_extension(walk: Walk, value: Any, kind: type) -> None:
    walk.put_text("extension", kind.__name__)
    chunks = getattr(value, "_pa_array", None)
    if chunks is not None:
        _put_arrow(walk, chunks)
        return
    walk.push([value.dtype])
    inner = getattr(value, "_ndarray", None)
    if inner is not None:
        walk.push([inner])
        return
    parts = [part for name in ("_data", "_mask", "_left", "_right", "_sp_values") if (part := getattr(value, name, None)) is not None]
    walk.push(parts if parts else list(value))


def _visit_frozen(walk: Walk, values: Any) -> None:
    import marshal

    numpy = sys.modules["numpy"]
    if isinstance(values, numpy.ndarray) and not values.dtype.hasobject:
        walk.put_text("frozen", str(values.dtype))
        if values.size:
            walk.put_buffer(numpy.ascontiguousarray(values).view(numpy.uint8).data)
        return
    if not isinstance(values, numpy.ndarray):
        inner = getattr(values, "_ndarray", None)
        if inner is not None and not inner.dtype.hasobject:
            walk.put_text("frozen", repr(values.dtype))
            walk.put_buffer(numpy.ascontiguousarray(inner).reshape(-1).view(numpy.uint8).data)
            return
    items = values.tolist() if hasattr(values, "tolist") else list(values)
    if set(map(type, items)) <= {str, int, float, bool, type(None)}:
        walk.put_buffer(marshal.dumps(items, 2))
    else:
        walk.push(items)


def _put_arrow(walk: Walk, array: Any) -> None:
    """Arrow data is immutable: chunks of plain buffers."""
    walk.put_text("arrow", f"{array.type} {len(array)}")
    for chunk in getattr(array, "chunks", [array]):
        walk.put_text("chunk", f"{len(chunk)} {chunk.offset}")
        for buffer in chunk.buffers():
            if buffer is not None:
                walk.put_buffer(buffer)


def _visit_arrow(walk: Walk, value: Any, kind: type) -> bool:
    if hasattr(value, "buffers") or hasattr(value, "chunks"):
        _put_arrow(walk, value)
    elif hasattr(value, "columns") and hasattr(value, "schema"):
        walk.put_text("arrow table", str(value.schema))
        for column in value.columns:
            _put_arrow(walk, column)
    else:
        walk.put_text("arrow", f"{kind.__name__} {value!r}")
    return True


def _visit_polars(walk: Walk, value: Any, kind: type) -> bool:
    polars = sys.modules["polars"]
    if isinstance(value, (polars.DataFrame, polars.Series)):
        if walk.mutable(value):
            frame = value.to_frame() if isinstance(value, polars.Series) else value
            walk.put_text("polars", f"{kind.__name__} {frame.schema}")
            try:
                for column in frame.get_columns():
                    _put_arrow(walk, column.to_arrow())
            except Exception:
                walk.give_up(value, "a polars frame that Arrow does not know")
        return True
    if isinstance(value, (polars.Expr, polars.LazyFrame)):
        try:
            plan = value.meta.serialize() if isinstance(value, polars.Expr) else value.serialize()
        except Exception:
            return False
        if walk.mutable(value):
            walk.put("plan", plan if isinstance(plan, bytes) else plan.encode())
        return True
    if isinstance(value, polars.DataType) or isinstance(value, polars.Schema):
        walk.put_text("polars", f"{kind.__name__} {value!r}")
        return True
    return False


def _visit_torch(walk: Walk, value: Any, kind: type) -> bool:
    torch = sys.modules["torch"]
    if not isinstance(value, torch.Tensor):
        if isinstance(value, (torch.dtype, torch.device, torch.Size)):
            walk.put_text("torch", repr(value))
            return True
        if isinstance(value, torch.Generator):
            if walk.mutable(value):
                walk.put("generator", value.get_state().numpy().tobytes())
            return True
        return False
    if not walk.mutable(value):
        return True
    try:
        data = value.detach().cpu().contiguous().flatten()
        plain = data.view(torch.uint8).numpy() if data.numel() else data.numpy()
        storage = value.untyped_storage()
    except Exception:
        walk.give_up(value, "a tensor whose memory cannot be read")
        return True
    # Tensors on one storage change together; storage objects are made anew on each call, its address is not.
    walk.ids.add(storage.data_ptr())
    walk.put_text("tensor", f"{value.dtype} {tuple(value.shape)} {value.stride()} {value.storage_offset()} {value.requires_grad}")
    walk.put_buffer(plain.data)
    walk.push([value.grad])
    if value.grad_fn is not None:
        walk.give_up(value, "a tensor with a gradient function")
    return True


def _visit_pillow(walk: Walk, value: Any, kind: type) -> bool:
    image = getattr(sys.modules.get("PIL.Image"), "Image", None)
    if image is None or not isinstance(value, image):
        return False
    if walk.mutable(value):
        try:
            walk.put_text("image", f"{kind.__name__} {value.mode} {value.size} {value.format}")
            walk.put_buffer(value.tobytes())
            palette = value.getpalette() if value.mode in ("P", "PA") else None
            walk.push([palette, *[part for pair in value.info.items() for part in pair]])
        except Exception:
            walk.give_up(value, "an image that cannot be read")
    return True


def _visit_matplotlib(walk: Walk, value: Any, kind: type) -> bool:
    """Artists change by every call on them, and drawing changes them too: whoever touches one changes its figure."""
    artist = getattr(sys.modules.get("matplotlib.artist"), "Artist", None)
    if artist is None:
        return False
    if isinstance(value, artist):
        figure = getattr(value, "figure", None) or value
        figure = getattr(figure, "figure", None) or figure
    elif kind.__name__.startswith("FigureCanvas") or kind.__name__.startswith("FigureManager"):
        figure = getattr(getattr(value, "canvas", value), "figure", value)
    elif kind.__module__ in ("matplotlib.gridspec", "matplotlib.container", "matplotlib.axis", "matplotlib.image"):
        walk.give_up(value, f"a {kind.__name__} of Matplotlib")
        return True
    else:
        return False
    if walk.mutable(value):
        walk.tie(figure)
        walk.opaque = walk.opaque or "a figure"
        walk.give_up(None, "a figure")
        _tie_data(walk, figure)
    return True


def _tie_data(walk: Walk, figure: Any) -> None:
    """Arrays of the document that a figure still holds: to change them is to change the figure."""
    numpy = sys.modules["numpy"]
    try:
        artists = figure.findobj(include_self=True)
    except Exception:
        return
    for one in artists:
        for part in vars(one).values():
            if isinstance(part, numpy.ndarray) and part.size > 4:
                while isinstance(part.base, numpy.ndarray):
                    part = part.base
                walk.tie(part)


def _visit_buffer(walk: Walk, value: Any, kind: type) -> bool:
    if kind in (io.StringIO, io.BytesIO):
        if walk.mutable(value):
            if value.closed:
                walk.put("closed")
            else:
                walk.push([value.getvalue(), value.tell()])
        return True
    return False


_BY_PACKAGE = {
    "pandas": _visit_pandas,
    "pyarrow": _visit_arrow,
    "polars": _visit_polars,
    "torch": _visit_torch,
    "PIL": _visit_pillow,
    "matplotlib": _visit_matplotlib,
    "_io": _visit_buffer,
}
