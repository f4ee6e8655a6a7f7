"""Where a session and a fresh run show something else, block by block; pictures by their pixels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import AbstractSet, Any

from fuzz.compare import Answer
from fuzz.normalise import ERROR_MIME, normalise_answer

from .edits import REMARK
from .pictures import picture_difference

PNG = "image/png"
# The key of what concerns the whole document: its status, its number of blocks, its files.
DOCUMENT = 0


@dataclass
class Comparison:
    """`found` says by the block's number, from 1, what differs; `same_pixels` counts pictures of other bytes only."""

    found: dict[int, list[str]] = field(default_factory=dict)
    same_pixels: int = 0

    def add(self, place: int, text: str) -> None:
        self.found.setdefault(place, []).append(text)

    def lines(self, without: AbstractSet[int] = frozenset()) -> list[str]:
        return [
            f"block {place}, {text}" if place else text
            for place, texts in sorted(self.found.items())
            if place not in without
            for text in texts
        ]


def compare(shown: Answer, wanted: Answer) -> Comparison:
    """What `shown` shows otherwise than `wanted`, both as `Session.show` answers."""
    result = Comparison()
    if shown["status"] != wanted["status"]:
        told = shown.get("fault") or shown.get("how") or ""
        result.add(DOCUMENT, f"status: {shown['status']} {told[-1500:]} instead of {wanted['status']}")
    ours, theirs = normalise_answer(shown), normalise_answer(wanted)
    if len(ours) != len(theirs):
        result.add(DOCUMENT, f"{len(ours)} blocks instead of {len(theirs)}")
    for place, (one, other) in enumerate(zip(ours, theirs), 1):
        for part in ("source", "ok"):
            if one[part] != other[part]:
                result.add(place, f"{part}: {_short(one[part])} instead of {_short(other[part])}")
        _compare_elements(result, place, one["elements"], other["elements"])
    if wanted["status"] in ("ok", "exited"):
        for path in sorted(shown["files"].keys() | wanted["files"].keys()):
            if shown["files"].get(path) != wanted["files"].get(path):
                result.add(DOCUMENT, f"file {path}: {_presence(path, shown['files'], wanted['files'])}")
    return result


def _compare_elements(result: Comparison, place: int, ours: list[Any], theirs: list[Any]) -> None:
    kinds, wanted = [_kind(element) for element in ours], [_kind(element) for element in theirs]
    if kinds != wanted:
        result.add(place, f"elements: {' '.join(kinds) or 'none'} instead of {' '.join(wanted) or 'none'}")
        return
    for one, other in zip(map(_without_remarks, ours), map(_without_remarks, theirs)):
        if one == other:
            continue
        if "text" in one:
            result.add(place, f"{one['kind']}: {_apart(one['text'], other['text'])}")
            continue
        for mime in one["bundle"].keys() | other["bundle"].keys():
            _compare_data(result, place, mime, one["bundle"].get(mime), other["bundle"].get(mime))


def _compare_data(result: Comparison, place: int, mime: str, ours: Any, theirs: Any) -> None:
    if ours == theirs:
        return
    if mime == PNG and isinstance(ours, str) and isinstance(theirs, str):
        told = picture_difference(ours, theirs)
        if told is None:
            result.same_pixels += 1
        else:
            result.add(place, f"picture: {told}")
    else:
        result.add(place, f"{mime}: {_apart(ours, theirs)}")


def _kind(element: dict[str, Any]) -> str:
    return f"{element['kind']}({PNG})" if PNG in element.get("bundle", {}) else str(element["kind"])


def _without_remarks(element: dict[str, Any]) -> dict[str, Any]:
    """A comment runs nothing: the traceback of a kept block quotes its line as it was when it ran."""
    if element["kind"] != "error":
        return element
    bundle = dict(element["bundle"])
    if ERROR_MIME in bundle:
        frames = [{**frame, "text": _plain(frame.get("text"))} for frame in bundle[ERROR_MIME].get("frames", [])]
        bundle[ERROR_MIME] = {**bundle[ERROR_MIME], "frames": frames}
    return {**element, "bundle": {mime: _plain(data) for mime, data in bundle.items()}}


def _plain(data: Any) -> Any:
    return REMARK.sub("", data) if isinstance(data, str) else data


def _presence(path: str, ours: dict[str, str], theirs: dict[str, str]) -> str:
    return "is left over" if path not in theirs else "is missing" if path not in ours else "differs"


def _apart(one: Any, other: Any) -> str:
    """The two from shortly before the place where they part."""
    if not (isinstance(one, str) and isinstance(other, str)):
        return f"{_short(one)} instead of {_short(other)}"
    at = next((k for k, (a, b) in enumerate(zip(one, other)) if a != b), min(len(one), len(other)))
    start = max(0, at - 60)
    return f"{_short(one[start:])} instead of {_short(other[start:])}"


def _short(value: Any, most: int = 240) -> str:
    text = repr(value)
    return text if len(text) <= most else text[:most] + " …"
