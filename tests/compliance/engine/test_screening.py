"""Screening against a small invented list: what is found, in which tier, and what is said about it."""

import json
from math import exp, log

import pytest

from compliance.entries import Kind, ListedName
from compliance.profile import PostalAddress, Profile
from compliance.screening.engine import SHIPPED_THRESHOLD, Matched, Tier, addresses, build, screen
from compliance.screening.engine.screening import rank
from tests.compliance.engine.conftest import PARTIES, party


def keys(result):
    return [candidate.entry_key for candidate in result.candidates]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Volnar Shipping Company Limited", "volnar"),
        ("VOLNAR SHIPPING", "volnar"),
        ("Shipping Volnar GmbH", "volnar"),
        ("Volnar Shiping Co. Ltd", "volnar"),
        ("Vol nar Shipping", "volnar"),
        ("VolnarShipping Ltd", "volnar"),
        ("Wolnar Shipping", "volnar"),
        ("Волнар Шиппинг", "volnar"),
        ("Oleksandr Brezhin", "brezhin"),
        ("Oleksandr Y. BREZHIN", "brezhin"),
        ("Aleksandr Brejin", "brezhin"),
        ("Abdulrahman Yousef Almirzadi", "mirzad"),
        ("Quartzite Guidance Sys. Rsch. Inst.", "quartzite"),
        ("QGSRI", "quartzite"),
        ("Amberlin", "amber"),
        ("AMBERLIN Holding AG", "amber"),
        ("The National Orbit Bank of Marlow", "federal"),
        ("OleksandrBrezhin", "brezhin"),
        ("عبد الرحمن يوسف المرزادي", "mirzad"),
        ("Abdalrahmn Yusuf Mirzadi", "mirzad"),
        ("FBOPR", "federal"),
    ],
)
def test_a_listed_party_is_found(ask, name, key):
    assert key in keys(ask(name))


@pytest.mark.parametrize(
    "name",
    [
        "Baltic Fibre Networks UAB",
        "Jennifer Hayes",
        "Shipping Company Limited",
        "Marlow Savings Bank",
        "Ambrose Lindt",
    ],
)
def test_an_ordinary_name_is_clear(ask, name):
    result = ask(name)

    assert keys(result) == []
    assert (result.unscreenable, result.truncated) == (False, False)


def test_below_the_threshold_the_best_candidate_is_kept(ask):
    result = ask("Halvorsen Turbines")

    assert result.candidates == ()
    assert 0 < result.best_below.score < SHIPPED_THRESHOLD


def test_m10_the_administrator_is_screened_too(ask):
    (candidate,) = ask("Baltic Fibre", administrator="Oleksandr Brezhin").candidates

    assert (candidate.entry_key, candidate.matched) == ("brezhin", Matched.ADMINISTRATOR)


def test_the_address_of_a_party_without_a_name_is_a_tier_of_its_own(ask):
    address = PostalAddress("Unit 7", "88 Tinsel Road", "Marlow Park, Singapore", "", "608877", "SG")

    (candidate,) = ask("Baltic Fibre", address=address).candidates

    assert (candidate.entry_key, candidate.tier, candidate.matched) == (
        "nameless",
        Tier.ADDRESS,
        Matched.ADDRESS,
    )
    assert candidate.explanation["address"]["same"]


def test_the_same_address_lifts_a_name_that_alone_stays_below(ask):
    address = PostalAddress("12 Kestrel Quay", "", "Port Amaro", "", "40112", "PA")
    alone = ask("Volnex Line")

    lifted = ask("Volnex Line", address=address)

    assert keys(alone) == []
    assert keys(lifted) == ["volnar"]


def test_another_country_or_address_never_clears_a_name(ask):
    here = PostalAddress("12 Kestrel Quay", "", "Port Amaro", "", "40112", "PA")
    elsewhere = PostalAddress("1 High Street", "", "Leeds", "", "LS1 1AA", "GB")

    assert (
        keys(ask("Volnar Shipping", address=elsewhere))
        == keys(ask("Volnar Shipping", address=here))
        == ["volnar"]
    )


def test_an_expired_entry_matches_in_the_lowest_tier(ask):
    (candidate,) = ask("Halvek Turbines", on="2024-01-01").candidates

    assert candidate.tier is Tier.EXPIRED
    assert ask("Halvek Turbines", on="2018-01-01").candidates[0].tier is not Tier.EXPIRED


@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "…!?",
        "\x00",
        "\ud800",
        "😀",
        "\u202e\u202c",
        "x",
        "GmbH",
        "Ltd. Co.",
        "x" * 10_000,
        "Ada aka " * 99,
    ],
)
def test_r3_what_cannot_be_compared_is_never_a_silent_clear(ask, name):
    assert ask(name).unscreenable


def test_an_unreadable_administrator_is_never_a_silent_clear(ask):
    assert ask("Baltic Fibre", administrator="😀").unscreenable


def test_r1_the_explanation_is_plain_json_and_names_every_word(ask):
    (candidate,) = ask("Volnar Shiping Group").candidates

    evidence = json.loads(json.dumps(candidate.explanation))

    assert {(word["customer"], word["listed"], word["cause"]) for word in evidence["words"]} == {
        ("volnar", "volnar", "exact"),
        ("shiping", "shipping", "alike"),
    }
    assert [word["word"] for word in evidence["only_customer"]] == ["group"]
    assert "Volnar" in candidate.sentence or "VOLNAR" in candidate.sentence


def test_r2_more_matches_than_the_limit_are_reported_as_truncated():
    many = build([party(f"p{number}", "Tresk Marine") for number in range(5)])
    result = screen(many, Profile("Tresk Marine", PostalAddress()), limit=3)

    assert (len(result.candidates), result.truncated) == (3, True)


def test_the_same_input_gives_the_same_score_in_any_index(small_index):
    """A delta is screened alone; weights come from shipped tables, so its scores equal the full run's."""
    whole = dict(rank(small_index, "Volnar Shiping", "", ""))

    alone = dict(rank(build([PARTIES[0]]), "Volnar Shiping", "", ""))

    assert alone[0] == whole[0]


def test_a_further_alias_never_lowers_a_score(small_index):
    first = PARTIES[0]
    more = build([type(first)(**{**_fields(first), "names": (*first.names, ListedName("Volna Ship Mgmt"))})])

    for name in ("Volnar Shiping", "Volna Shipping", "Ship Management Volna"):
        assert dict(rank(more, name, "", "")).get(0, 0) >= dict(rank(small_index, name, "", "")).get(0, 0)


def _fields(entry):
    return {name: getattr(entry, name) for name in type(entry).__slots__}


@pytest.mark.parametrize(
    "name", ["Volnar Shiping Group", "QGSRI", "Abdulrahman Yousef Almirzadi", "Oleksandr Y. Brezhin"]
)
def test_r1_the_evidence_adds_up_to_the_score(ask, name):
    candidate = ask(name).candidates[0]
    why = candidate.explanation

    total = why["bias"] + sum(feature["part"] for feature in why["features"])
    odds = why["slope"] * total + log(SHIPPED_THRESHOLD / (1 - SHIPPED_THRESHOLD))

    assert (candidate.score, why["rule"]) == (why["name_score"], "")
    assert candidate.score == pytest.approx(1 / (1 + exp(-odds)), abs=0.001)


def test_r1_the_same_question_has_the_same_answer_bit_for_bit(ask):
    profile = Profile(
        "Volnar Shiping Grp", PostalAddress("12 Kestrel Quay", country="PA"), "Aleksandr Brejin"
    )

    first, second = (screen(build(PARTIES), profile) for _ in range(2))

    assert first.to_json() == second.to_json()
    assert len(first.candidates) == 2


def test_what_would_clear_a_match_is_told(ask):
    here = PostalAddress("12 Kestrel Quay", "", "Port Amaro", "", "40112", "PA")

    (by_name,) = ask("Volnar Shiping").candidates
    (by_both,) = ask("Volnex Line", address=here).candidates

    assert [facts["words"] for facts in by_name.explanation["would_clear"]] == [["volnar"], ["shiping"]]
    assert all(facts["score"] < SHIPPED_THRESHOLD for facts in by_name.explanation["would_clear"])
    assert [(facts["words"], facts["address"]) for facts in by_both.explanation["would_clear"]] == [
        ([], True)
    ]


def test_a_last_word_that_was_cut_off_is_a_way_in():
    index = build([party("spector", "Norman Spectorian", kind=Kind.PERSON)])

    assert keys(screen(index, Profile("Norman Spec", PostalAddress()))) == ["spector"]


def test_a_name_stands_in_another_only_as_it_is_written():
    """A short form is the same word, but with it the other name does not stand there in full."""
    full, short = build([party("zyphon", "Zyphon Mechanical")]), build([party("zyphon", "Zyphon Mech.")])

    def rules(index, name):
        found = screen(index, Profile(f"{name} Works of Upper Tarvenia and Lower Bruskland", PostalAddress()))
        return [candidate.explanation["rule"] for candidate in found.candidates]

    assert rules(full, "Zyphon Mechanical") == rules(short, "Zyphon Mech") == ["contained"]
    assert rules(full, "Zyphon Mech") == rules(short, "Zyphon Mechanical") == []


@pytest.mark.parametrize("few", [0, 1000])
def test_many_listed_addresses_are_compared_as_few_are(monkeypatch, few):
    """Those that share too little are sieved out first where they are many; half of the longer one is enough."""
    monkeypatch.setattr(addresses, "_FEW", few)
    places = [
        "40112",
        "40112 Marlow Tinsel Amberlin Halvek",
        "40112 Marlow Tinsel Amberlin Halvek Vroom Zeal",
    ]
    index = build(
        party(f"p{number}", f"Party {number}", addresses=[f"{number} Kestrel Quay, Port Amaro {rest}, PA"])
        for number, rest in enumerate(places * 20)
    )
    asked = addresses.address_words("12 Kestrel Quay, Port Amaro, 40112", "PA")

    found = addresses.find_addresses(index, asked)

    assert (found[0].entry, found[0].share, found[0].is_same) == (12, 1.0, True)
    assert {hit.entry % 3: round(hit.share, 2) for hit in found[1:]} == {0: 0.83, 1: 0.5}
    assert len(found) == 40


@pytest.mark.parametrize(
    ("listed", "written"),
    [
        ("LANA TV", "LanaTV"),
        ("HUA FU", "Huafu"),
        ("EL ROSAL DE ORO", "El Rosal deOro"),
        ("ML BUILD EAD", "MLBuild"),
    ],
)
def test_a_word_of_two_letters_may_be_written_together_with_its_neighbour(listed, written):
    index = build([*PARTIES, party("together", listed)])
    asked = Profile(name=written, address=PostalAddress(country="DE"))

    assert keys(screen(index, asked)) == ["together"]
