"""What operators type, and the traps of numbering plans (telephony.md section 4)."""

import pytest

from telephony import numbers
from telephony.enums import TollType
from telephony.numbers import NumberRefused

TOLL, FREE = TollType.TOLL, TollType.TOLL_FREE

EXAMPLES = [
    ("+1 202-555-0143", "US", TOLL),
    ("+1 415-555-0100", "US", TOLL),
    ("+1 416-555-0123", "CA", TOLL),
    ("+1 604-555-0188", "CA", TOLL),
    ("+1 800-555-0199", "US", FREE),
    ("+65 6000 0001", "SG", TOLL),
    ("+65 6123 4567", "SG", TOLL),
    ("+65 1800 123 4567", "SG", FREE),
    ("+61 2 5550 1234", "AU", TOLL),
    ("+61 2 7010 1234", "AU", TOLL),
    ("+61 3 5550 1234", "AU", TOLL),
    ("+61 1800 160 401", "AU", FREE),
    ("+61 1800 975 711", "AU", FREE),
    ("+64 3 234 5678", "NZ", TOLL),
    ("+64 800 123 456", "NZ", FREE),
    ("+44 20 7946 0000", "GB", TOLL),
    ("+44 20 7946 0999", "GB", TOLL),
    ("+44 808 157 0000", "GB", FREE),
    ("+49 30 23125000", "DE", TOLL),
    ("+49 69 90009000", "DE", TOLL),
    ("+49 40 66969000", "DE", TOLL),
    ("+49 221 4710000", "DE", TOLL),
    ("+49 89 99998000", "DE", TOLL),
    ("+49 800 0000000", "DE", FREE),
    ("+972 3-555-0123", "IL", TOLL),
    ("+972 1-800-555-012", "IL", FREE),
    ("+33 1 99 00 12 34", "FR", TOLL),
    ("+33 800 12 34 56", "FR", FREE),
]


@pytest.mark.parametrize(("typed", "country", "toll_type"), EXAMPLES)
def test_the_example_numbers_are_read(typed, country, toll_type):
    read = numbers.read(typed, countries=(country,))

    assert read.e164 == "+" + "".join(char for char in typed if char.isdigit())
    assert (read.display, read.inferred, read.warnings) == (typed, toll_type, ())


@pytest.mark.parametrize(
    ("typed", "countries", "says"),
    [
        ("+1 555-555-0123", "US", "not in use"),
        ("+441632960001", "GB", "not in use"),
        ("+447700900123", "GB", "not in use"),
        ("+1202555014", "US", "too short"),
        ("12025550143", "", "with +"),
        ("+1 2025550143 / +44 20", "US", "one number"),
        ("+44 20 7946 0958 +44 20 7946 0959", "GB", "one telephone number"),
        ("+1 900-555-1234", "US", "Premium-rate"),
        ("+448431234567", "GB", "Premium-rate"),
        ("+12025550143;ext=5", "US", "extension"),
        ("+44 20 7946 0958 ext. 12", "GB", "extension"),
        ("+44 20 7946 0958 x12", "GB", "extension"),
        ("1-800-FLOWERS", "US", "one number"),
        ("", "GB", "missing"),
        ("   ", "GB", "missing"),
        ("+", "GB", "one telephone number"),
        ("+999123456789", "GB", "calling code"),
        ("+4420794609581234567890", "GB", "too long"),
        ("00442079460958", "DE", "does not belong to Germany"),
        ("+1 416-555-0123", "US", "does not belong"),
        ("+44 1534 712345", "GB", "does not belong"),
        ("+61 8 9162 1234", "AU", "does not belong"),
        ("+878101234567890", "GB", "belong to no country"),
        ("+80012345678", "", "needs the countries"),
    ],
)
def test_what_callers_could_not_dial_is_refused_with_the_cause(typed, countries, says):
    with pytest.raises(NumberRefused) as refused:
        numbers.read(typed, countries=tuple(countries.split()), field="phone")

    assert says in str(refused.value.message)
    assert (refused.value.field, refused.value.code, refused.value.status) == ("phone", 92001, 400)


@pytest.mark.parametrize(
    ("typed", "country"),
    [
        ("٠٢٠٧٩٤٦٠٩٥٨", "GB"),
        ("+442079460958\u200f", "GB"),
        ("\u202a+44 20 7946 0958\u202c", "GB"),
        ("００４４２０７９４６０９５８", "GB"),
        ("+44 (0)20 7946 0958", "GB"),
        ("020 7946 0958", "GB"),
        ("+44.20.7946.0958", "GB"),
        ("+44\u00a020\u20137946\u20110958", "GB"),
        ("(+44) 20 7946 0958", "GB"),
    ],
)
def test_lenient_spellings_come_out_as_one_number(typed, country):
    assert numbers.read(typed, countries=(country,)).e164 == "+442079460958"


def test_bare_digits_are_shown_in_groups_and_groups_as_typed():
    assert numbers.read("+442079460958", countries=("GB",)).display == "+44 20 7946 0958"
    assert numbers.read("020-7946-0958", countries=("GB",)).display == "020-7946-0958"


@pytest.mark.parametrize(
    ("typed", "countries", "warning"),
    [
        ("+447400123456", "GB", "mobile"),
        ("+86 400 123 4567", "CN", "shared-cost"),
        ("+972 1-700-555-012", "IL", "shared-cost"),
        ("+61 1300 123 456", "AU", "shared-cost"),
        ("+1 416-555-0123", "US CA", "only serves"),
        ("+44 20 7946 0958", "GB AQ", "only serves"),
        ("+672 3 22222", "AQ", "only serves"),
        ("+80012345678", "GB IL", "universal"),
    ],
)
def test_doubtful_numbers_are_taken_with_a_warning(typed, countries, warning):
    read = numbers.read(typed, countries=tuple(countries.split()))

    assert [warning in str(text) for text in read.warnings] == [True]


def test_a_shared_toll_free_number_belongs_to_each_of_its_countries():
    assert numbers.read("+1 800-555-0199", countries=("US", "CA", "JM")).warnings == ()


@pytest.mark.parametrize("typed", ["+443301234567", "+443061234567", "+65 3123 4567", "+1 787-234-5678"])
def test_uan_and_voip_numbers_are_toll(typed):
    assert numbers.read(typed).inferred == TOLL


def test_the_italian_zero_is_kept():
    assert numbers.read("+39 02 1234 5678", countries=("IT",)).e164 == "+390212345678"


def test_links_and_validity_of_stored_numbers_never_raise():
    assert numbers.link_of("+442079460958") == "tel:+44-20-7946-0958"
    assert numbers.link_of("nonsense") == ""
    assert numbers.is_still_valid("+442079460958")
    assert not numbers.is_still_valid("+441632960001")
    assert not numbers.is_still_valid("nonsense")
