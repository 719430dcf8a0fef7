"""Some parties of an index are searched for alone: the same pairs, the same scores, and nobody is left out."""

import random

import pytest

from compliance.profile import PostalAddress, Profile
from compliance.screening.engine import Changes, build, building, near, screen
from compliance.screening.engine.keys import near_keys, near_keys_of
from compliance.screening.engine.kin import look_up_all
from compliance.screening.engine.names import read, restored
from compliance.screening.engine.narrowing import of_few_words
from compliance.screening.engine.query import prepare
from compliance.screening.engine.screening import normalised
from compliance.screening.engine.sound import consonants, sounds_of, spoken
from tests.compliance.engine.conftest import party

RARE = ("volnar", "volner", "kestrel", "kestrels", "amberlin", "quartz", "quartzite", "halvek", "zyphon")
COMMON = ("orbital", "orbit", "bank", "trading", "telecom", "services", "maritime", "holding", "maria", "al")
HOME = PostalAddress(line1="12 Kestrel Quay", city="Port Amaro", postal_code="40112", country="PA")


@pytest.fixture(scope="module")
def rng():
    return random.Random(7)


@pytest.fixture(scope="module")
def whole(rng):
    """Parties of few words, so that much is near to much."""
    parties = [party(f"p{number}", _name(rng), _name(rng)) for number in range(120)]
    return build(
        [*parties, party("door", "Nobody At All", addresses=["12 Kestrel Quay, Port Amaro, 40112, PA"])]
    )


def _name(rng):
    return " ".join(rng.choices(RARE + COMMON, k=rng.choice((1, 2, 3, 4))))


def _asked(rng):
    """A name as customers write it: whole, its last word cut off, the first two written together, a letter wrong, or
    in a script without vowels.
    """
    name = _name(rng)
    at = rng.randrange(len(name))
    wrong = name[:at] + rng.choice("aeioklmn") + name[at + 1 :]
    return rng.choice((name, name[:-2], name.replace(" ", "", 1), wrong, wrong, "بنك فولنار", "חברת קסטרל"))


def _found(result, keys):
    return {each.entry_key: each.score for each in result.candidates if each.entry_key in keys}


@pytest.mark.parametrize("ahead", ["read again", "as stored", "one by one"])
def test_a_pair_scores_the_same_and_who_is_left_out_matches_nothing(whole, rng, ahead):
    """Property: delta equals full, whether all is looked up at once or one by one, and read or as it was stored."""
    keys = {"door", *(f"p{number}" for number in rng.sample(range(120), 5))}
    changes, untouched = Changes(whole, keys), 0
    profiles = [
        Profile(_asked(rng), rng.choice((HOME, PostalAddress(country="DE"))), rng.choice(("", _asked(rng))))
        for _ in range(120)
    ]
    if ahead != "one by one":
        is_stored = ahead == "as stored"
        changes.look_ahead((asked, normalised(whole, asked) if is_stored else {}) for asked in profiles)
    for asked in profiles:
        narrow = screen(changes.index, asked)

        assert _found(screen(whole, asked), keys).items() <= _found(narrow, keys).items()
        assert changes.best_score(asked) == max(
            [each.score for each in (*narrow.candidates, narrow.best_below) if each], default=0
        )
        if not changes.may_touch(asked):
            untouched += 1
            assert (narrow.candidates, narrow.best_below) == ((), None)
    assert untouched > 5


@pytest.fixture(scope="module")
def misspelled(rng):
    """Words of every length, right and wrong, short and long."""
    listed = [*RARE, *COMMON, "alvolnar", "elkestrel", "maritimebank"]
    wrong = [
        word[:at] + letter + word[at + 1 :]
        for word in listed
        for at, letter in ((1, "z"), (3, ""), (4, "ee"))
    ]
    return [
        *listed,
        *wrong,
        "a",
        "ab",
        "abc",
        "abcd",
        "abcde",
        "abcdef",
        "volnar" * 8,
        "17",
        "william",
        "bill",
        "cjsc",  # sounds like cghsc, with too many other letters
    ]


def test_keys_of_many_words_are_those_of_each(misspelled):
    heard, sounds = sounds_of(misspelled)

    owners, found = near_keys_of(misspelled, heard, sounds)

    for row, each in enumerate(zip(misspelled, heard, sounds, strict=True)):
        assert set(found[owners == row].tolist()) == set(near_keys(*each))


@pytest.mark.parametrize(
    "text",
    [
        "Volnar Maritime Bank",
        "S.A.R.L. Kestrel & 2nd Co.",
        "Abdel Kader Telekom",
        "Twenty One GmbH (formerly Orbit Int'l)",
    ],
)
def test_a_name_is_restored_as_it_was_read(whole, text):
    stored = normalised(whole, Profile(text, HOME))

    names = restored(zip(stored["name"], stored["written"]["name"], strict=True), whole.rarity)

    assert names == read(text, whole.rarity)


def test_many_words_sound_as_each_does(misspelled):
    heard = [spoken(word) for word in misspelled]

    assert sounds_of(misspelled) == (heard, [consonants(each) for each in heard])
    assert sounds_of([]) == ([], [])


@pytest.mark.parametrize("vowelless", [False, True])
def test_many_words_are_looked_up_as_each_is(misspelled, vowelless):
    index = build([party("p", *RARE, *COMMON, "William", "Bob", "Robert", "Cghsc")])

    kin = look_up_all(index, misspelled, vowelless)

    for row, word in enumerate(misspelled):
        [(ids, grains)] = look_up_all(index, [word], vowelless).each()
        here = slice(kin.at[row], kin.at[row + 1])
        assert (kin.ids[here].tolist(), kin.grains[here].tolist()) == (ids.tolist(), grains.tolist())
    assert look_up_all(index, []).ids.tolist() == []


@pytest.mark.parametrize("most", [0, 1000])
def test_words_worked_out_with_the_index_are_near_the_same_as_those_looked_up(
    whole, misspelled, monkeypatch, most
):
    """Common words are, and listed ones unless they are too many."""
    monkeypatch.setattr(building, "_MANY_WORDS", 1)
    monkeypatch.setattr(building, "_MOST_WORDS", most)
    prepared, common = building.with_kin(whole), whole.rarity.common_words()[::400]

    asked = [*whole.word_ids, *misspelled, *common]

    assert {word for word in asked if whole.kin_place(word) is not None} == set()
    assert {word for word in asked if prepared.kin_place(word) is not None} >= {*common}
    assert (prepared.kin_place("volnar") is not None) == (most > 0)
    for one, other in zip(near.find_near(whole, asked), near.find_near(prepared, asked), strict=True):
        assert one.alike == other.alike


def test_a_listed_word_is_not_taken_for_a_common_one_among_few():
    whole = build([party("p", "Telecom Volnar"), party("q", "Telecym Halvek")])
    changes = Changes(whole, {"p"})
    (name,) = read("Telecym", whole.rarity)

    among_few = prepare(of_few_words(changes.index), name)[0]

    assert among_few.weights == prepare(whole, name)[0].weights == name.weights


def test_words_weigh_the_same_among_few(misspelled, whole):
    """A word that is misspelled for a common one keeps the weight it has among all words."""
    changes = Changes(whole, {"p1"})
    few = of_few_words(changes.index)

    assert len(few["near_words"]) < len(whole["near_words"])
    for word in misspelled:
        for name in read(f"{word} quay", whole.rarity):
            assert prepare(few, name)[0].weights == prepare(whole, name)[0].weights


def test_another_threshold_and_other_weights_are_followed(whole):
    changes, asked = Changes(whole, {"door"}), Profile("Nobody At", PostalAddress(country="DE"))

    strict = changes.best_score(asked, weights={"missing": -9.0})

    assert strict < changes.best_score(asked)


def test_nothing_changed_touches_nobody(whole):
    changes = Changes(whole, set())

    assert not changes.may_touch(Profile("Volnar Maritime Bank", HOME, "Maria Levi"))
    assert screen(changes.index, Profile("Volnar Maritime Bank", HOME)).candidates == ()
