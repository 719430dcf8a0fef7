"""Which word of the customer's name stands for which word of the listed one, and what is left over on both
sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from rapidfuzz.distance import OSA

from compliance.screening.engine.index import Index
from compliance.screening.engine.retrieve import Query

INITIAL_LIKENESS, INITIAL_WEIGHT = 0.75, 0.45
PREFIX_LIKENESS = 0.82
JOINED_LIKENESS = 0.97
LOOSE = 0.5  # two leftover words in an otherwise fitting name may differ this much


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


def align(index: Index, query: Query, row: int) -> Alignment:
    """The best pairing found greedily, heaviest agreement first. Ties go by position, so the result is
    always the same.
    """
    at = index["name_at"]
    start, end = int(at[row]), int(at[row + 1])
    theirs = index["name_words"][start:end].tolist()
    weights = index["name_weights"][start:end].tolist()
    links = _pair_alike(query, theirs, weights)
    used = {i for link in links for i in link.mine}
    taken = {j for link in links for j in link.theirs}
    extra = [i for i in range(len(query.weights)) if i not in used]
    missing = [j for j in range(len(theirs)) if j not in taken]
    alignment = Alignment(links, extra, missing, theirs, weights)
    if query.halves and extra:
        _pair_halves(query, alignment)
    if len(theirs) == 1 and index["name_acronym"][row]:
        alignment.links = [link._replace(cause="acronym") for link in links]
    elif extra and missing:
        _pair_leftovers(index, query, alignment)
    return alignment


def _pair_alike(query: Query, theirs: list[int], weights: list[float]) -> list[Link]:
    pairs = []
    for j, word in enumerate(theirs):
        for i, joined, likeness in query.alike.get(word, ()):
            pairs.append((-likeness * (weights[j] + 0.01), abs(i - j), i, j, joined, likeness))
    pairs.sort()
    used: set[int] = set()
    taken: set[int] = set()
    links = []
    for _, _, i, j, joined, likeness in pairs:
        if j in taken or i in used or (joined == 2 and i + 1 in used):
            continue
        mine = (i,) if joined == 1 else (i, i + 1)
        used.update(mine)
        taken.add(j)
        cause = "exact" if likeness == 1 else "joined" if joined == 2 else "alike"
        links.append(Link(mine, (j,), likeness, cause, weights[j]))
    return links


def _pair_halves(query: Query, alignment: Alignment) -> None:
    """Words of the customer that are two listed words written together, in whatever order the list has
    them.
    """
    for i in list(alignment.extra):
        for left, right, _ in query.halves.get(i, ()):
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
    mine = query.name.words
    spelled = {j: index.words[alignment.words[j]] for j in alignment.missing}
    for i in list(alignment.extra):
        best = _best_leftover(mine[i], spelled, alignment)
        if best is None:
            continue
        theirs, likeness, cause, weight = best
        alignment.links.append(Link((i,), theirs, likeness, cause, weight))
        alignment.extra.remove(i)
        for j in theirs:
            alignment.missing.remove(j)
            del spelled[j]


def _best_leftover(
    word: str, spelled: dict[int, str], alignment: Alignment
) -> tuple[tuple[int, ...], float, str, float] | None:
    weights = alignment.weights
    best: tuple[tuple[int, ...], float, str, float] | None = None
    for j, other in spelled.items():
        likeness, cause, weight = _compare_loosely(word, other, weights[j])
        if j + 1 in spelled and len(word) >= 4 and word == other + spelled[j + 1]:
            return (j, j + 1), JOINED_LIKENESS, "joined", weights[j] + weights[j + 1]
        if j + 1 in spelled and len(word) >= 7 and word[0] == other[0] and likeness < 0.8:
            both = OSA.normalized_similarity(word, other + spelled[j + 1])
            if both >= 0.8:
                return (j, j + 1), both * JOINED_LIKENESS, "joined", weights[j] + weights[j + 1]
        if likeness and (best is None or likeness * weight > best[1] * best[3]):
            best = ((j,), likeness, cause, weight)
    return best


def _compare_loosely(word: str, other: str, weight: float) -> tuple[float, str, float]:
    if len(word) == 1 or len(other) == 1:
        if word[0] == other[0]:
            return INITIAL_LIKENESS, "initial", min(weight, INITIAL_WEIGHT)
        return 0.0, "", 0.0
    short, long = (word, other) if len(word) <= len(other) else (other, word)
    if len(short) >= 3 and long.startswith(short):
        return PREFIX_LIKENESS, "cut", weight
    edits = OSA.distance(word, other, score_cutoff=2)
    likeness = 1 - edits / len(long)
    return (likeness, "loose", weight) if edits <= 2 and likeness >= LOOSE else (0.0, "", 0.0)
