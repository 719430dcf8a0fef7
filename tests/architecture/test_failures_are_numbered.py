"""Every failure has a number, a status and a sentence of its own."""

import importlib
import pkgutil
from collections import Counter

import compliance
import customers
import partnerhub
import telephony
from partnerhub.errors import DomainError


def failures() -> list[type[DomainError]]:
    for package in (partnerhub, telephony, compliance, customers):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if ".migrations." not in module.name and ".management." not in module.name:
                importlib.import_module(module.name)
    found: list[type[DomainError]] = []
    waiting = [DomainError]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        found += kinds
        waiting += kinds
    return found


def test_codes_are_unique():
    codes = Counter(kind.code for kind in failures() if "code" in vars(kind))

    assert [code for code, uses in codes.items() if uses > 1] == []


def test_each_has_a_status_and_a_sentence():
    bare = [k.__name__ for k in failures() if not (400 <= k.status < 600 and (k.sentence or k.__doc__))]

    assert bare == []
