"""Diagrams that cannot lie: the README shows what the code does."""

import pytest

from tests.architecture.diagrams import drawn, in_readme


@pytest.mark.parametrize("marker", ["customer-states", "case-states", "on-verdict"])
def test_the_readme_shows_the_code(marker):
    assert in_readme(marker) == drawn()[marker], "uv run python -m tests.architecture.diagrams"
