"""The small text tables in `data/` that the engine ships with: read once, never written."""

from __future__ import annotations

import gzip
from pathlib import Path

_FOLDER = Path(__file__).parent / "data"


def load_lines(name: str) -> list[str]:
    """The lines of a shipped table without comments and blank lines; plain or gzip by its name."""
    path = _FOLDER / name
    raw = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
    return [line for line in raw.decode("utf-8").splitlines() if line and not line.startswith("#")]


def load_groups(name: str) -> list[list[str]]:
    """Lines of words, e.g. `robert bob bobby rob`: the first stands for the others."""
    return [line.split() for line in load_lines(name)]


def load_pairs(name: str) -> list[tuple[str, str]]:
    """Lines of two columns parted by a tab."""
    return [(left, right) for left, _, right in (line.partition("\t") for line in load_lines(name))]
