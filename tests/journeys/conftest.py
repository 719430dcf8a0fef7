"""Northwind has a template, a small list is in force, and meeting sites find their numbers."""

import pytest

from tests.factories import make_template, open_telephony, publish_list


@pytest.fixture
def template(northwind, alice):
    publish_list()
    open_telephony()
    return make_template(northwind, alice)
