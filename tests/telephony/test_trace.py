"""The way to a number, as people read it."""

import pytest
from django.utils import translation

from telephony.enums import TraceStep
from telephony.trace import SENTENCES, TraceLine

FACTS = {
    "country": "IL",
    "location": "EMEA",
    "number": "+44 20 7946 0958",
    "passed_over": "+44 808 157 0000",
    "label": "London",
    "domain": "Demo",
}


@pytest.mark.parametrize("step", list(TraceStep))
def test_every_step_is_a_sentence_with_its_facts(step):
    line = TraceLine(step, FACTS)

    assert str(line).endswith(".")
    assert "{" not in str(line)
    assert "{" not in line.as_html()


def test_every_step_has_a_sentence():
    assert set(SENTENCES) == set(TraceStep)


def test_b6_numbers_are_isolated_left_to_right():
    line = TraceLine(TraceStep.SECOND_NUMBER, FACTS)

    assert '<bdi dir="ltr">+44 20 7946 0958</bdi>' in line.as_html()
    assert "<bdi>Israel</bdi>" in line.as_html()


def test_b6_a_country_is_named_in_the_language_of_the_reader():
    line = TraceLine(TraceStep.COUNTRY_HAS_NONE, FACTS)

    with translation.override("he"):
        assert "ישראל" in str(line)


def test_what_people_typed_is_escaped_and_never_read_as_a_template():
    line = TraceLine(TraceStep.DOMAIN, {"domain": "<b>{country}</b>"})

    assert "&lt;b&gt;{country}&lt;/b&gt;" in line.as_html()
    assert "<b>{country}</b>" in str(line)


def test_a_line_survives_storage():
    line = TraceLine(TraceStep.DEFAULT_HAS, FACTS)

    assert TraceLine.from_json(line.to_json()) == line


@pytest.mark.parametrize("step", [TraceStep.NO_DOMAIN, TraceStep.NONE_CHOSEN])
def test_a_step_without_facts_is_read_too(step):
    line = TraceLine(step)

    assert line.as_html() == str(line)
