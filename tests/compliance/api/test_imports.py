"""/v1/rpl/imports: what was put in, when, by whom, and what became of it."""

import pytest

from compliance.lists import publish
from compliance.lists.refusals import EmptyFile
from tests.conftest import HOURS, T0
from tests.factories import publish_list

pytestmark = pytest.mark.django_db

HEADER = "name,aliases,type,country,address,citation,list,id\n"


@pytest.fixture
def imports(olga, tmp_path):
    """A list, a longer version of it, and an empty file that was refused."""
    publish_list(at=T0)
    publish_list(with_bakery=True, at=T0 + HOURS)
    empty = tmp_path / "empty.csv"
    empty.write_text(HEADER)
    with pytest.raises(EmptyFile):
        publish.publish("demo", empty, by=olga, at=T0 + 2 * HOURS, source="simple")


def test_every_import_with_its_difference_or_its_refusal(call, otto, imports):
    api = call(otto)

    items = api.get("/v1/rpl/imports").json()["items"]
    refused = api.get("/v1/rpl/imports", {"state": "refused", "list": "demo"}).json()["items"]
    one = api.get(f"/v1/rpl/imports/{items[0]['id']}").json()

    assert [(each["state"], each.get("number"), each["added"]) for each in items] == [
        ("refused", None, 0),
        ("published", 2, 1),
        ("published", 1, 2),
    ]
    assert [each["inForce"] for each in items] == [False, True, False]
    assert (one["importedBy"], one["fileName"]) == ("Olga", "empty.csv")
    assert "no entries" in one["problems"][0]
    assert refused == [one] == [items[0]]


def test_pages_and_strangers(call, otto, alice, imports):
    first = call(otto).get("/v1/rpl/imports", {"max": 2})
    following = first["Link"].split(">")[0].lstrip("<")

    assert len(call(otto).get(following).json()["items"]) == 1
    assert call(alice).get("/v1/rpl/imports").status_code == 404
    assert call(otto).get("/v1/rpl/imports/unknown").status_code == 404
    assert call(otto).get("/v1/rpl/imports", {"list": "unknown"}).status_code == 404
