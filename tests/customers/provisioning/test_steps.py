"""A customer is set up step by step: organization, site, packages, location, administrator (M16,
M19-M21, M9).
"""

from datetime import timedelta

from customers import lifecycle, packages
from customers.enums import CustomerStatus, PackageState
from customers.models import (
    Customer,
    Licence,
    MeetingSite,
    Organization,
    PlatformLocation,
    PlatformPerson,
    PlatformSite,
)
from customers.provisioning import worker
from partnerhub.audit.trail import history_of
from telephony import domains
from telephony.enums import Reason
from tests.conftest import T0
from tests.customers.provisioning.ordered import clear_answer

LATER = T0 + timedelta(hours=1)


def test_a_cleared_customer_is_set_up_in_one_go(ordered, platform):
    customer = ordered(codes=("webex_suite", "attendant_console"))

    worker.provision_waiting(at=T0, platform=platform)

    customer.refresh_from_db()
    assert (customer.status, customer.went_live_at) == (CustomerStatus.PROVISIONED, T0)
    assert methods(platform) == [
        "ensure_organization",
        "ensure_meeting_site",
        "ensure_licences",
        "ensure_licences",
        "ensure_location",
        "ensure_administrator",
    ]


def test_m19_the_billing_country_becomes_the_organizations_country(set_up):
    customer = set_up(country="DE")

    organization = Organization.objects.get()
    assert (organization.pk, organization.reference) == (customer.org_id, str(customer.pk))
    assert (organization.name, organization.country) == ("Contoso Bakery", "DE")


def test_m20_a_country_of_the_domain_dials_its_first_number(set_up):
    customer = set_up(country="DE")

    site = customer.meeting_site
    assert (site.reason, shown(site)) == (Reason.DOMAIN_COUNTRY, ["+49 30 23125 000"])
    assert PlatformSite.objects.get().numbers == site.numbers


def test_m21_another_country_dials_the_default_of_its_location(set_up):
    customer = set_up(country="IL")

    site = customer.meeting_site
    assert (site.reason, site.location, shown(site)) == (
        Reason.LOCATION_DEFAULT,
        "EMEA",
        ["+44 20 7946 0958"],
    )
    assert (site.country, site.resolved_at) == ("IL", T0)
    assert site.rule_version
    assert "Israel" in str(site.steps[1])


def test_m20_the_templates_domain_goes_before_the_default(set_up, make_domain):
    own = make_domain("Own", ("+972 3 123 4567", "IL"))

    customer = set_up(country="IL", domain=own)

    assert customer.meeting_site.domain == own
    assert shown(customer.meeting_site) == ["+972 3 123 4567"]


def test_m20_the_partners_domain_goes_before_the_operators(set_up, make_domain, northwind, olga):
    own = make_domain("Northwind", ("+972 3 123 4567", "IL"), partner=northwind)
    domains.make_default(own, by=olga, at=T0)

    customer = set_up(country="IL")

    assert customer.meeting_site.domain == own


def test_packages_without_meetings_get_no_site(set_up, platform):
    customer = set_up(codes=("webex_calling",))

    assert customer.status == CustomerStatus.PROVISIONED
    assert not MeetingSite.objects.exists()
    assert "ensure_meeting_site" not in methods(platform)


def test_packages_without_calling_get_no_location(set_up):
    customer = set_up(codes=("webex_meetings",))

    assert customer.status == CustomerStatus.PROVISIONED
    assert not PlatformLocation.objects.exists()


def test_m7_licences_carry_the_quantity_or_none(set_up):
    customer = set_up(codes=("webex_calling", "webex_meetings"), quantities={"webex_calling": 20})

    assert dict(Licence.objects.values_list("package", "quantity")) == {
        "webex_calling": 20,
        "webex_meetings": None,
    }
    codes = set(customer.assigned_packages.values_list("licence_code", "state"))
    assert codes == {
        (code, PackageState.PROVISIONED) for code in Licence.objects.values_list("code", flat=True)
    }


def test_m9_the_administrator_gets_the_highest_rank_that_was_ordered(set_up):
    customer = set_up(codes=("webex_meetings", "webex_calling", "attendant_console"))

    person = PlatformPerson.objects.get()
    assert (person.email, person.administers_as, person.package) == (
        "it@contoso.example",
        "webex_calling",
        "",
    )
    assert customer.get_full_administrator().person_id == person.pk


def test_m9_a_package_that_is_added_later_does_not_change_the_level(set_up, alice, platform):
    customer = set_up(codes=("webex_meetings",))

    change(customer, alice, ["webex_meetings", "webex_suite"])
    worker.provision_waiting(at=LATER, platform=platform)

    assert PlatformPerson.objects.get().administers_as == "webex_meetings"


def test_m5_the_partners_own_organization_is_attached(set_up, northwind):
    customer = set_up(org_id=northwind.org_id)

    assert customer.org_id == northwind.org_id
    assert Organization.objects.get().pk == northwind.org_id


def test_history_tells_each_step_with_the_worker_as_actor(set_up):
    customer = set_up(codes=("webex_calling",))

    told = [(event.action, event.after.get("step"), event.actor_label) for event in history_of(customer)]
    assert ("provisioning.step_done", "organization", "provisioning") in told
    assert ("provisioning.step_done", "administrator", "provisioning") in told


def test_a_change_repeats_only_what_differs(set_up, alice, platform):
    customer = set_up(codes=("webex_calling", "webex_meetings"))
    platform.calls.clear()

    change(customer, alice, None, {"webex_calling": 30})
    worker.provision_waiting(at=LATER, platform=platform)

    customer.refresh_from_db()
    assert customer.status == CustomerStatus.PROVISIONED
    assert methods(platform) == ["ensure_licences"]
    assert Licence.objects.get(package="webex_calling").quantity == 30


def test_a_package_that_is_left_out_is_taken_away(set_up, alice, platform):
    customer = set_up(codes=("webex_calling", "webex_meetings"))

    change(customer, alice, ["webex_calling"])
    worker.provision_waiting(at=LATER, platform=platform)

    assert list(Licence.objects.values_list("package", flat=True)) == ["webex_calling"]
    assert list(customer.assigned_packages.values_list("package_id", flat=True)) == ["webex_calling"]
    assert not PlatformSite.objects.exists()
    assert not MeetingSite.objects.exists()


def test_a_package_comes_back(set_up, alice, platform):
    customer = set_up(codes=("webex_calling", "webex_meetings"))
    for codes in (["webex_calling"], ["webex_calling", "webex_meetings"]):
        change(customer, alice, codes)
        worker.provision_waiting(at=LATER, platform=platform)

    assert Licence.objects.filter(package="webex_meetings").exists()
    assert MeetingSite.objects.filter(customer=customer).exists()


def test_a_change_that_needs_nothing_of_the_platform_ends_all_the_same(set_up, alice, platform):
    customer = set_up()
    platform.calls.clear()

    change(customer, alice, None)
    worker.provision_waiting(at=LATER, platform=platform)

    customer.refresh_from_db()
    assert (customer.status, platform.calls) == (CustomerStatus.PROVISIONED, [])


def test_m20_a_new_country_is_told_to_the_organization_and_resolved_again(set_up, alice, platform):
    customer = set_up(country="IL")

    move_to(customer, "DE", alice)
    worker.provision_waiting(at=LATER, platform=platform)

    site = MeetingSite.objects.get()
    assert Organization.objects.get().country == "DE"
    assert (site.country, site.reason, shown(site)) == ("DE", Reason.DOMAIN_COUNTRY, ["+49 30 23125 000"])
    assert PlatformSite.objects.get().numbers == site.numbers
    resolved = history_of(customer).filter(action="meeting_site.resolved").first()
    assert (resolved.before["country"], resolved.after["country"]) == ("IL", "DE")


def test_a_deleted_customer_is_released_and_hidden(set_up, alice, platform):
    customer = set_up()
    lifecycle.begin_deleting(customer, by=alice, at=LATER)

    worker.provision_waiting(at=LATER, platform=platform)

    assert not Customer.objects.exists()
    assert Customer.everything.get().deleted_at == LATER
    assert (Organization.objects.get().reference, Licence.objects.count()) == (None, 0)


def test_a_customer_that_was_never_set_up_is_deleted(ordered, alice, platform):
    customer = ordered()
    lifecycle.move(customer, CustomerStatus.ERROR, by=alice, at=T0)
    lifecycle.begin_deleting(customer, by=alice, at=T0)

    worker.provision_waiting(at=T0, platform=platform)

    assert (Customer.objects.count(), Organization.objects.count()) == (0, 0)


def methods(platform):
    return [method for method, _key in platform.calls]


def shown(site):
    return [number["display"] for number in site.numbers_in_force]


def change(customer, by, codes, quantities=None):
    customer.refresh_from_db()
    packages.change(customer, codes, quantities or {})
    lifecycle.begin_setup(customer, by=by, at=LATER)


def move_to(customer, country, by):
    """As the lifecycle does when the check of a new address was clear."""
    customer.country = country
    customer.clearance = clear_answer(customer, by).clearance
    customer.save()
    lifecycle.begin_setup(customer, by=by, at=LATER)
