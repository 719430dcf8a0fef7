"""A small scorecard: named features of an alignment, each with a weight whose sign says which way it may
only pull.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, isfinite, log, log1p
from operator import mul
from typing import NamedTuple

from compliance.screening.engine.align import Alignment, Link
from compliance.screening.engine.index import Index
from compliance.screening.engine.names import Name
from compliance.screening.engine.query import Query
from compliance.screening.engine.rarity import TELLING

SHIPPED_THRESHOLD = 0.7
SCORECARD_VERSION = "1"

FEATURES = (
    "shared",  # weight of what agrees, dampened
    "edits",  # share of the agreeing weight lost to misspelling
    "extra",  # weight of what only the customer has
    "missing",  # weight of what only the list has
    "extra_share",
    "worst",  # how unlike the least alike pair of words is
    "inexact",  # how many words agree only nearly
    "single",  # 1 if hardly more than one word agrees
    "far",  # likeness so loose that it is no misspelling any more
    "edit_count",
    "rarest",  # weight of the most telling word that agrees
)
BIAS = -3.339
WEIGHTS = (3.345, -0.757, -2.855, -2.709, -2.238, -0.525, -0.913, -1.773, -0.266, -0.730, 1.365)

SLOPE = 0.7
FLOORS = {
    "same_name": (0.02, 0.6),
    "contained": (0.01, 0.3),
}  # share of the room above the threshold: at least, and more by score
MIN_PART = 0.4  # of a longer listed name that a customer's name must make up to count as contained in it
LOOSE_LINK = 0.8
INITIALS_REST = 0.5  # of what an initial leaves unsaid of a word counts as missing


class Scorecard(NamedTuple):
    """What decides: from which score on it is a possible match, and what each of `FEATURES` weighs."""

    threshold: float = SHIPPED_THRESHOLD
    bias: float = BIAS
    weights: tuple[float, ...] = WEIGHTS


SHIPPED = Scorecard()
SHIPPED_WEIGHTS: Mapping[str, float] = {"bias": BIAS, **dict(zip(FEATURES, WEIGHTS, strict=True))}


def scorecard(threshold: float, weights: Mapping[str, float] | None = None) -> Scorecard:
    """The scorecard with this threshold (0..1), and these weights in place of the shipped ones.

    Raises ValueError for a weight of no feature, and for one that pulls the other way: more agreement must
    never lower a score.
    """
    if not 0 < threshold < 1:
        raise ValueError(f"the threshold is {threshold}; it lies between 0 and 1")
    for name, weight in (weights or {}).items():
        if name not in SHIPPED_WEIGHTS:
            raise ValueError(f"{name!r} is no feature; there are: {', '.join(SHIPPED_WEIGHTS)}")
        if not isfinite(weight) or weight * SHIPPED_WEIGHTS[name] < 0:
            sign = "negative" if SHIPPED_WEIGHTS[name] < 0 else "positive"
            raise ValueError(f"the weight of {name!r} is {weight}; it is {sign} or 0")
    chosen = {**SHIPPED_WEIGHTS, **(weights or {})}
    return Scorecard(threshold, chosen["bias"], tuple(chosen[name] for name in FEATURES))


class Judgement(NamedTuple):
    """What a name scores, and why."""

    score: float
    alignment: Alignment
    rule: str


def features(query: Query, alignment: Alignment) -> tuple[float, ...]:
    """The features of an alignment, in the order of `FEATURES`."""
    shared = lost = telling = worst = inexact = far = count = unsaid = rarest = 0.0
    costs, lengths, weights = query.costs, query.lengths, alignment.weights
    for mine, theirs, likeness, cause, weight in alignment.links:
        agreed = weight * likeness
        shared += agreed
        each = agreed / len(theirs)
        if each > rarest:
            rarest = each
        if likeness == 1:  # by far the most
            if weight >= TELLING:
                telling += len(theirs)
            continue
        loss = 1 - likeness
        lost += weight * loss
        if cause == "initial":
            telling += 0.3
            unsaid += INITIALS_REST * max(0.0, weights[theirs[0]] - weight)
            unsaid += INITIALS_REST * max(0.0, costs[mine[0]] - weight)
        elif weight >= TELLING:
            telling += len(theirs)
            count += loss * sum([lengths[i] for i in mine])
            worst = max(worst, loss)
            inexact += min(1.0, 5 * loss)
            far += max(0.0, loss - 0.2) * weight
    extra = sum([costs[i] for i in alignment.extra])
    missing = sum([weights[j] for j in alignment.missing]) + unsaid
    whole = shared + 1e-6
    return (
        log1p(4 * shared),
        lost / (whole + lost),
        extra,
        missing,
        extra / (whole + extra),
        worst,
        inexact,
        1.0 if telling < 1.5 else 0.0,
        far,
        min(count, 4.0),
        rarest,
    )


def score(values: tuple[float, ...], card: Scorecard = SHIPPED) -> float:
    """The scorecard's answer, 0..1: steep where it decides, so that equal scores are rare."""
    return 1 / (1 + exp(-SLOPE * (card.bias + sum(map(mul, card.weights, values))) - _AT_ZERO))


_AT_ZERO = log(SHIPPED_THRESHOLD / (1 - SHIPPED_THRESHOLD))


def judge(index: Index, query: Query, found: Alignment, row: int, card: Scorecard = SHIPPED) -> Judgement:
    """A name's score, the alignment it rests on, and the rule that raised it to the threshold if one did.

    `same_name`: every telling word agrees exactly, on both sides. `contained`: the whole of one name, as
    written, stands in the other. Both belong in review whatever the scorecard says.
    """
    plain, alignment = score(features(query, found), card), found
    for link in found.links:
        if link.likeness < LOOSE_LINK:
            # A loose pair may cost more than it brings: a further agreement must never lower a score.
            strict = without_loose(found)
            without = score(features(query, strict), card)
            if without > plain:
                plain, alignment = without, strict
            break
    if _both_tell_more(query, alignment) or plain >= _floor("same_name", plain, card):  # which is the highest
        return Judgement(plain, alignment, "")
    rule = _rule(index, query, alignment, row, may_be_contained=plain < _floor("contained", plain, card))
    return Judgement(_floor(rule, plain, card) if rule else plain, alignment, rule)


def _floor(rule: str, plain: float, card: Scorecard) -> float:
    base, room = FLOORS[rule]
    return card.threshold + (1 - card.threshold) * (base + room * plain)


def without_loose(alignment: Alignment) -> Alignment:
    """The alignment with its loose pairs taken apart again."""
    loose = [link for link in alignment.links if link.likeness < LOOSE_LINK]
    return Alignment(
        [link for link in alignment.links if link.likeness >= LOOSE_LINK],
        sorted(alignment.extra + [i for link in loose for i in link.mine]),
        sorted(alignment.missing + [j for link in loose for j in link.theirs]),
        alignment.words,
        alignment.weights,
    )


def _rule(index: Index, query: Query, alignment: Alignment, row: int, *, may_be_contained: bool) -> str:
    exact = [link for link in alignment.links if link.cause == "exact"]
    if not exact:
        return ""
    mine_told = _is_told(query.weights, {link.mine[0] for link in exact})
    theirs_told = _is_told(alignment.weights, {link.theirs[0] for link in exact})
    if mine_told and theirs_told:
        return "same_name"
    if not (may_be_contained and (mine_told or theirs_told)):
        return ""
    telling = [link for link in exact if link.weight >= TELLING]
    if len(telling) < 2 or (
        mine_told and len(telling) < MIN_PART * sum(weight >= TELLING for weight in alignment.weights)
    ):
        return ""
    return "contained" if _is_as_written(index, query.name, telling, row) else ""


def _both_tell_more(query: Query, alignment: Alignment) -> bool:
    """Whether both sides have something to say that the other lacks, as by far the most do."""
    return _has_telling(query.weights, alignment.extra) and _has_telling(alignment.weights, alignment.missing)


def _has_telling(weights: Sequence[float], positions: list[int]) -> bool:
    for i in positions:  # noqa: SIM110 (`any` takes twice as long, and this is asked of every name)
        if weights[i] >= TELLING:
            return True
    return False


def _is_told(weights: Sequence[float], linked: set[int]) -> bool:
    """Whether every word that says something has its exact partner; a name of empty words only needs all
    of them.
    """
    if max(weights, default=0) < TELLING:
        return len(linked) == len(weights)
    return all(i in linked for i, weight in enumerate(weights) if weight >= TELLING)


def _is_as_written(index: Index, name: Name, links: list[Link], row: int) -> bool:
    """Whether linked words are spelled alike on both sides: `Info Tech` is not the whole of `Information
    Technology`.
    """
    start = int(index["name_at"][row])
    written = index["name_written"]
    return all(index.written[written[start + link.theirs[0]]] == name.written[link.mine[0]] for link in links)
