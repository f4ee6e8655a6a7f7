"""Sympy: formulas as LaTeX, also in lists, tuples, sets and dictionaries."""

from __future__ import annotations

import sys
from typing import Any

from ..guard import attempt
from ..pretty import pretty
from ..protocol import Shown, own_bundle

_MAX_PARTS = 100
_MAX_CHARS = 50_000


def show(value: Any, _renderers: Any) -> Shown | None:
    shown = own_bundle(value)
    latex = shown.data.get("text/latex")
    if latex is None and _is_formula(value):
        _add_latex(shown, value)
    elif isinstance(latex, str) and len(latex) > _MAX_CHARS:
        del shown.data["text/latex"]
    return shown


def show_container(value: Any, _renderers: Any) -> Shown | None:
    """A container of nothing but formulas and numbers, one formula at least; None for any other."""
    if "sympy" not in sys.modules or len(value) > _MAX_PARTS:
        return None
    parts = [*value, *(value.values() if isinstance(value, dict) else ())]
    formulas = sum(_is_formula(part) for part in parts)
    plain = sum(type(part) in (int, float) for part in parts)
    if not formulas or formulas + plain < len(parts):
        return None
    shown = Shown(data={"text/plain": pretty(value)})
    _add_latex(shown, value)
    return shown


def _is_formula(value: Any) -> bool:
    kinds = (_class("sympy.core.basic", "Basic"), _class("sympy.matrices.matrixbase", "MatrixBase"))
    return any(isinstance(value, kind) for kind in kinds if kind)


def _class(module: str, name: str) -> Any:
    return getattr(sys.modules.get(module), name, None)


def _add_latex(shown: Shown, value: Any) -> None:
    sympy: Any = sys.modules["sympy"]
    latex, failure = attempt(lambda: str(sympy.latex(value)), 10.0)
    if failure is None and len(latex) <= _MAX_CHARS:
        shown.data["text/latex"] = f"$\\displaystyle {latex}$"
