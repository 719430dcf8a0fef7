"""Domains are opened, changed, made the default, deactivated and removed."""

import pytest

from partnerhub.accounts.access import Access
from partnerhub.accounts.models import Partner
from partnerhub.audit import trail
from partnerhub.errors import Invalid
from telephony import directory, domains, usage
from telephony.domains import Consent
from telephony.enums import Reason, TraceStep
from telephony.models import TelephonyDomain
from telephony.policies import EditingRefused
from tests.conftest import T0

LONDON = ("+44 20 7946 0958", "GB")


@pytest.fixture
def domain(make_domain):
    return make_domain("North", LONDON)


@pytest.mark.parametrize("name", ["", " ", "a" * 61, "North/South", "50%", "O'Neill", "North"])
def test_a_bad_name_is_refused(domain, olga, name):
    with pytest.raises(Invalid):
        domains.open_domain(name=name, region="EMEA", by=olga, at=T0)

    assert TelephonyDomain.objects.count() == 1


def test_a_note_has_at_most_50_characters(olga):
    with pytest.raises(Invalid) as invalid:
        domains.open_domain(name="North", region="EMEA", note="x" * 51, by=olga, at=T0)

    assert invalid.value.field == "note"


def test_a_change_is_in_the_history_with_what_was_before(domain, olga):
    domains.change(domain, name="South", by=olga, at=T0)

    event = trail.history_of(domain)[0]
    assert (event.action, event.before, event.after) == (
        "telephony_domain.changed",
        {"name": "North"},
        {"name": "South"},
    )


def test_the_default_is_handed_over(domain, make_domain, olga):
    other = make_domain("South", LONDON)
    domains.make_default(domain, by=olga, at=T0)

    domains.make_default(other, by=olga, at=T0)

    assert directory.default_domain() == other


def test_a_partner_without_a_default_gets_its_parents_then_the_operators(
    domain, make_domain, olga, northwind
):
    branch = Partner.objects.create(slug="branch", name="Branch", parent=northwind)
    domains.make_default(domain, by=olga, at=T0)
    assert directory.default_domain(branch) == domain

    of_parent = make_domain("Northwind", LONDON, partner=northwind)
    domains.make_default(of_parent, by=olga, at=T0)
    assert directory.default_domain(branch) == of_parent
    assert directory.default_domain(northwind) == of_parent

    own = make_domain("Branch", LONDON, partner=branch)
    domains.make_default(own, by=olga, at=T0)
    assert directory.default_domain(branch) == own
    assert directory.default_domain(northwind) == of_parent
    assert directory.default_domain() == domain


def test_an_inactive_domain_gives_no_number(tables, domain, olga):
    domains.deactivate(domain, Consent(), by=olga, at=T0)
    domain.refresh_from_db()

    found = directory.call_in_defaults("GB", domain)

    assert found.reason == Reason.UNRESOLVED
    assert found.trace[0].step == TraceStep.DOMAIN_INACTIVE

    domains.activate(domain, by=olga, at=T0)
    domain.refresh_from_db()
    assert directory.call_in_defaults("GB", domain).is_resolved


def test_a_default_domain_does_not_go(domain, olga):
    domains.make_default(domain, by=olga, at=T0)

    for act in (domains.deactivate, domains.remove):
        with pytest.raises(domains.DomainIsDefault):
            act(domain, Consent(), by=olga, at=T0)


@pytest.mark.parametrize("act", [domains.deactivate, domains.remove])
def test_a_domain_in_use_goes_only_with_a_replacement(domain, make_domain, olga, site_of, act):
    site_of(domain.numbers.get())
    other = make_domain("South", LONDON)
    seen = usage.fingerprint(usage.sites_of(domain))

    with pytest.raises(usage.InUse):
        act(domain, Consent(), by=olga, at=T0)
    with pytest.raises(usage.InUse):
        act(domain, Consent(seen), by=olga, at=T0)
    act(domain, Consent(seen, replacement=other), by=olga, at=T0)

    assert not TelephonyDomain.objects.filter(pk=domain.pk, active=True).exists()
    assert trail.history_of(domain)[0].after["sites"] == 1


def test_sites_do_not_move_to_a_domain_of_another_bridge(domain, make_domain, olga, site_of):
    site_of(domain.numbers.get())
    other = make_domain("South", LONDON, primary_bridge="Frankfurt")
    consent = Consent(usage.fingerprint(usage.sites_of(domain)), replacement=other)

    with pytest.raises(domains.DomainCannotTakeOver):
        domains.deactivate(domain, consent, by=olga, at=T0)


def test_an_inactive_domain_cannot_be_the_default(domain, olga):
    domains.deactivate(domain, Consent(), by=olga, at=T0)

    with pytest.raises(domains.DomainInactive):
        domains.make_default(domain, by=olga, at=T0)


def test_partners_see_the_operators_domains_and_their_own(domain, make_domain, northwind, alice, bob, olga):
    own = make_domain("Northwind", LONDON, partner=northwind)

    def seen_by(user):
        access = Access.of_membership(user.current_memberships[0])
        return set(TelephonyDomain.objects.visible_to(access))

    assert seen_by(alice) == {domain, own}
    assert seen_by(bob) == {domain}
    assert seen_by(olga) == {domain, own}
    assert not TelephonyDomain.objects.visible_to(Access()).exists()


def test_a_sub_partner_sees_the_domains_of_its_parent(make_domain, northwind, domain):
    branch = Partner.objects.create(slug="branch", name="Branch", parent=northwind)
    of_parent = make_domain("Northwind", LONDON, partner=northwind)
    of_branch = make_domain("Branch", LONDON, partner=branch)

    seen = [
        set(TelephonyDomain.objects.visible_to(Access(partner=partner, role="full")))
        for partner in (branch, northwind)
    ]

    assert seen == [{domain, of_parent, of_branch}] * 2


def test_a_partner_changes_no_domain(domain, alice):
    for act in (
        lambda: domains.open_domain(name="Mine", region="EMEA", by=alice, at=T0),
        lambda: domains.change(domain, name="Mine", by=alice, at=T0),
        lambda: domains.make_default(domain, by=alice, at=T0),
        lambda: domains.deactivate(domain, Consent(), by=alice, at=T0),
        lambda: domains.activate(domain, by=alice, at=T0),
        lambda: domains.remove(domain, Consent(), by=alice, at=T0),
    ):
        with pytest.raises(EditingRefused):
            act()


def test_a_domain_is_read_in_the_same_number_of_queries_whatever_its_size(
    tables, make_domain, django_assert_num_queries
):
    small = make_domain("Small", LONDON)
    large = make_domain("Large", *[(f"+44 20 7946 0{place:03}", "GB IE") for place in range(30)])

    for domain in (small, large):
        with django_assert_num_queries(6):
            directory.call_in_defaults("IL", domain)


def test_without_any_domain_the_answer_is_unresolved(tables):
    found = directory.call_in_defaults("GB")

    assert (found.reason, found.trace[0].step) == (Reason.UNRESOLVED, TraceStep.NO_DOMAIN)
