"""A small list is in force, and Northwind has a template."""

import pytest

from tests.factories import make_customer, make_order, make_template, open_telephony, publish_list


@pytest.fixture
def lists(db):
    """Two parties are listed; Contoso Bakery is not."""
    publish_list()


@pytest.fixture
def template(northwind, alice):
    return make_template(northwind, alice, name="Standard")


@pytest.fixture
def order(template):
    """order(packages=…): a valid order of Northwind for Contoso Bakery."""

    def _order(**changed):
        return make_order(template, **changed)

    return _order


@pytest.fixture
def telephony(db):
    """Meeting sites find their numbers."""
    open_telephony()


@pytest.fixture
def customer_in(northwind, alice, lists, telephony, template):
    """customer_in(CustomerStatus.PROVISIONED, name=…): a customer of Northwind in this status."""

    def _customer_in(status, **order):
        return make_customer(northwind, alice, status=status, template=template, **order)

    return _customer_in
