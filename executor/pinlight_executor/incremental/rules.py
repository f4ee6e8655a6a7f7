"""The soundness rules by name, each of which can be taken away to see that a test notices."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Rules:
    """All True in use. docs/soundness.md says what each one is for."""

    islands: bool = True
    future: bool = True
    identity: bool = True
    sharing: bool = True
    flip: bool = True
    process_state: bool = True
    files: bool = True
    modules: bool = True
    patches: bool = True
    shadowed_builtins: bool = True
    whole_namespace: bool = True
    deletions: bool = True
    figures: bool = True
    plain_mode: bool = True
    snapshots: bool = True

    @staticmethod
    def without(*names: str) -> Rules:
        """Every rule but these. Raises ValueError for a name that is no rule."""
        known = {field.name for field in fields(Rules)}
        unknown = set(names) - known
        if unknown:
            raise ValueError(f"no such rule: {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
        return Rules(**{name: False for name in names})
