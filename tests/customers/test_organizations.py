"""An organization goes at a separate request, once nobody uses it any more (wholesale-api.md 2.4)."""

import pytest
from django.db import IntegrityError, transaction

from customers import deletion, organizations
from customers.models import Organization, OrganizationRemoval, PlatformPerson
from customers.platform.faulty import FaultyPlatform, refuse, unavailable
from customers.provisioning import worker
from partnerhub.accounts.access import Access
from partnerhub.api import ids
from partnerhub.audit import trail
from partnerhub.clock import now
from tests.conftest import HOURS, T0
from tests.factories import make_customer, publish_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def bakery(alice, northwind):
    publish_list()
    return make_customer(northwind, alice, at=T0)


@pytest.fixture
def removed(bakery, alice):
    """The bakery after its removal from the offer: its organization is still there."""
    deletion.delete(bakery, by=alice, at=T0)
    worker.provision_customer(bakery.pk, at=T0)
    bakery.refresh_from_db(from_queryset=type(bakery).everything)
    return bakery


def path_of(customer):
    return f"/v1/organizations/{ids.encode('ORGANIZATION', customer.org_id)}"


def test_over_the_api_it_goes_within_minutes_and_stays_gone(call, alice, removed):
    api, path = call(alice), path_of(removed)

    before = api.get(path).status_code
    asked = [api.delete(path).status_code, api.delete(path).status_code]
    still = api.get(path).status_code
    went = organizations.remove_due(at=now())

    assert (before, asked, still, went) == (200, [204, 204], 200, 1)
    assert (api.get(path).status_code, api.delete(path).status_code) == (404, 404)
    assert not Organization.objects.filter(pk=removed.org_id).exists()
    told = trail.history_of(removed).values_list("action", flat=True)[:2]
    assert list(told) == ["organization.removed", "organization.removal_requested"]


def test_everything_that_stands_in_the_way_is_named(call, alice, bakery):
    PlatformPerson.objects.create(email="eli@contoso.example", organization_id=bakery.org_id)

    answer = call(alice).delete(path_of(bakery))

    assert answer.status_code == 409
    assert [error["description"] for error in answer.json()["errors"]] == [
        "It has an active subscription: remove its wholesale customer first.",
        "It has 1 active licence.",
        "It has 2 users; at most one may be left.",
    ]
    assert not OrganizationRemoval.objects.exists()


def test_the_partners_own_organization_stays(call, alice, northwind):
    answer = call(alice).delete(f"/v1/organizations/{ids.encode('ORGANIZATION', northwind.org_id)}")

    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (409, 90064)


def test_an_organization_is_its_partners_own(call, alice, bob, fabrikam, removed):
    assert call(bob).delete(path_of(removed)).status_code == 404
    make_customer(fabrikam, bob, at=T0, org_id=ids.encode("ORGANIZATION", removed.org_id))

    assert call(alice).get(path_of(removed)).status_code == 404
    assert call(alice).delete(path_of(removed)).status_code == 404


def test_the_worker_tries_again_and_gives_way_to_somebody_who_uses_it_again(alice, removed):
    platform = FaultyPlatform().fail("remove_organization", [unavailable, refuse])
    organizations.request_removal(removed, by=alice, at=T0)

    first = organizations.remove_due(at=T0, platform=platform)
    too_early = organizations.remove_due(at=T0, platform=platform)
    second = organizations.remove_due(at=T0 + HOURS, platform=platform)

    assert (first, too_early, second) == (0, 0, 0)
    assert len(platform.calls) == 2
    assert OrganizationRemoval.objects.get().refused_at == T0 + HOURS
    organizations.request_removal(removed, by=alice, at=T0 + HOURS)
    assert organizations.remove_due(at=T0 + HOURS) == 1


def test_one_request_is_open_at_a_time(alice, removed):
    organizations.request_removal(removed, by=alice, at=T0)
    row = OrganizationRemoval.objects.get()

    row.pk = None
    with pytest.raises(IntegrityError, match=r"org_id|organization_is_removed_once"), transaction.atomic():
        row.save(force_insert=True)


def test_a_stranger_knows_no_organization(bob, removed):
    with pytest.raises(organizations.UnknownOrganization):
        organizations.known(Access.of_membership(bob.current_memberships[0]), removed.org_id)
