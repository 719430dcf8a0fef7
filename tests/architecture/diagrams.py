"""The README's diagrams, drawn from the code. `uv run python -m tests.architecture.diagrams` writes them anew."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

README = Path(__file__).resolve().parents[2] / "README.md"


def state_diagram(model: Any, field: str) -> str:
    """A state machine in Mermaid: one arrow per transition and source state."""
    arrows = []
    for transition in getattr(model(), f"get_all_{field}_transitions")():
        target = getattr(transition.target, "value", transition.target)
        source = getattr(transition.source, "value", transition.source)
        arrows.append(f"    {source} --> {target}: {transition.name.replace('_', ' ')}")
    return "\n".join(["```mermaid", "stateDiagram-v2", *sorted(arrows), "```"])


def drawn() -> dict[str, str]:
    """Every diagram of the README by its marker."""
    from compliance.models import ReviewCase
    from customers.lifecycle import verdict_table
    from customers.models import Customer

    return {
        "customer-states": state_diagram(Customer, "status"),
        "case-states": state_diagram(ReviewCase, "state"),
        "on-verdict": verdict_table(),
    }


def in_readme(marker: str) -> str:
    """What the README shows between the markers."""
    found = re.search(rf"<!-- {marker} -->\n(.*?)<!-- /{marker} -->", README.read_text(), re.DOTALL)
    return found.group(1).strip() if found else ""


def write() -> None:
    """Put the present diagrams into the README."""
    text = README.read_text()
    for marker, diagram in drawn().items():
        block = f"<!-- {marker} -->\n{diagram}\n<!-- /{marker} -->"
        text = re.sub(
            rf"<!-- {marker} -->\n.*?<!-- /{marker} -->", lambda _m, b=block: b, text, flags=re.DOTALL
        )
    README.write_text(text)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "partnerhub.settings")
    import django

    django.setup()
    write()
