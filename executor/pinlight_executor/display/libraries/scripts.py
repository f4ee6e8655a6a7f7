"""A library's JavaScript inside a result: packed, because a result's frame has no network to fetch it from."""

from __future__ import annotations

import base64
import zlib

_packed: dict[str, str] = {}


def inline_script(name: str, source: str) -> str:
    """A script element that unpacks `source`, runs it, and then runs every `pinlight-after` script of the result."""
    if name not in _packed:
        _packed[name] = base64.b64encode(zlib.compress(source.encode("utf-8"), 6)).decode("ascii")
    return (
        "<script>(async()=>{"
        f"const packed=Uint8Array.from(atob('{_packed[name]}'),c=>c.charCodeAt(0));"
        "const stream=new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate'));"
        "const run=text=>{const s=document.createElement('script');s.textContent=text;document.head.append(s);s.remove()};"
        "run(await new Response(stream).text());"
        "document.querySelectorAll('script[type=\"text/pinlight-after\"]').forEach(s=>run(s.textContent));"
        "})()</script>"
    )
