"""Tokens: kept as hashes, expire, are revoked, and never allow more than their owner's role."""

from datetime import timedelta

import pytest
from oauth2_provider.models import AccessToken

from partnerhub.accounts.roles import Permission, Role
from partnerhub.api import tokens
from tests.conftest import T0

pytestmark = pytest.mark.django_db

READ = "spark-admin:wholesale_customers_read"


def issue(alice, northwind, scopes=("all",), lifetime=tokens.LIFETIME):
    client = tokens.client_for(name="billing", owner=alice, partner=northwind)
    return client, tokens.issue(client, scopes=scopes, by=alice, at=T0, lifetime=lifetime)


def test_a_token_acts_for_its_partner(alice, northwind):
    _client, text = issue(alice, northwind)

    access = tokens.access_for(text, at=T0)

    assert (access.user, access.partner, access.role, access.client) == (
        alice,
        northwind,
        Role.FULL,
        "billing",
    )


def test_scopes_narrow_the_role(alice, northwind):
    _client, text = issue(alice, northwind, scopes=(READ,))

    access = tokens.access_for(text, at=T0)

    assert access.can(Permission.CUSTOMERS_VIEW)
    assert not access.can(Permission.CUSTOMERS_CREATE)


def test_the_token_itself_is_not_stored(alice, northwind):
    _client, text = issue(alice, northwind)

    row = AccessToken.objects.get()
    assert text not in (row.token, row.token_checksum)


def test_an_expired_token_is_worth_nothing(alice, northwind):
    _client, text = issue(alice, northwind, lifetime=timedelta(hours=1))

    assert tokens.access_for(text, at=T0 + timedelta(hours=1)) is None


def test_a_revoked_token_is_worth_nothing(alice, northwind):
    client, text = issue(alice, northwind)

    tokens.revoke_all(client, by=alice, at=T0)

    assert tokens.access_for(text, at=T0) is None


def test_a_token_dies_with_its_owners_membership(alice, northwind):
    _client, text = issue(alice, northwind)

    alice.memberships.all().delete()

    assert tokens.access_for(text, at=T0) is None


def test_an_unknown_scope_is_an_error(alice, northwind):
    with pytest.raises(tokens.UnknownScope):
        issue(alice, northwind, scopes=("everything",))
