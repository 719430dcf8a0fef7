"""A small scorecard: named features of an alignment, each with a weight whose sign says which way it may only pull."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log1p

from compliance.screening.engine.align import Alignment
from compliance.screening.engine.retrieve import Query

SHIPPED_THRESHOLD = 0.7
SCORECARD_VERSION = "1"

FEATURES = ("shared", "shared_words", "edits", "extra", "missing", "extra_share", "missing_share")
BIAS = -1.0
WEIGHTS = (2.0, 0.5, -6.0, -2.0, -1.0, -4.0, -2.0)


def features(query: Query, alignment: Alignment) -> tuple[float, ...]:
    """The features of an alignment, in the order of `FEATURES`."""
    shared = lost = 0.0
    telling = 0.0
    for link in alignment.links:
        shared += link.weight * link.likeness
        lost += link.weight * (1 - link.likeness)
        if link.weight >= 0.25:
            telling += len(link.mine) if link.cause != "initial" else 0.3
    extra = sum(query.weights[i] for i in alignment.extra)
    missing = sum(alignment.weights[j] for j in alignment.missing)
    whole = shared + 1e-6
    return (
        log1p(4 * shared),
        min(telling, 4.0) ** 0.5,
        lost / (whole + lost),
        extra,
        missing,
        extra / (whole + extra),
        missing / (whole + missing),
    )


def score(values: tuple[float, ...]) -> float:
    z = BIAS + sum(weight * value for weight, value in zip(WEIGHTS, values, strict=True))
    return 1 / (1 + exp(-z))
