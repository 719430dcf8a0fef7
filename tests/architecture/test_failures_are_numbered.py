"""Every failure has a number, a status and a sentence of its own."""

import importlib
import pkgutil
from collections import Counter

from django.utils import translation

import compliance
import customers
import partnerhub
import telephony
from partnerhub.api.ids import UnknownId
from partnerhub.errors import DomainError
from partnerhub.management.commands import makemessages


def gettext_in(language: str, text: str) -> str:
    with translation.override(language):
        return translation.gettext(text)


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


def test_sentences_are_read_in_the_readers_language():
    unknown = UnknownId()

    with translation.override("he"):
        translated = str(unknown.message)

    assert (str(unknown.message), translated) == (
        "There is no such object.",
        gettext_in("he", unknown.docstring()),
    )
    assert translated != str(unknown.message)


def test_docstrings_that_are_read_are_collected_for_translation():
    collected = set(makemessages.sentences())

    assert {
        kind.docstring() for kind in failures() if "code" in vars(kind) and not kind.sentence
    } <= collected
    assert "This e-mail address already belongs to an existing user." in collected


def test_each_has_a_status_and_a_sentence():
    bare = [k.__name__ for k in failures() if not (400 <= k.status < 600 and (k.sentence or k.__doc__))]

    assert bare == []
