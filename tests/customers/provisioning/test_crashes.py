"""The worker is killed with signal 9 between any two steps: started again, it loses nothing and repeats
nothing (M16).
"""

import pytest

from tests.other_process import run_driver

STEPS = 6
# With its request sent to nobody, and with the work done but not yet recorded, at each step.
KILLS = [f"{moment}:{step}" for step in range(1, STEPS + 1) for moment in ("before", "after")]


@pytest.mark.django_db(transaction=True)
def test_m16_a_worker_killed_at_any_step_loses_and_repeats_nothing(ordered, tmp_path):
    customers = [
        ordered(name=f"Contoso{number} Ltd", codes=("webex_suite", "attendant_console"))
        for number in range(len(KILLS))
    ]
    killed = {str(customer.pk): kills for customer, kills in zip(customers, KILLS, strict=True)}

    told = run_driver("tests.customers.provisioning.crash_driver", killed, tmp_path)

    whole = {
        "ended": [9, 0],
        "status": "provisioned",
        "organizations": True,
        "sites": True,
        "licences": 2,
        "locations": 1,
        "people": 1,
        "steps": True,
    }
    assert told == {"customers": dict.fromkeys(killed, whole), "organizations": len(KILLS)}
