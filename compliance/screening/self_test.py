"""Does the engine still find what it must? A synthetic listed party has to match (R7)."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime
from typing import Any

import structlog
from django.db.models import QuerySet

from compliance import notices
from compliance.entries import Entry, Kind, ListedAddress, ListedName
from compliance.enums import NoticeKind
from compliance.lists.index_store import LoadedIndex
from compliance.models import ListVersion, RestrictedParty, ScreeningSettings, SelfTest
from compliance.profile import PostalAddress, Profile
from compliance.screening import engines
from partnerhub.prepared import Given, prepared

log = structlog.get_logger(__name__)

# Nobody is called so.
LISTED = Entry(
    key="self-test:quovrandel",
    source="SELF-TEST",
    kind=Kind.ORGANIZATION,
    names=(ListedName("Quovrandel Maritime Zyphonics LLC"),),
    addresses=(ListedAddress("7 Nowhere Quay, Zubrovka City", "AE"),),
    countries=("AE",),
)
AT_HOME = PostalAddress(line1="7 Nowhere Quay", city="Zubrovka City", country="AE")
ELSEWHERE = PostalAddress(country="AE")
# Misspelled with another legal form, once at the listed address and once by the name alone; a word left out.
ASKED = (
    Profile("Quovrandel Maritime Zyphonix Ltd", AT_HOME),
    Profile("Quovrandel Maritime Zyphonix Ltd", ELSEWHERE),
    Profile("Quovrandel Maritime", ELSEWHERE),
)
GOOD_FOR_SECONDS, BAD_FOR_SECONDS = 24 * 3600.0, 30.0
_SAMPLES = 25

# What this process knows: (fingerprint, settings, engine) -> (what failed, when on the monotonic clock).
type Tested = tuple[str, str, str]
_known: dict[Tested, tuple[str, float]] = {}


def failure_of(loaded: LoadedIndex, *, at: datetime) -> str:
    """Why the engine cannot be trusted with this index, or "". Tests it when it is new to this process."""
    failure, tested = _known.get(_key(loaded), ("", float("-inf")))
    elsewhere, age = _last_failure(), time.monotonic() - tested
    if age > (BAD_FOR_SECONDS if failure or elsewhere else GOOD_FOR_SECONDS):
        return run(loaded, at=at).detail
    return failure or elsewhere


def run(loaded: LoadedIndex, *, at: datetime) -> SelfTest:
    """Test now and remember it, in this process and for all others; a failure alerts the RPL team."""
    started = time.perf_counter()
    failure = _failure(loaded, at)
    duration = (time.perf_counter() - started) * 1000
    _known[_key(loaded)] = (failure, time.monotonic())
    engine = engines.current()
    test = SelfTest.objects.create(
        at=at,
        generation=loaded.generation,
        engine=engine.ENGINE_NAME,
        engine_version=engine.ENGINE_VERSION,
        passed=not failure,
        detail=failure,
        duration_ms=duration,
    )
    if failure:
        notices.tell(NoticeKind.SELF_TEST_FAILED, f"self-test:{at:%Y-%m-%d}", failure, at=at, for_leads=True)
    return test


def failure_with(loaded: LoadedIndex, scoring: ScreeningSettings, *, at: datetime) -> str:
    """Why these settings must not come into force, or "". A trial: nothing is remembered of it."""
    return _failure(replace(loaded, settings=scoring), at)


def _failure(loaded: LoadedIndex, at: datetime) -> str:
    try:
        return _synthetic_failure(loaded.settings, at) or _sample_failure(loaded, at)
    except Exception as error:  # an engine that breaks here would break on customers too
        log.exception("self_test_broke")
        return f"the engine broke: {error!r}"


def _synthetic_failure(scoring: ScreeningSettings | None, at: datetime) -> str:
    """A party that exists nowhere is put on a list of its own."""
    index = engines.current().build([LISTED])
    for asked in ASKED:
        if LISTED.key not in _keys_found(index, asked, scoring, at):
            return f"{asked.name!r} was not matched with {LISTED.names[0].text!r}"
    return ""


def _sample_failure(loaded: LoadedIndex, at: datetime) -> str:
    """One party of each list in force, spelled exactly, has to be found in the index that customers meet."""
    for version in loaded.versions:
        party = _sample_of(version)
        if party is None:
            continue
        asked = Profile(name=party.name, address=ELSEWHERE)
        if f"{version.restricted_list.slug}:{party.key}" not in _keys_found(
            loaded.index, asked, loaded.settings, at
        ):
            return f"{party.name!r} of {version} was not found under its own name"
    return ""


def _sample_of(version: ListVersion) -> RestrictedParty | None:
    of_list = RestrictedParty.objects.of_slug(version.restricted_list.slug, version.number)
    parties = of_list.order_by("id")[:_SAMPLES]
    listed = [party for party in parties if party.content["names"] and len(party.name.split()) > 1]
    return next((party for party in listed if party.name.isascii()), None)


def _keys_found(index: object, asked: Profile, scoring: ScreeningSettings | None, at: datetime) -> set[str]:
    result = engines.screen(index, asked, scoring, on=at.date().isoformat())
    return {candidate.entry_key for candidate in result.candidates}


def _last_failure() -> str:
    """What the last test of this engine in any process said."""
    found = _last_tests().ask({"version": engines.current().ENGINE_VERSION}, limit=1)
    return next((detail for passed, detail in found if not passed), "")


@prepared
def _last_tests() -> QuerySet[Any]:
    tests = SelfTest.objects.filter(engine_version=Given("version"))
    return tests.order_by("-id").values_list("passed", "detail")


def _key(loaded: LoadedIndex) -> Tested:
    scoring = loaded.settings
    said = repr((scoring.threshold, scoring.weights)) if scoring else ""
    return loaded.fingerprint, said, engines.current().__name__
