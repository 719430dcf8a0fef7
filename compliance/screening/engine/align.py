"""Which word of the customer's name stands for which word of the listed one, and what is left over on both
sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import OSA

from compliance.screening.engine.index import Index
from compliance.screening.engine.query import PREFIX_LIKENESS, Query
from compliance.screening.engine.retrieve import Listed

INITIAL_LIKENESS, INITIAL_WEIGHT = 0.75, 0.45
JOINED_LIKENESS = 0.97
LOOSE = 0.5  # two leftover words in an otherwise fitting name may differ this much
_LOOSE_EDITS = 2

type Alike = dict[int, list[tuple[int, int, float]]]  # see `Query.alike`


class Link(NamedTuple):
    """Words that stand for each other: positions on both sides, likeness 0..1, the cause, and what the
    agreement weighs.
    """

    mine: tuple[int, ...]
    theirs: tuple[int, ...]
    likeness: float
    cause: str
    weight: float


@dataclass(slots=True)
class Alignment:
    """All links, and the positions that found no partner."""

    links: list[Link]
    extra: list[int]
    missing: list[int]
    words: list[int]
    weights: list[float]


def align(index: Index, query: Query, alike: Alike, listed: Listed) -> Alignment:
    """The best pairing found greedily, heaviest agreement first. Ties go by position, so the result is
    always the same.
    """
    weights = listed.weights
    alignment = Alignment(
        [], list(range(len(query.weights))), list(range(len(weights))), listed.words, weights
    )
    if query.has_halves:
        _pair_halves(query, alignment)
    _pair_alike(alike, alignment)
    if listed.is_acronym and len(listed.words) == 1:
        alignment.links = [link._replace(cause="acronym") for link in alignment.links]
    elif alignment.extra and alignment.missing:
        _pair_leftovers(index, query, alignment)
    return alignment


def _pair_alike(alike: Alike, alignment: Alignment) -> None:
    links, extra, missing = alignment.links, alignment.extra, alignment.missing
    theirs, weights = alignment.words, alignment.weights
    pairs = [
        (-likeness * (weights[j] + 0.01), abs(i - j), i, j, joined, likeness)
        for j in missing
        if theirs[j] in alike
        for i, joined, likeness in alike[theirs[j]]
    ]
    pairs.sort()
    for _, _, i, j, joined, likeness in pairs:
        if j not in missing or i not in extra or (joined == 2 and i + 1 not in extra):
            continue
        extra.remove(i)
        missing.remove(j)
        if joined == 2:
            extra.remove(i + 1)
            links.append(Link((i, i + 1), (j,), likeness, "joined", weights[j]))
        else:
            links.append(Link((i,), (j,), likeness, "exact" if likeness == 1 else "alike", weights[j]))


def _pair_halves(query: Query, alignment: Alignment) -> None:
    """Words of the customer that are two listed words written together, in whatever order the list has
    them.
    """
    for i in list(alignment.extra):
        for left, right, _ in query.near[i].halves:
            theirs = [
                next((j for j in alignment.missing if alignment.words[j] == half), -1)
                for half in (left, right)
            ]
            if -1 not in theirs and theirs[0] != theirs[1]:
                weight = sum(alignment.weights[j] for j in theirs)
                alignment.links.append(Link((i,), tuple(theirs), JOINED_LIKENESS, "joined", weight))
                alignment.extra.remove(i)
                alignment.missing = [j for j in alignment.missing if j not in theirs]
                break


def _pair_leftovers(index: Index, query: Query, alignment: Alignment) -> None:
    """What needs the whole name to be seen: two listed words written as one, initials, cut-off words,
    loose likeness.
    """
    for i in list(alignment.extra):
        best = _best_leftover(index, query, i, alignment)
        if best is None:
            continue
        theirs, likeness, cause, weight = best
        alignment.links.append(Link((i,), theirs, likeness, cause, weight))
        alignment.extra.remove(i)
        for j in theirs:
            alignment.missing.remove(j)


def _best_leftover(
    index: Index, query: Query, i: int, alignment: Alignment
) -> tuple[tuple[int, ...], float, str, float] | None:
    best: tuple[tuple[int, ...], float, str, float] | None = None
    compared, words, weights, missing = query.loosely, alignment.words, alignment.weights, alignment.missing
    for j in missing:
        pair = i, words[j]
        if pair not in compared:
            compared[pair] = _compare_loosely(query.name.words[i], index.word(words[j]))
        found = compared[pair]
        if found is None:
            continue
        likeness, cause, begins_alike = found
        if begins_alike and j + 1 in missing:
            first, second = index.word(words[j]), index.word(words[j + 1])
            both = _joined_likeness(query.name.words[i], first, second, likeness)
            if both:
                return (j, j + 1), both, "joined", weights[j] + weights[j + 1]
        if likeness:
            weight = min(weights[j], INITIAL_WEIGHT) if cause == "initial" else weights[j]
            if best is None or likeness * weight > best[1] * best[3]:
                best = ((j,), likeness, cause, weight)
    return best


def _joined_likeness(word: str, first: str, second: str, likeness: float) -> float:
    """How like a word is to two listed ones written together, of which the first by itself is so like; 0 if it is not."""
    if len(word) >= 4 and word == first + second:
        return JOINED_LIKENESS
    if likeness < 0.8 and len(word) >= 7:
        both = OSA.normalized_similarity(word, first + second)
        return both * JOINED_LIKENESS if both >= 0.8 else 0.0
    return 0.0


def _compare_loosely(word: str, other: str) -> tuple[float, str, bool] | None:
    """Likeness (0 where it takes the next word, too), cause, and whether they begin alike; None where they have nothing
    in common.
    """
    begins_alike = word[0] == other[0]
    if not begins_alike and abs(len(word) - len(other)) > _LOOSE_EDITS:
        return None
    likeness, cause = _likeness(word, other)
    return (likeness, cause, begins_alike) if likeness or begins_alike else None


def _likeness(word: str, other: str) -> tuple[float, str]:
    if len(word) == 1 or len(other) == 1:
        return (INITIAL_LIKENESS, "initial") if word[0] == other[0] else (0.0, "")
    short, long = (word, other) if len(word) <= len(other) else (other, word)
    if len(short) >= 3 and long.startswith(short):
        return PREFIX_LIKENESS, "cut"
    edits = OSA.distance(word, other, score_cutoff=_LOOSE_EDITS)
    likeness = 1 - edits / len(long)
    return (likeness, "loose") if edits <= _LOOSE_EDITS and likeness >= LOOSE else (0.0, "")
