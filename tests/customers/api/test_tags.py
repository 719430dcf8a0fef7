"""/partner/tags: a partner groups its customers' organizations (wholesale-api.md section 8)."""

import pytest
from django.db import IntegrityError, transaction

from customers.models import Customer, CustomerTag
from partnerhub.api import ids
from partnerhub.audit import trail

pytestmark = pytest.mark.django_db
TAGS = "/v1/partner/tags"


@pytest.fixture
def org_id(provisioned):
    provisioned(externalId="first")
    return ids.encode("ORGANIZATION", Customer.objects.get().org_id)


def assign(api, org_id, *tags):
    body = {"tags": [{"name": name, "description": f"about {name}"} for name in tags]}
    return api.post(f"{TAGS}/organizations/{org_id}/assignTags", body, format="json")


def test_tags_are_assigned_found_and_replaced(call, alice, org_id):
    api = call(alice)

    first = assign(api, org_id, "gold", "north")
    found = api.get(f"{TAGS}/organizations?tags=silver,north")
    second = assign(api, org_id, "silver")

    tagged = {"orgName": "Contoso Bakery", "orgId": org_id, "tags": ["gold", "north"]}
    assert first.json() == [
        {"name": "gold", "description": "about gold"},
        {"name": "north", "description": "about north"},
    ]
    assert found.json() == [tagged]
    assert (
        second.json()
        == api.get(TAGS + "?type=ORGANIZATION").json()
        == [{"name": "silver", "description": "about silver"}]
    )
    assert api.get(f"{TAGS}/organizations/{org_id}").json() == {**tagged, "tags": ["silver"]}
    assert api.get(f"{TAGS}/organizations?tags=gold").json() == []


def test_an_empty_list_takes_all_tags_away_and_history_tells(call, alice, org_id):
    assign(call(alice), org_id, "gold")
    assign(call(alice), org_id)
    assign(call(alice), org_id)

    assert not CustomerTag.objects.exists()
    told = trail.history_of(Customer.objects.get()).filter(action="customer.tagged")
    assert [(event.before["tags"], event.after["tags"]) for event in told] == [(["gold"], []), ([], ["gold"])]


@pytest.mark.parametrize(
    ("tags", "code", "field"),
    [
        (["a", "b", "c", "d", "e", "f"], 1002, "tags"),
        (["x" * 26], 1002, "tags[0].name"),
        (["a,b"], 90001, "tags[0].name"),
        (["a", "a"], 90001, "tags[1].name"),
        ([" "], 1001, "tags[0].name"),
    ],
)
def test_what_is_wrong_with_a_tag_is_named(call, alice, org_id, tags, code, field):
    refused = assign(call(alice), org_id, *tags)

    error = refused.json()["errors"][0]
    assert (refused.status_code, error["errorCode"]) == (400, code)
    assert field in str(error)
    assert not CustomerTag.objects.exists()


def test_another_partner_neither_sees_nor_sets_tags(call, alice, bob, org_id):
    assign(call(alice), org_id, "gold")
    api = call(bob)

    assert api.get(TAGS).json() == api.get(f"{TAGS}/organizations?tags=gold").json() == []
    assert api.get(f"{TAGS}/organizations/{org_id}").status_code == 404
    assert assign(api, org_id, "mine").status_code == 404
    assert CustomerTag.objects.get().name == "gold"


def test_the_database_keeps_a_tag_once(call, alice, org_id):
    assign(call(alice), org_id, "gold")
    tag = CustomerTag.objects.get()

    tag.pk = None
    with pytest.raises(IntegrityError, match=r"customer_has_a_tag_once|customer_id"), transaction.atomic():
        tag.save(force_insert=True)


def test_finding_by_tags_costs_the_same_queries_for_many(
    call, alice, org_id, many, django_assert_max_num_queries
):
    rows = many(30)
    for number, customer in enumerate(rows):
        Customer.objects.filter(pk=customer.pk).update(org_id=f"00000000-0000-0000-0000-{number:012}")
        CustomerTag.objects.create(customer=customer, name="gold")

    with django_assert_max_num_queries(14):
        found = call(alice).get(f"{TAGS}/organizations?tags=gold&max=25")

    assert len(found.json()) == 25
    assert 'rel="next"' in found["Link"]
