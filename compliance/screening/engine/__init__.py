"""The screening engine: who on the lists may this customer be, and why. Pure functions over a prepared index.

Owns: folding, retrieval, scoring and explanation of names and addresses.
Asks: nothing; entries and profiles come in as values.
Announces: a `Result` with every candidate explained.
Never: reads a database, a clock or a setting; clears what it could not read.
"""

from compliance.screening.engine.building import build
from compliance.screening.engine.changes import Changes
from compliance.screening.engine.index import Index, IndexUnreadable
from compliance.screening.engine.rarity import Rarity
from compliance.screening.engine.result import Candidate, Matched, Result, Tier
from compliance.screening.engine.score import SHIPPED_THRESHOLD, SHIPPED_WEIGHTS, scorecard
from compliance.screening.engine.screening import ENGINE_NAME, ENGINE_VERSION, screen

__all__ = [
    "ENGINE_NAME",
    "ENGINE_VERSION",
    "SHIPPED_THRESHOLD",
    "SHIPPED_WEIGHTS",
    "Candidate",
    "Changes",
    "Index",
    "IndexUnreadable",
    "Matched",
    "Rarity",
    "Result",
    "Tier",
    "build",
    "scorecard",
    "screen",
]
