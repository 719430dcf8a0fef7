"""Call-in numbers by hand: override, its end, the rule applied anew, a number that goes (M20, M21)."""

from datetime import timedelta

import pytest

from customers import meeting_sites
from customers.changes import CustomerBusy
from customers.enums import CustomerStatus
from customers.models import MeetingSite, PlatformSite
from customers.provisioning import worker
from partnerhub.audit.trail import history_of
from partnerhub.errors import Invalid
from telephony import call_in_numbers, usage, withdrawal
from telephony.entries import Stated, check
from telephony.models import CallInNumber
from telephony.withdrawal import Consent, Way
from tests.conftest import T0
from tests.customers.provisioning.test_steps import move_to, shown

LATER = T0 + timedelta(hours=1)
LONDON, BERLIN, NEW_YORK = "+44 20 7946 0958", "+49 30 23125 000", "+1 212 555 0100"


@pytest.fixture
def site(set_up):
    """Contoso's site in Israel, which dials London by its location."""
    return set_up(country="IL").meeting_site


@pytest.fixture
def number(domain):
    return lambda display: domain.numbers.get(display=display)


def test_an_override_is_shown_and_brought_to_the_platform(site, number, alice, platform):
    meeting_sites.override(site, [number(NEW_YORK), number(BERLIN)], by=alice, at=LATER)
    worker.provision_waiting(at=LATER, platform=platform)

    site.refresh_from_db()
    assert shown(site) == [NEW_YORK, BERLIN]
    assert [one["display"] for one in site.numbers] == [LONDON]
    assert PlatformSite.objects.get().numbers == site.override_numbers
    assert (site.overridden_by, site.overridden_at) == ("Alice", LATER)
    event = history_of(site.customer).get(action="meeting_site.overridden")
    assert (event.before["numbers"], event.after["numbers"]) == ([LONDON], [NEW_YORK, BERLIN])


def test_m20_an_override_survives_a_new_country_and_the_rule_is_kept_beside_it(site, number, alice, platform):
    meeting_sites.override(site, [number(NEW_YORK)], by=alice, at=LATER)

    move_to(site.customer, "DE", alice)
    worker.provision_waiting(at=LATER, platform=platform)

    site = MeetingSite.objects.get()
    assert (site.country, shown(site)) == ("DE", [NEW_YORK])
    assert [one["display"] for one in site.numbers] == [BERLIN]
    assert PlatformSite.objects.get().numbers == site.override_numbers


def test_without_its_override_a_site_follows_the_rule(site, number, alice, platform):
    meeting_sites.override(site, [number(NEW_YORK)], by=alice, at=LATER)
    meeting_sites.clear_override(site, by=alice, at=LATER)
    worker.provision_waiting(at=LATER, platform=platform)

    site.refresh_from_db()
    assert (shown(site), site.is_overridden, site.overridden_by) == ([LONDON], False, "")
    assert PlatformSite.objects.get().numbers == site.numbers


@pytest.mark.parametrize(
    ("displays", "code"), [([], 1001), ([LONDON, BERLIN, NEW_YORK], 1002), ([LONDON, LONDON], 90001)]
)
def test_an_override_has_one_or_two_numbers(site, number, alice, displays, code):
    with pytest.raises(Invalid) as refusal:
        meeting_sites.override(site, [number(display) for display in displays], by=alice, at=LATER)

    assert [(problem.code, problem.field) for problem in refusal.value.problems] == [(code, "numbers")]


def test_a_number_of_another_domain_is_not_picked(site, make_domain, alice):
    make_domain("Other", ("+972 3 123 4567", "IL"))

    with pytest.raises(Invalid):
        meeting_sites.override(site, [CallInNumber.objects.get(e164="+97231234567")], by=alice, at=LATER)


def test_a_hidden_number_is_not_picked(site, number, alice):
    CallInNumber.objects.filter(display=BERLIN).update(hidden=True)

    with pytest.raises(Invalid):
        meeting_sites.override(site, [number(BERLIN)], by=alice, at=LATER)


def test_nothing_is_overridden_while_the_customer_is_removed(site, number, alice):
    site.customer.begin_deleting()
    site.customer.save()

    with pytest.raises(CustomerBusy):
        meeting_sites.override(site, [number(BERLIN)], by=alice, at=LATER)


def test_a_change_of_the_domain_reaches_a_site_only_when_it_is_applied(site, domain, olga, platform):
    entry = check(Stated(phone="+972 3 123 4567", countries=("IL",)))
    call_in_numbers.add(domain, entry, by=olga, at=LATER)
    worker.provision_waiting(at=LATER, platform=platform)
    site.refresh_from_db()
    before = shown(site)

    changed = meeting_sites.reapply([site], by=olga, at=LATER)
    again = meeting_sites.reapply([site], by=olga, at=LATER)
    worker.provision_waiting(at=LATER, platform=platform)

    site.refresh_from_db()
    assert (before, changed, again) == ([LONDON], 1, 0)
    assert shown(site) == ["+972 3 123 4567"]
    assert PlatformSite.objects.get().numbers == site.numbers


def test_what_the_rule_would_give_now_is_said_without_changing_anything(site, domain, olga):
    entry = check(Stated(phone="+972 3 123 4567", countries=("IL",)))
    call_in_numbers.add(domain, entry, by=olga, at=LATER)

    rule = meeting_sites.rule_now(site)

    site.refresh_from_db()
    assert (rule.primary.display, shown(site)) == ("+972 3 123 4567", [LONDON])


def test_reapplying_leaves_an_override(site, number, alice, olga):
    meeting_sites.override(site, [number(NEW_YORK)], by=alice, at=LATER)

    changed = meeting_sites.reapply([site], by=olga, at=LATER)

    site.refresh_from_db()
    assert (changed, shown(site)) == (0, [NEW_YORK])


def test_telephony_is_told_which_sites_use_a_number(site, domain, number):
    uses = usage.sites_of(number(LONDON))

    page = f"/customers/{site.customer_id}/telephony/"
    assert [(use.label, use.url, use.number) for use in uses] == [("Contoso Bakery", page, LONDON)]
    assert usage.sites_of(number(BERLIN)) == []
    assert [use.label for use in usage.sites_of(domain)] == ["Contoso Bakery"]


def test_a_number_that_goes_is_replaced_where_the_operator_says_so(site, number, olga, platform):
    seen = usage.fingerprint(usage.sites_of(number(LONDON)))
    consent = Consent(seen=seen, replacement=number(BERLIN), apply_to_sites=True)

    withdrawal.withdraw(number(LONDON), Way.REMOVE, consent, by=olga, at=LATER)
    worker.provision_waiting(at=LATER, platform=platform)

    site.refresh_from_db()
    assert (shown(site), site.is_overridden) == ([BERLIN], False)
    assert PlatformSite.objects.get().numbers == site.numbers


def test_a_number_that_goes_stays_on_the_site_otherwise(site, number, olga):
    seen = usage.fingerprint(usage.sites_of(number(LONDON)))

    withdrawal.withdraw(number(LONDON), Way.HIDE, Consent(seen, number(BERLIN)), by=olga, at=LATER)

    site.refresh_from_db()
    assert shown(site) == [LONDON]


def test_sites_move_to_another_domain(site, domain, make_domain, olga, platform):
    other = make_domain("Other", ("+972 3 123 4567", "IL"))

    changed = meeting_sites.give_replacement(domain, other, by=olga, at=LATER)
    worker.provision_waiting(at=LATER, platform=platform)

    site.refresh_from_db()
    assert (changed, site.domain, shown(site)) == (1, other, ["+972 3 123 4567"])


def test_with_its_first_number_a_flawed_customer_is_well_again(set_up, domain, olga, platform):
    domain.numbers.all().delete()
    customer = set_up()
    entry = check(Stated(phone="+972 3 123 4567", countries=("IL",)))
    call_in_numbers.add(domain, entry, by=olga, at=LATER)

    meeting_sites.reapply(meeting_sites.waiting_for_operator(), by=olga, at=LATER)
    worker.provision_waiting(at=LATER, platform=platform)

    customer.refresh_from_db()
    assert customer.status == CustomerStatus.PROVISIONED
    assert list(meeting_sites.waiting_for_operator()) == []
