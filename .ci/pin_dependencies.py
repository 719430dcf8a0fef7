"""Keeps [tool.uv] constraint-dependencies equal to what is installed, so that no lock file is needed.

Without arguments: rewrites the list. With --check: fails when the environment holds a package, or a version,
that the list lacks.
"""

from __future__ import annotations

import re
import sys
from importlib import metadata
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
START, END = "constraint-dependencies = [", "]"


def installed() -> list[str]:
    """Every distribution of this environment, pinned."""
    pins = {
        re.sub(r"[-_.]+", "-", d.metadata["Name"]).lower(): d.version
        for d in metadata.distributions()
        if d.metadata["Name"]
    }
    return [f"{name}=={version}" for name, version in sorted(pins.items()) if name not in ("pip", "uv")]


def listed(text: str) -> list[str]:
    """The pins in pyproject.toml."""
    block = text.partition(START)[2].partition(END)[0]
    return re.findall(r'"([^"]+)"', block)


def main() -> int:
    text = PROJECT.read_text()
    if "--check" in sys.argv:
        missing = sorted(set(installed()) - set(listed(text)))
        if missing:
            print("Not in constraint-dependencies:", *missing, sep="\n  ")  # noqa: T201
        return bool(missing)
    before, _start, rest = text.partition(START)
    after = rest.partition(END)[2]
    lines = "\n".join(f'    "{pin}",' for pin in installed())
    PROJECT.write_text(f"{before}{START}\n{lines}\n{END}{after}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
