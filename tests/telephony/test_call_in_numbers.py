"""Numbers are added, changed, made default, taken out of use and put back."""

import pytest

from partnerhub.audit import trail
from telephony import call_in_numbers, limits, usage, withdrawal
from telephony.enums import TollType
from telephony.models import CallInNumber
from telephony.policies import EditingRefused
from telephony.withdrawal import Consent, Way
from tests.conftest import T0
from tests.telephony.conftest import entry

LONDON, LONDON_2 = ("+44 20 7946 0958", "GB"), ("+44 20 7946 0001", "GB")
FREE = ("+44 808 157 0000", "GB")


@pytest.fixture
def domain(make_domain):
    return make_domain("North", LONDON, LONDON_2, FREE)


@pytest.fixture
def london(domain):
    return domain.numbers.get(e164="+442079460958")


@pytest.fixture
def second(domain):
    return domain.numbers.get(e164="+442079460001")


def test_an_added_number_fills_in_what_was_left_empty(london):
    assert (london.label, london.access_number, london.toll_type, london.get_countries()) == (
        "Call-in toll number (United Kingdom)",
        "+442079460958",
        "toll",
        ["GB"],
    )


def test_the_first_toll_number_is_the_default_toll_number(domain, london):
    assert london.is_default_toll
    assert domain.numbers.filter(is_default_toll=True).count() == 1


def test_an_added_number_is_in_the_history_of_its_domain(domain, olga):
    call_in_numbers.add(domain, entry("+33 1 99 00 12 34", "FR"), by=olga, at=T0)

    event = trail.history_of(domain)[0]
    assert (event.action, event.actor_label) == ("call_in_number.added", "Olga")
    assert event.after["number"] == "+33199001234"


def test_the_same_number_twice_is_refused(domain, olga):
    with pytest.raises(limits.LimitBroken, match="earlier row"):
        call_in_numbers.add(domain, entry(*LONDON), by=olga, at=T0)

    assert domain.numbers.count() == 3


def test_the_same_number_under_another_label_is_taken(domain, olga):
    number = call_in_numbers.add(domain, entry(*LONDON, label="Again"), by=olga, at=T0)

    assert number.display_order == 4


def test_the_first_number_of_a_domain_must_be_a_toll_number(make_domain):
    with pytest.raises(limits.LimitBroken, match="toll number"):
        make_domain("Free", FREE)


def test_the_301st_number_is_refused(make_domain, olga):
    domain = make_domain("Full")
    CallInNumber.objects.bulk_create(
        CallInNumber(
            domain=domain, e164=f"+4420794{place:05}", display=f"+4420794{place:05}", label="x",
            access_number=f"+4420794{place:05}", toll_type="toll", display_order=place,
        )
        for place in range(1, 301)
    )  # fmt: skip

    with pytest.raises(limits.LimitBroken, match="at most 300"):
        call_in_numbers.add(domain, entry(*LONDON), by=olga, at=T0)


def test_labels_of_a_domain_fit_into_11_kib(make_domain, olga):
    domain = make_domain("Wordy")
    CallInNumber.objects.bulk_create(
        CallInNumber(
            domain=domain, e164=f"+4420794{place:05}", display=f"+4420794{place:05}", label="x" * 85,
            access_number=f"+4420794{place:05}", toll_type="toll", display_order=place,
        )
        for place in range(1, 114)
    )  # fmt: skip

    with pytest.raises(limits.LimitBroken, match="11264 bytes"):
        call_in_numbers.add(domain, entry(*LONDON), by=olga, at=T0)


def test_a_changed_number_keeps_what_was_and_what_is_in_the_history(domain, london, olga):
    changed = call_in_numbers.change(
        london, entry("+44 20 7946 0958", "GB IE", label="London"), by=olga, at=T0
    )

    event = trail.history_of(domain)[0]
    assert (changed.label, changed.get_countries()) == ("London", ["GB", "IE"])
    assert (event.before["countries"], event.after["countries"]) == (["GB"], ["GB", "IE"])
    assert event.after["label"] == "London"


def test_a_change_of_nothing_is_no_event(domain, london, olga):
    before = trail.history_of(domain).count()

    call_in_numbers.change(london, entry(*LONDON), by=olga, at=T0)

    assert trail.history_of(domain).count() == before


def test_a_number_is_not_turned_into_another_one(london, olga):
    with pytest.raises(call_in_numbers.NumberIsFixed):
        call_in_numbers.change(london, entry("+44 20 7946 0002", "GB"), by=olga, at=T0)


def test_the_operator_may_overrule_the_numbering_plan_and_both_are_kept(london, olga):
    overruled = entry("+44 20 7946 0958", "GB", toll_type="tollFree")

    changed = call_in_numbers.change(london, overruled, by=olga, at=T0)

    assert "another toll type" in str(overruled.warnings[0])
    assert (changed.toll_type, changed.inferred_toll_type) == ("tollFree", "toll")
    assert changed.contradicts_numbering_plan
    assert not changed.is_default_toll


def test_an_access_number_keeps_one_toll_type(domain, olga):
    other = entry("+44 808 157 0001", "GB", access_number="+442079460958")

    with pytest.raises(limits.LimitBroken, match="another toll type"):
        call_in_numbers.add(domain, other, by=olga, at=T0)


def test_an_access_number_keeps_one_call_type(domain, london, olga):
    other = entry("+44 20 7946 0003", "GB", access_number="+442079460958", call_type="domestic")

    with pytest.raises(limits.LimitBroken, match="another call type"):
        call_in_numbers.add(domain, other, by=olga, at=T0)


def test_another_default_replaces_the_one_before(domain, second, olga):
    call_in_numbers.make_default(second, by=olga, at=T0)

    assert list(domain.numbers.filter(is_default_toll=True)) == [second]


def test_a_default_toll_free_number_is_chosen_by_the_operator(domain, olga):
    free = domain.numbers.get(toll_type=TollType.TOLL_FREE)
    assert not free.is_default_toll_free

    call_in_numbers.make_default(free, by=olga, at=T0)

    free.refresh_from_db()
    assert free.is_default_toll_free
    assert domain.numbers.filter(is_default_toll=True).exists()


def test_a_number_that_is_not_available_cannot_be_default(second, olga):
    withdrawal.withdraw(second, Way.HIDE, Consent(), by=olga, at=T0)

    with pytest.raises(call_in_numbers.NotAvailable):
        call_in_numbers.make_default(second, by=olga, at=T0)


@pytest.mark.parametrize("way", list(Way))
def test_a_number_that_no_site_uses_goes_at_once(domain, second, olga, way):
    withdrawal.withdraw(second, way, Consent(), by=olga, at=T0)

    assert not domain.numbers.available().filter(e164="+442079460001").exists()
    assert trail.history_of(domain)[0].action.startswith("call_in_number.")


@pytest.mark.parametrize("way", list(Way))
def test_the_default_goes_to_the_next_toll_number(domain, london, second, olga, way):
    withdrawal.withdraw(london, way, Consent(), by=olga, at=T0)

    assert list(domain.numbers.filter(is_default_toll=True)) == [second]


@pytest.mark.parametrize("way", list(Way))
def test_a_number_in_use_does_not_go_before_its_sites_were_seen(domain, second, olga, site_of, way):
    site_of(second)

    with pytest.raises(usage.InUse) as in_use:
        withdrawal.withdraw(second, way, Consent(), by=olga, at=T0)

    assert [site.label for site in in_use.value.sites] == ["Contoso"]
    assert domain.numbers.available().filter(pk=second.pk).exists()


def test_a_number_in_use_needs_a_replacement(second, olga, site_of):
    site_of(second)
    seen = usage.fingerprint(usage.sites_of(second))

    with pytest.raises(usage.InUse):
        withdrawal.withdraw(second, Way.DEACTIVATE, Consent(seen), by=olga, at=T0)


def test_a_number_in_use_goes_with_a_replacement_and_sites_are_not_rewritten(
    domain, london, second, olga, site_of
):
    site_of(london)
    consent = Consent(usage.fingerprint(usage.sites_of(london)), replacement=second)

    withdrawal.withdraw(london, Way.DEACTIVATE, consent, by=olga, at=T0)

    event = trail.history_of(domain)[0]
    assert event.after == {"replacement": str(second), "sites": 1, "sites_changed": 0}
    assert list(domain.numbers.filter(is_default_toll=True)) == [second]


def test_what_was_seen_is_no_consent_for_one_site_more(domain, london, second, olga, site_of):
    site_of(london)
    consent = Consent(usage.fingerprint([usage.SiteUse("Another", "", "")]), replacement=second)

    with pytest.raises(usage.InUse):
        withdrawal.withdraw(london, Way.REMOVE, consent, by=olga, at=T0)


def test_the_replacement_must_be_available_and_of_the_domain(make_domain, london, second, olga, site_of):
    site_of(london)
    seen = usage.fingerprint(usage.sites_of(london))
    stranger = make_domain("South", LONDON_2).numbers.get()

    for replacement in (stranger, london):
        with pytest.raises(withdrawal.NotAReplacement):
            withdrawal.withdraw(london, Way.HIDE, Consent(seen, replacement=replacement), by=olga, at=T0)


def test_sites_are_given_the_replacement_only_by_choice(london, second, olga, site_of):
    site_of(london)
    given = []

    def apply(subject, replacement, *, by, at):
        given.append((subject, replacement))
        return 1

    def lookup(subject):
        return ()

    usage.register(lookup, apply=apply)
    consent = Consent(usage.fingerprint(usage.sites_of(london)), replacement=second, apply_to_sites=True)
    withdrawal.withdraw(london, Way.DEACTIVATE, consent, by=olga, at=T0)
    usage.unregister(lookup, apply=apply)

    assert given == [(london, second)]


def test_a_number_is_put_back_at_its_place(domain, second, olga):
    withdrawal.withdraw(second, Way.DEACTIVATE, Consent(), by=olga, at=T0)

    withdrawal.restore(second, by=olga, at=T0)

    second.refresh_from_db()
    assert second.is_available
    assert second.display_order == 2
    assert trail.history_of(domain)[0].action == "call_in_number.restored"


def test_the_last_toll_number_cannot_go_while_a_toll_free_one_is_shown(domain, london, second, olga):
    withdrawal.withdraw(second, Way.REMOVE, Consent(), by=olga, at=T0)

    with pytest.raises(limits.LimitBroken):
        withdrawal.withdraw(london, Way.REMOVE, Consent(), by=olga, at=T0)

    assert domain.numbers.count() == 2


def test_a_partner_changes_nothing(domain, london, alice):
    for act in (
        lambda: call_in_numbers.add(domain, entry("+33 1 99 00 12 34", "FR"), by=alice, at=T0),
        lambda: call_in_numbers.change(london, entry(*LONDON, label="Mine"), by=alice, at=T0),
        lambda: call_in_numbers.make_default(london, by=alice, at=T0),
        lambda: withdrawal.withdraw(london, Way.REMOVE, Consent(), by=alice, at=T0),
        lambda: withdrawal.restore(london, by=alice, at=T0),
    ):
        with pytest.raises(EditingRefused):
            act()

    assert domain.numbers.count() == 3
