"""An index in which only some parties are found, or only some words: all else is as in the whole one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from zlib import crc32

import numpy as np

from compliance.screening.engine.index import Array, Index, expand
from compliance.screening.engine.query import MEANT_ROOM

_HEAVY = (
    1 - MEANT_ROOM
)  # a customer's word that may be misspelled for one of this weight or more weighs its own


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
    """The index in which a word is looked up only among those by which a name can be found, those of which it may
    be a misspelling that weighs less, and itself. A name with vowels is searched in it as in the whole one.
    """
    return _looked_up_among(index, is_found(index) | (index["word_weight"] <= _HEAVY))


def of_found_words(index: Index) -> Index:
    """The index in which a word is looked up only among those by which a name can be found, and itself."""
    return _looked_up_among(index, is_found(index))


def _looked_up_among(index: Index, is_kept: Array) -> Index:
    arrays = dict(index.arrays)
    owners = index["near_words"]
    kept = is_kept[index["spelling_word"][owners]] | _is_by_itself(index)
    before = np.concatenate([[0], np.cumsum(kept)])
    arrays["near_at"] = before[index["near_at"]].astype(index["near_at"].dtype)
    arrays["near_words"], arrays["near_check"] = owners[kept], index["near_check"][kept]
    return replace(index, arrays=arrays)


def _is_by_itself(index: Index) -> Array:
    """Where a spelling stands under the key that it is itself."""
    own = np.array([crc32(word.encode()) for word in index.spellings], np.uint32)[index["near_words"]]
    at = index["near_at"]
    buckets = np.repeat(np.arange(len(at) - 1), np.diff(at))
    return (buckets == own & np.uint32(len(at) - 2)) & (index["near_check"] == own >> np.uint32(16))


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
