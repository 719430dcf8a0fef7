"""Some parties of an index are searched for alone: the same pairs, the same scores, and nobody is left out."""

import random

import pytest

from compliance.profile import PostalAddress, Profile
from compliance.screening.engine import Changes, build, screen
from compliance.screening.engine.keys import letters, sound_key
from compliance.screening.engine.sound import skeleton
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
    """A name as customers write it: whole, its last word cut off, or the first two written together."""
    name = _name(rng)
    return rng.choice((name, name[:-2], name.replace(" ", "", 1)))


def _found(result, keys):
    return {each.entry_key: each.score for each in result.candidates if each.entry_key in keys}


def test_a_pair_scores_the_same_and_who_is_left_out_matches_nothing(whole, rng):
    """Property: delta equals full."""
    keys = {"door", *(f"p{number}" for number in rng.sample(range(120), 5))}
    changes, untouched = Changes(whole, keys), 0
    for _ in range(120):
        asked = Profile(
            _asked(rng), rng.choice((HOME, PostalAddress(country="DE"))), rng.choice(("", _name(rng)))
        )
        narrow = screen(changes.index, asked)

        assert _found(screen(whole, asked), keys).items() <= _found(narrow, keys).items()
        assert changes.best_score(asked) == max(
            [each.score for each in (*narrow.candidates, narrow.best_below) if each], default=0
        )
        if not changes.may_touch(asked):
            untouched += 1
            assert (narrow.candidates, narrow.best_below) == ((), None)
    assert untouched > 5


def test_few_spellings_are_sieved_as_many_are(whole, rng):
    table, spellings = whole.near_table, range(len(whole.spellings))
    for word in [*RARE, *COMMON, "kestral", "zefon"]:
        asked = (len(word), letters(word), sound_key(skeleton(word)))
        found = set(rng.sample(spellings, 10))

        assert sorted(table._one_by_one(found, *asked)) == sorted(table._at_once(found, *asked))


def test_another_threshold_and_other_weights_are_followed(whole):
    changes, asked = Changes(whole, {"door"}), Profile("Nobody At", PostalAddress(country="DE"))

    strict = changes.best_score(asked, weights={"missing": -9.0})

    assert strict < changes.best_score(asked)


def test_nothing_changed_touches_nobody(whole):
    changes = Changes(whole, set())

    assert not changes.may_touch(Profile("Volnar Maritime Bank", HOME, "Maria Levi"))
    assert screen(changes.index, Profile("Volnar Maritime Bank", HOME)).candidates == ()
