"""Who sees which rows: one rule on the queryset (scoping.py)."""

import pytest

from partnerhub.accounts.access import NOBODY, Access
from partnerhub.accounts.models import Membership, Partner
from partnerhub.accounts.roles import Role
from partnerhub.accounts.scoping import VisibleToQuerySet
from tests.conftest import make_person

pytestmark = pytest.mark.django_db


class Members(VisibleToQuerySet):
    """Any rows with a partner will do."""

    staff_roles = frozenset({Role.OPERATOR})


def visible(user):
    access = Access.of_membership(user.current_memberships[0])
    return set(
        Members(Membership)
        .visible_to(access)
        .filter(partner__isnull=False)
        .values_list("user__email", flat=True)
    )


def test_a_partner_sees_its_own_rows(alice, bob):
    assert visible(alice) == {"alice@example.com"}


def test_a_partner_sees_its_sub_partners_rows_but_not_the_reverse(alice, northwind):
    child = Partner.objects.create(slug="child", name="Child", parent=northwind)
    carl = make_person("carl", Role.FULL, child)

    assert visible(alice) == {"alice@example.com", "carl@example.com"}
    assert visible(carl) == {"carl@example.com"}


def test_staff_see_what_the_rows_allow(alice, bob, olga, rita):
    assert visible(olga) == {"alice@example.com", "bob@example.com"}
    assert visible(rita) == set()


def test_nobody_sees_nothing(alice):
    assert not Members(Membership).visible_to(NOBODY).exists()
