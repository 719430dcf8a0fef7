"""The desk's pages ask the clock themselves: here it stands at T0 and five minutes."""

import pytest
import time_machine

from tests.compliance.factories import MINUTES
from tests.conftest import T0


@pytest.fixture
def today():
    """Cases that were opened at T0 are five minutes old."""
    with time_machine.travel(T0 + 5 * MINUTES, tick=False):
        yield
