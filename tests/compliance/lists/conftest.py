"""Fixtures of the list tests."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def make_file(tmp_path):
    """make_file("list.csv", "text or bytes") -> its path."""

    def _make(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return _make
