"""A customer is set up step by step (M16, M19-M21, M9)."""

from customers.enums import CustomerStatus, PackageState
from customers.models import Licence, Organization, PlatformLocation, PlatformPerson, PlatformSite
from customers.provisioning import worker
from tests.conftest import T0


def test_a_cleared_customer_is_set_up_in_one_go(ordered, platform):
    customer = ordered(codes=("webex_suite", "attendant_console"), quantities={"webex_suite": 20})

    worker.provision_waiting(at=T0, platform=platform)

    customer.refresh_from_db()
    assert customer.status == CustomerStatus.PROVISIONED
    assert customer.went_live_at == T0
    assert [method for method, _key in platform.calls] == [
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
