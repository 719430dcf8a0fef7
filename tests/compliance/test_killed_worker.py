"""A worker that screens everybody again is killed with signal 9 at one statement after the other: who was screened
stays screened, nobody is screened twice, nobody is forgotten (R6).
"""

import pytest
from django.db import transaction

from compliance.enums import Verdict
from compliance.models import Publication
from tests.compliance.factories import DENIED, WATCHED, clean, make_live, publish_list
from tests.conftest import HOURS, T0
from tests.other_process import run_driver

LATER = T0 + HOURS
NEW = {**DENIED, "id": "T-9", "name": "Brand New Trading House", "address": ""}
NAMES = [
    "Contoso Bakery",
    "Brand New Trading House",
    "Zorval Pottery",
    "Brand New Trading Houses",
    "Glim Shoes",
]


@pytest.mark.django_db(transaction=True)
def test_r6_a_killed_rescreening_goes_on_and_screens_each_once(lists, tmp_path):
    with transaction.atomic():
        for name in NAMES:
            make_live(clean(name), label=name)
    publish_list(DENIED, WATCHED, NEW, at=LATER)
    generation = Publication.current().generation

    told = run_driver("tests.compliance.rescreening_driver", LATER.isoformat(), tmp_path)

    listed = {"outcomes": [Verdict.POTENTIAL_MATCH], "cases": 1, "generation": generation}
    clear = {"outcomes": [Verdict.CLEAR], "cases": 0, "generation": generation}
    assert told["ended"] == 0
    assert told["killed"] > 3
    assert told["subjects"] == {name: listed if "Brand New" in name else clear for name in NAMES}
