"""Why a listed party is a candidate: the evidence as plain JSON, and one sentence for the reviewer made
from it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from compliance.entries import NameQuality
from compliance.profile import Profile
from compliance.screening.engine.align import Alignment
from compliance.screening.engine.clearing import what_would_clear
from compliance.screening.engine.index import KINDS, QUALITIES, Index
from compliance.screening.engine.result import Candidate, Matched, Tier
from compliance.screening.engine.score import FEATURES, SCORECARD_VERSION, SLOPE, Scorecard, features

if TYPE_CHECKING:
    from compliance.screening.engine.addresses import AddressHit
    from compliance.screening.engine.query import Query
    from compliance.screening.engine.screening import Hit

STRONG = 0.9  # a name by itself this close is the strongest tier


def candidate(index: Index, profile: Profile, hit: Hit, card: Scorecard, on: str = "") -> Candidate:
    """The hit with its reasons."""
    explanation: dict[str, Any] = {
        "matched": hit.matched.value,
        "score": hit.score,
        "name_score": hit.name_score,
        "threshold": card.threshold,
        "party": _party(index, hit.entry),
        "agrees": _agreements(index, profile, hit),
    }
    if hit.alignment is not None and hit.query is not None:
        explanation |= _name_evidence(index, hit, hit.query, hit.alignment, card)
    if hit.address is not None:
        explanation["address"] = _address_evidence(hit, hit.address)
    explanation["would_clear"] = what_would_clear(index, hit, card)
    tier = _tier(explanation, hit, on)
    explanation["tier"] = tier.value
    return Candidate(
        entry_key=index.entry_keys[hit.entry],
        score=hit.score,
        tier=tier,
        matched=hit.matched,
        explanation=explanation,
        sentence=_sentence(explanation),
    )


def _party(index: Index, entry: int) -> dict[str, Any]:
    return {
        "key": index.entry_keys[entry],
        "kind": KINDS[index["entry_kind"][entry]].value,
        "countries": index.strings("entry_countries")[entry].split(),
        "end": index.strings("entry_end")[entry],
    }


def _name_evidence(
    index: Index, hit: Hit, query: Query, alignment: Alignment, card: Scorecard
) -> dict[str, Any]:
    mine = query.name.words
    theirs = [index.word(word) for word in alignment.words]
    values = features(query, alignment)
    return {
        "listed_name": index.name_texts[hit.row],
        "quality": QUALITIES[index["name_quality"][hit.row]].value,
        "words": [
            {
                "customer": " ".join(mine[i] for i in link.mine),
                "listed": " ".join(theirs[j] for j in link.theirs),
                "cause": link.cause,
                "likeness": round(link.likeness, 4),
                "weight": round(link.weight, 4),
            }
            for link in alignment.links
        ],
        "only_customer": [{"word": mine[i], "weight": round(query.weights[i], 4)} for i in alignment.extra],
        "only_listed": [
            {"word": theirs[j], "weight": round(alignment.weights[j], 4)} for j in alignment.missing
        ],
        "features": [
            {"name": name, "value": round(value, 4), "part": round(value * weight, 4)}
            for name, value, weight in zip(FEATURES, values, card.weights, strict=True)
        ],
        "bias": card.bias,
        "slope": SLOPE,
        "rule": hit.rule,
        "scorecard": SCORECARD_VERSION,
    }


def _address_evidence(hit: Hit, address: AddressHit) -> dict[str, Any]:
    return {
        "same": address.is_same,
        "share": round(address.share, 4),
        "words": list(address.shared),
        "lift": round(hit.score - hit.name_score, 4),
    }


def _agreements(index: Index, profile: Profile, hit: Hit) -> dict[str, str]:
    """Per fact: agrees, differs, or missing. None of it ever clears a name."""
    countries = index.strings("entry_countries")[hit.entry].split()
    if not profile.address.country or not countries:
        country = "missing"
    else:
        country = "agrees" if profile.address.country in countries else "differs"
    address = (
        "agrees" if hit.address is not None and hit.address.is_same else "near" if hit.address else "differs"
    )
    return {"country": country, "address": address}


def _tier(explanation: dict[str, Any], hit: Hit, on: str) -> Tier:
    end = explanation["party"]["end"]
    if end and end < on:
        return Tier.EXPIRED
    if hit.alignment is None:
        return Tier.ADDRESS
    if hit.name_score >= STRONG and explanation["quality"] != NameQuality.WEAK.value:
        return Tier.STRONG_NAME
    agrees = explanation["agrees"]
    if agrees["country"] == "agrees" or agrees["address"] in {"agrees", "near"}:
        return Tier.NAME_AND_PLACE
    return Tier.WEAK_NAME


def _sentence(explanation: dict[str, Any]) -> str:
    if explanation["matched"] == Matched.ADDRESS.value:
        shared = ", ".join(explanation["address"]["words"])
        return f"The address is that of a listed party ({shared}); the names differ."
    who = "administrator" if explanation["matched"] == Matched.ADMINISTRATOR.value else "customer"
    words = "; ".join(_word_sentence(word) for word in explanation["words"]) or "no word agrees"
    sentence = f"The {who} resembles “{explanation['listed_name'].strip()}”: {words}."
    if explanation["only_customer"]:
        sentence += (
            f" Only the {who} has: {', '.join(word['word'] for word in explanation['only_customer'])}."
        )
    if explanation["only_listed"]:
        sentence += f" Only the list has: {', '.join(word['word'] for word in explanation['only_listed'])}."
    if "address" in explanation:
        sentence += f" The address {'is the same' if explanation['address']['same'] else 'is near'}."
    return sentence


def _word_sentence(word: dict[str, Any]) -> str:
    if word["cause"] == "exact":
        return word["listed"]
    return f"{word['customer']} for {word['listed']} ({word['cause']})"
