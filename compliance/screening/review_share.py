"""How many of our own customers go to review, and at which threshold it would be 0.5 to 1 % (screening.md 8).

Read off the evidence: whoever was screened with the lists, engine and settings in force has a best score, above
the threshold or below. After a change of any of them everybody is screened again, and the figures follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor

from django.db.models import Max

from compliance.models import Publication
from compliance.screening import engines
from compliance.screening.trial import newest_answers

FEW, MANY = 0.005, 0.01
ENOUGH = 200  # of fewer customers half a percent is nobody
_STEP = 1000  # thresholds are said to three places


@dataclass(frozen=True, slots=True)
class ReviewShare:
    """Of `screened` customers so many match at `threshold`; at `of_many` and `of_few` 1 % and 0.5 % of them
    would, None where there are too few to tell.
    """

    screened: int
    matching: int
    threshold: float
    of_many: float | None
    of_few: float | None

    @property
    def share(self) -> float | None:
        """Of 1; None where nobody was screened."""
        return self.matching / self.screened if self.screened else None


def review_share() -> ReviewShare:
    """The figures for the lists and settings in force."""
    publication = Publication.current()
    rows = (
        newest_answers()
        .filter(generation=publication.generation)
        .annotate(best=Max("matches__score"))
        .values_list("best", "best_below__score")
    )
    scores = sorted((best or below or 0.0 for best, below in rows), reverse=True)
    threshold = engines.threshold_of(publication.settings)
    enough = len(scores) >= ENOUGH
    return ReviewShare(
        screened=len(scores),
        matching=sum(score >= threshold for score in scores),
        threshold=threshold,
        of_many=threshold_for(MANY, scores) if enough else None,
        of_few=threshold_for(FEW, scores) if enough else None,
    )


def threshold_for(share: float, scores: list[float]) -> float:
    """The lowest threshold, to three places, that at most this share of the scores (falling) reaches."""
    first_below = scores[floor(share * len(scores))]
    return min((floor(first_below * _STEP) + 1) / _STEP, 1.0)
