"""What every adaptor to the platform promises: the one suite that a new one has to pass."""

from __future__ import annotations

import uuid
from dataclasses import replace

import pytest

from customers.platform.base import (
    AdministratorOrder,
    LicenceOrder,
    LocationOrder,
    Obstacle,
    ObstacleKind,
    OrganizationOrder,
    PlatformRefused,
    SiteOrder,
    SubscriberOrder,
)
from customers.platform.builtin import BuiltinPlatform
from customers.platform.faulty import FaultyPlatform, answer_twice

REFERENCE = str(uuid.uuid4())
NUMBER = {"e164": "+442079460958", "display": "+44 20 7946 0958"}


class TwofoldPlatform(FaultyPlatform):
    """Every request arrives twice."""

    def _ask(self, method, key, *arguments):
        self.fail(method, [answer_twice])
        return super()._ask(method, key, *arguments)


@pytest.fixture(params=[BuiltinPlatform, FaultyPlatform, TwofoldPlatform])
def platform(request, db):
    return request.param()


@pytest.fixture
def org_id(platform):
    return platform.ensure_organization("organization-1", contoso())


def contoso(**changes):
    facts = {"org_id": None, "reference": REFERENCE, "name": "Contoso", "country": "IL", **changes}
    return OrganizationOrder(**facts)


def person(org_id, **changes):
    facts = {"org_id": org_id, "email": "Dana@contoso.example", "package": "webex_calling", **changes}
    return SubscriberOrder(**facts)


def test_an_organization_is_created_once(platform):
    first = platform.ensure_organization("a", contoso())
    again = platform.ensure_organization("a", contoso())
    under_another_key = platform.ensure_organization("b", contoso())

    assert first == again == under_another_key
    assert platform.find_organization(first).reference == REFERENCE


def test_an_organization_moves_to_another_country(platform, org_id):
    platform.ensure_organization("moved", contoso(country="DE"))

    entry = platform.find_organization(org_id)
    assert (entry.name, entry.country) == ("Contoso", "DE")


def test_a_repeated_request_does_not_undo_a_later_one(platform, org_id):
    platform.ensure_organization("moved", contoso(country="DE"))

    platform.ensure_organization("moved", contoso(country="IL"))

    assert platform.find_organization(org_id).country == "DE"


def test_an_organization_that_exists_is_attached(platform, org_id):
    platform.release("release", REFERENCE)

    attached = platform.ensure_organization("attach", contoso(org_id=org_id, reference="another"))

    assert attached == org_id
    assert platform.find_organization(org_id).reference == "another"


def test_an_unknown_organization_is_not_attached(platform):
    with pytest.raises(PlatformRefused):
        platform.ensure_organization("attach", contoso(org_id=uuid.uuid4()))


def test_an_organization_is_not_attached_twice(platform, org_id):
    with pytest.raises(PlatformRefused):
        platform.ensure_organization("attach", contoso(org_id=org_id, reference="another"))


def test_m5_a_partners_own_organization_is_known_and_attached(platform, northwind):
    entry = platform.find_organization(northwind.org_id)

    attached = platform.ensure_organization("own", contoso(org_id=northwind.org_id, name=entry.name))

    assert entry.name == "Northwind Communications"
    assert attached == northwind.org_id


def test_a_meeting_site_is_one_and_changes_its_numbers(platform, org_id):
    first = platform.ensure_meeting_site("site-1", SiteOrder(org_id, numbers=[NUMBER]))
    second = platform.ensure_meeting_site("site-2", SiteOrder(org_id, numbers=[]))

    assert first == second


def test_licences_keep_their_code_when_the_quantity_changes(platform, org_id):
    first = platform.ensure_licences("ten", LicenceOrder(org_id, "webex_calling", 10))
    second = platform.ensure_licences("many", LicenceOrder(org_id, "webex_calling", None))

    assert first == second


def test_a_location_is_known_by_its_name(platform, org_id):
    first = platform.ensure_location("a", LocationOrder(org_id, "Headquarters", {"city": "Haifa"}))
    again = platform.ensure_location("b", LocationOrder(org_id, "Headquarters", {"city": "Eilat"}))
    other = platform.ensure_location("c", LocationOrder(org_id, "Warehouse"))

    assert first == again
    assert other != first


def test_a_person_is_one_as_administrator_and_subscriber(platform, org_id):
    platform.ensure_licences("licences", LicenceOrder(org_id, "webex_calling"))
    administrator = platform.ensure_administrator(
        "admin", AdministratorOrder(org_id, "dana@contoso.example", "webex_calling", "Dana", "Levi")
    )

    subscriber = platform.ensure_subscriber("subscriber", person(org_id))

    assert subscriber == administrator
    entry = platform.find_person("DANA@contoso.example")
    assert (entry.person_id, entry.first_name, entry.org_id) == (subscriber, "Dana", org_id)


def test_a_package_without_licence_is_refused(platform, org_id):
    with pytest.raises(PlatformRefused):
        platform.ensure_subscriber("subscriber", person(org_id))


def test_one_person_administers_several_organizations(platform, org_id):
    other = platform.ensure_organization("organization-2", contoso(reference=str(uuid.uuid4())))
    order = AdministratorOrder(org_id=org_id, email="consultant@advisers.example", level="webex_meetings")

    at_home = platform.ensure_administrator("first", order)
    outside = platform.ensure_administrator("second", replace(order, org_id=other))

    assert at_home == outside


def test_a_person_of_another_organization_has_to_agree(platform, org_id):
    other = platform.ensure_organization("other", contoso(reference="other"))
    platform.ensure_licences("a", LicenceOrder(org_id, "webex_calling"))
    platform.ensure_licences("b", LicenceOrder(other, "webex_calling"))
    platform.ensure_subscriber("there", person(other))
    platform.remove_subscriber("gone", other, "dana@contoso.example")

    with pytest.raises(PlatformRefused):
        platform.ensure_subscriber("here", person(org_id))
    moved = platform.ensure_subscriber("here-agreed", person(org_id, may_move=True))

    assert platform.find_person("dana@contoso.example").org_id == org_id
    assert platform.find_person("dana@contoso.example").person_id == moved


def test_what_is_removed_twice_is_removed_once(platform, org_id):
    platform.ensure_licences("licences", LicenceOrder(org_id, "webex_calling"))
    platform.ensure_meeting_site("site", SiteOrder(org_id))

    for key in ("first", "second"):
        platform.remove_licences(key, org_id, "webex_calling")
        platform.remove_meeting_site(key, org_id)
        platform.remove_subscriber(key, org_id, "nobody@contoso.example")
        platform.release(key, REFERENCE)

    assert platform.find_organization(org_id).reference == ""


def test_services_go_off_and_come_back(platform, org_id):
    platform.suspend_services("off", org_id)
    platform.suspend_services("off-again", org_id)
    platform.resume_services("on", org_id)

    assert platform.find_organization(org_id).reference == REFERENCE


@pytest.mark.parametrize(
    "ask",
    [
        lambda platform, org_id: platform.ensure_meeting_site("k", SiteOrder(org_id)),
        lambda platform, org_id: platform.ensure_licences("k", LicenceOrder(org_id, "webex_calling")),
        lambda platform, org_id: platform.ensure_location("k", LocationOrder(org_id, "Headquarters")),
        lambda platform, org_id: platform.ensure_administrator(
            "k", AdministratorOrder(org_id, "a@b.example", "")
        ),
        lambda platform, org_id: platform.ensure_subscriber("k", person(org_id)),
        lambda platform, org_id: platform.suspend_services("k", org_id),
    ],
)
def test_nothing_is_set_up_in_an_unknown_organization(platform, ask):
    with pytest.raises(PlatformRefused):
        ask(platform, uuid.uuid4())


def test_nobody_knows_an_unknown_person_or_organization(platform):
    assert platform.find_person("nobody@example.com") is None
    assert platform.find_organization(uuid.uuid4()) is None


def test_a_location_is_found_in_its_organization_alone(platform, org_id):
    elsewhere = platform.ensure_organization("other", contoso(reference=str(uuid.uuid4())))
    order = LocationOrder(
        org_id=org_id, name="Office", address={}, timezone="Asia/Jerusalem", language="en_us"
    )

    office = platform.ensure_location("location", order)

    assert platform.find_location(org_id, office) == "Office"
    assert platform.find_location(elsewhere, office) is None


def test_an_organization_goes_once_nobody_uses_it(platform, org_id):
    platform.ensure_licences("licences", LicenceOrder(org_id=org_id, package="webex_calling"))
    in_the_way = platform.obstacles_to_removal(org_id)
    with pytest.raises(PlatformRefused):
        platform.remove_organization("remove", org_id)

    platform.release("release", REFERENCE)
    platform.remove_organization("remove", org_id)
    platform.remove_organization("remove", org_id)

    assert in_the_way == [Obstacle(ObstacleKind.LICENCES, 1)]
    assert (platform.obstacles_to_removal(org_id), platform.find_organization(org_id)) == ((), None)
