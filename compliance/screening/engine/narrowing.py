"""An index in which only some parties are found, or only some words: all else is as in the whole one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from compliance.screening.engine.index import Array, Index
from compliance.screening.engine.retrieve import expand

HEAVY = 0.6  # words of less weight are few; a customer's word that means none of them weighs much by itself


def narrowed(index: Index, keys: Collection[str]) -> Index:
    """The index in which only these parties can be found; all else is shared with the whole one."""
    wanted = frozenset(keys)
    listed = index.entry_keys
    is_wanted = np.array([listed[number] in wanted for number in range(len(listed))], bool)
    arrays = dict(index.arrays)
    for at, post, owners in (
        ("post_at", "post_names", "name_entry"),
        ("addr_post_at", "addr_post", "addr_entry"),
    ):
        arrays[at], arrays[post] = _only(index[at], index[post], is_wanted[index[owners]])
    return replace(index, arrays=arrays)


def of_few_words(index: Index) -> Index:
    """The index in which words are looked up only among those by which a name can be found and those of little
    weight: by the same keys as in the whole one, so that each of these is as like.
    """
    is_kept, arrays = is_found(index) | (index["word_weight"] < HEAVY), dict(index.arrays)
    kept = is_kept[index["spelling_word"][index["near_words"]]]
    before = np.concatenate([[0], np.cumsum(kept)])
    arrays["near_at"] = before[index["near_at"]].astype(index["near_at"].dtype)
    arrays["near_words"], arrays["near_check"] = index["near_words"][kept], index["near_check"][kept]
    return replace(index, arrays=arrays)


def is_found(index: Index) -> Array:
    """Which words lead to a name."""
    return np.diff(index["post_at"]) > 0


def _only(at: Array, post: Array, is_wanted: Array) -> tuple[Array, Array]:
    """Postings of the wanted rows alone, and where those of each word begin."""
    kept = is_wanted[post]
    before = np.concatenate([[0], np.cumsum(kept)])
    return before[at].astype(at.dtype), post[kept]


def places(index: Index) -> Array:
    """Where in `addr_words` the words of the addresses stand that can be found."""
    rows = np.unique(index["addr_post"])
    at = index["addr_at"]
    return expand(at[rows], at[rows + 1] - at[rows])
