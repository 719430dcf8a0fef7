"""A status has one writer: FSM protection does not stop `update()`, so the sources are read (architecture.md, trap 4)."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WRITERS = {
    "status": {"customers/lifecycle.py"},
    "state": {"compliance/review"},
}
PATTERN = r"\.update\([^)]*\b{field}\s*="


def sources(app: str) -> list[Path]:
    return [p for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts]


def offenders(app: str, field: str, allowed: set[str], model: str) -> list[str]:
    found = []
    for path in sources(app):
        name = str(path.relative_to(ROOT))
        if any(name.startswith(a) for a in allowed):
            continue
        for match in re.finditer(PATTERN.format(field=field), path.read_text(), re.DOTALL):
            if model in path.read_text()[max(0, match.start() - 200) : match.end()]:
                found.append(f"{name}: {match.group(0)[:80]}")
    return found


def test_customer_status_is_written_by_lifecycle_alone():
    assert offenders("customers", "status", WRITERS["status"], "Customer.") == []


def test_case_state_is_written_by_review_alone():
    assert offenders("compliance", "state", WRITERS["state"], "ReviewCase") == []
