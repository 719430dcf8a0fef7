"""What would clear a candidate: the fewest facts that, were they otherwise, would bring it below the threshold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from compliance.screening.engine.addresses import lift
from compliance.screening.engine.align import Alignment, Link
from compliance.screening.engine.index import Index
from compliance.screening.engine.score import Scorecard, judge

if TYPE_CHECKING:
    from compliance.screening.engine.screening import Hit

type Fact = Link | None  # two words that agree, or (None) the address


def what_would_clear(index: Index, hit: Hit, card: Scorecard) -> list[dict[str, Any]]:
    """Each single fact that carries the match, with the score that is left without it; where no fact carries it
    alone, the fewest that do together. Facts are words of both sides, and the address.

    Empty for a candidate that is below the threshold anyway.
    """
    if hit.score < card.threshold:
        return []
    links = hit.alignment.links if hit.alignment else []
    facts: list[Fact] = [*([None] if hit.address else []), *links]
    left = {number: _score_without(index, hit, [fact], card) for number, fact in enumerate(facts)}
    alone = [number for number in left if left[number] < card.threshold]
    if alone:
        ordered = sorted(alone, key=lambda number: (left[number], number))
        return [_told(hit, [facts[number]], left[number]) for number in ordered]
    together: list[Fact] = []
    for number in sorted(left, key=lambda number: (left[number], number)):
        together.append(facts[number])
        score = _score_without(index, hit, together, card)
        if score < card.threshold:
            return [_told(hit, together, score)]
    return []


def _score_without(index: Index, hit: Hit, facts: list[Fact], card: Scorecard) -> float:
    name_score = 0.0
    if hit.alignment is not None and hit.query is not None:
        gone = [fact for fact in facts if fact is not None]
        name_score = judge(index, hit.query, _apart(hit.alignment, gone), hit.row, card).score
    return lift(name_score, None if None in facts else hit.address, card.threshold)


def _apart(alignment: Alignment, gone: Iterable[Link]) -> Alignment:
    """The alignment as it would be if these words did not agree."""
    gone = list(gone)
    return Alignment(
        [link for link in alignment.links if link not in gone],
        sorted([*alignment.extra, *(i for link in gone for i in link.mine)]),
        sorted([*alignment.missing, *(j for link in gone for j in link.theirs)]),
        alignment.words,
        alignment.weights,
    )


def _told(hit: Hit, facts: list[Fact], score: float) -> dict[str, Any]:
    words = [
        " ".join(hit.query.name.words[i] for i in fact.mine)
        for fact in facts
        if fact is not None and hit.query
    ]
    return {"words": words, "address": None in facts, "score": round(score, 4)}
