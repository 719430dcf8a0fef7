"""The catalogue with which an installation starts (M6, M8, M9)."""

import pytest

from customers import catalogue
from customers.models import Package

pytestmark = pytest.mark.django_db


def test_m9_ranks_are_those_of_the_offer():
    ranks = dict(Package.objects.filter(rank__gt=0).values_list("code", "rank"))

    assert ranks == {
        "webex_suite": 60,
        "cx_essentials": 50,
        "webex_calling": 40,
        "webex_calling_standard": 30,
        "webex_voice": 20,
        "webex_meetings": 10,
    }


def test_m8_attendant_console_needs_one_of_four_packages():
    needed = Package.objects.get(code="attendant_console").needs_one_of.values_list("code", flat=True)

    assert set(needed) == {"webex_calling", "webex_suite", "cx_essentials", "webex_voice"}


def test_m6_what_an_operator_changed_is_not_seeded_again():
    Package.objects.filter(code="webex_voice").update(label="Voice Only")

    catalogue.seed()

    assert Package.objects.get(code="webex_voice").label == "Voice Only"
    assert Package.objects.count() == 14
