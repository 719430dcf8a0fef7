"""Organizations of removed customers: found, and removed for good (wholesale-api.md 2.4)."""

import pytest
from django.urls import reverse
from django.utils.html import escape

from customers import deletion, organizations
from customers.models import Customer, OrganizationRemoval, PlatformPerson
from customers.provisioning import worker
from partnerhub.accounts.roles import Role
from tests.conftest import T0

pytestmark = pytest.mark.django_db
LIST = "/customers/organizations/"


@pytest.fixture
def removed(bakery, alice):
    """The bakery after its removal: its organization is still there."""
    deletion.delete(bakery, by=alice, at=T0)
    worker.provision_customer(bakery.pk, at=T0)
    return Customer.everything.get(pk=bakery.pk)


def path_of(customer):
    return reverse("customers:organization-remove", args=[customer.org_id])


def text_of(response):
    return response.content.decode()


def test_it_is_reached_from_the_list_of_customers_and_from_the_removal(hers, bakery):
    assert LIST in text_of(hers.get("/customers/"))
    assert LIST in text_of(hers.get(f"/customers/{bakery.pk}/remove/"))


def test_only_unused_organizations_of_removed_customers_are_listed(hers, bakery, alice):
    before = list(hers.get(LIST).context["customers"])
    deletion.delete(bakery, by=alice, at=T0)
    worker.provision_customer(bakery.pk, at=T0)

    assert before == []
    assert list(hers.get(LIST).context["customers"]) == [bakery]
    assert list(hers.get(f"{LIST}?q={bakery.external_id}").context["customers"]) == [bakery]
    assert list(hers.get(f"{LIST}?q=nothing like it").context["customers"]) == []


def test_removal_needs_the_external_id_and_is_told_in_the_history(hers, removed):
    wrong = hers.post(path_of(removed), {"typed": "something"})
    right = hers.post(path_of(removed), {"typed": removed.external_id}, follow=True)
    again = text_of(hers.get(path_of(removed)))

    assert wrong.status_code == 400
    assert "is being removed." in text_of(right)
    assert OrganizationRemoval.objects.get().org_id == removed.org_id
    assert "It is being removed." in again
    assert "Organization removal requested" in again
    assert organizations.remove_due(at=OrganizationRemoval.objects.get().requested_at) == 1
    assert list(hers.get(LIST).context["customers"]) == []
    assert hers.get(path_of(removed)).status_code == 404


def test_what_stands_in_the_way_is_named_before_and_after(hers, removed):
    for name in ("eli", "noa"):
        PlatformPerson.objects.create(email=f"{name}@contoso.example", organization_id=removed.org_id)

    shown = text_of(hers.get(path_of(removed)))
    refused = hers.post(path_of(removed), {"typed": removed.external_id})

    sentence = escape("users; at most one may be left.")
    assert sentence in shown
    assert (refused.status_code, sentence in text_of(refused)) == (400, True)
    assert not OrganizationRemoval.objects.exists()


def test_organization_of_a_customer_in_service_is_not_removed(hers, bakery):
    page = hers.post(path_of(bakery), {"typed": bakery.external_id})

    assert page.status_code == 400
    assert "remove its wholesale customer first" in text_of(page)


def test_strangers_and_readers_do_not_remove(browse, bob, colleague, removed):
    reader = browse(colleague(Role.READ_ONLY))

    assert browse(bob).get(path_of(removed)).status_code == 404
    assert list(browse(bob).get(LIST).context["customers"]) == []
    assert reader.post(path_of(removed), {"typed": removed.external_id}).status_code == 403
    assert path_of(removed) not in text_of(reader.get(LIST))
    assert not OrganizationRemoval.objects.exists()
