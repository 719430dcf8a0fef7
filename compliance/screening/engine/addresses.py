"""Listed addresses, and when a customer's is the same: some parties of the Entity List are an address
without a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from zlib import crc32

import numpy as np

from compliance.screening.engine.fold import fold
from compliance.screening.engine.index import expand, is_first

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from compliance.entries import ListedAddress
    from compliance.screening.engine.index import Array, Index

_COMMON = 400  # a word in more addresses than this finds too many to be a way in
MIN_SHARED, MIN_SHARE = 3, 0.5  # of the words of the longer address
_FEW = 20  # addresses are compared sooner than they are sieved
_MAX_WORDS = 24
_NOISE = frozenset(
    [
        "street",
        "str",
        "st",
        "avenue",
        "ave",
        "av",
        "road",
        "rd",
        "lane",
        "ln",
        "boulevard",
        "blvd",
        "drive",
        "dr",
        "floor",
        "fl",
        "room",
        "rm",
        "rms",
        "suite",
        "ste",
        "building",
        "bldg",
        "block",
        "blk",
        "unit",
        "no",
        "number",
        "nr",
        "of",
        "the",
        "and",
        "house",
        "hse",
        "office",
        "off",
        "flat",
        "apt",
        "district",
        "dist",
        "city",
        "town",
        "village",
        "province",
        "region",
        "po",
        "box",
        "pobox",
        "way",
        "highway",
        "hwy",
        "ul",
        "ulitsa",
        "prospekt",
        "pr",
        "c",
        "o",
        "p",
        "tower",
        "towers",
        "near",
        "area",
        "zone",
        "main",
        "1st",
        "2nd",
        "3rd",
    ]
)
ADDRESS_SCORE = 0.05  # above the threshold: the same door is a possible match by itself
ADDRESS_LIFT = 0.5  # of the way to 1 that a name travels when the address is the same, ...
NEAR_ADDRESS_LIFT = 0.15  # ... and when it is near
_NUMBER = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class AddressHit:
    """A listed address near the customer's: `share` of agreeing words 0..1, `is_same` if it is the same
    door.
    """

    row: int
    entry: int
    share: float
    is_same: bool
    shared: tuple[str, ...]


def address_words(text: str, country: str = "") -> tuple[str, ...]:
    """The words of an address that tell it from others, without street types and the country."""
    country = country.lower()
    words = [word for word in fold(text) if word not in _NOISE and word != country]
    return tuple(dict.fromkeys(words))[:_MAX_WORDS]


def build_arrays(per_party: Sequence[tuple[ListedAddress, ...]]) -> dict[str, Array]:
    """Addresses as rows of hashed words, with postings; addresses of a country or city alone are left out."""
    owners: list[int] = []
    listed: list[int] = []
    hashed: list[list[int]] = []
    for entry, addresses in enumerate(per_party):
        for number, address in enumerate(addresses):
            words = address_words(address.text, address.country)
            if len(words) >= 3 and any(_NUMBER.search(word) for word in words):
                owners.append(entry)
                listed.append(number)
                hashed.append([word_hash(word) for word in words])
    lengths = [len(row) for row in hashed]
    flat = np.fromiter((word for row in hashed for word in row), np.uint32)
    rows = np.repeat(np.arange(len(hashed), dtype=np.int32), lengths)
    order = np.lexsort((rows, flat))
    vocabulary, starts = np.unique(flat[order], return_index=True)
    return {
        "addr_at": np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32),
        "addr_words": flat,
        "addr_entry": np.array(owners, np.int32),
        "addr_listed": np.array(listed, np.int32),
        "addr_vocabulary": vocabulary,
        "addr_post_at": np.append(starts, len(order)).astype(np.int32),
        "addr_post": rows[order],
    }


def word_hash(word: str) -> int:
    return crc32(word.encode())


def find_addresses(index: Index, words: Sequence[str]) -> list[AddressHit]:
    """Listed addresses that agree with the one of these words (`address_words`) in a number and at least two
    thirds of what tells it from others, best first.
    """
    if len(words) < 3 or not any(_NUMBER.search(word) for word in words) or not len(index["addr_vocabulary"]):
        return []
    by_hash = {word_hash(word): word for word in words}
    rows = _rows_sharing(index, list(by_hash), max(MIN_SHARED, -(-len(by_hash) // 2)))
    if len(rows) > _FEW:
        rows = _rows_alike(index, by_hash, rows)
    return sorted(_compare(index, by_hash, rows), key=lambda hit: (-hit.share, hit.row))


def _rows_sharing(index: Index, hashes: list[int], needed: int) -> list[int]:
    """Rows that may share so many of these words: they share one of the rarest, so the common ones are not
    looked up.
    """
    vocabulary, at, post = index["addr_vocabulary"], index["addr_post_at"], index["addr_post"]
    wanted = np.array(hashes, np.uint32)
    places = np.minimum(np.searchsorted(vocabulary, wanted), len(vocabulary) - 1)
    found = places[vocabulary[places] == wanted]
    if len(found) < needed:
        return []
    bounds = zip(at[found].tolist(), at[found + 1].tolist(), strict=True)
    opened = [post[start:end] for start, end in bounds if end - start <= _COMMON]
    enough = max(1, needed - (len(found) - len(opened)))
    if len(opened) < enough:
        return []
    rows = np.sort(np.concatenate(opened))
    rows = rows[: len(rows) - enough + 1][rows[enough - 1 :] == rows[: len(rows) - enough + 1]]
    return rows[is_first(rows)].tolist()


def _rows_alike(index: Index, by_hash: Mapping[int, str], rows: list[int]) -> list[int]:
    """Those of these rows that `_compare` has a hit for at most."""
    starts = index["addr_at"][rows]
    counts = index["addr_at"][np.array(rows) + 1] - starts
    words = index["addr_words"][expand(starts, counts)]
    shared = np.add.reduceat(
        np.isin(words, np.array(list(by_hash), np.uint32)), counts.cumsum() - counts, dtype=int
    )
    alike = (shared >= MIN_SHARED) & (shared >= MIN_SHARE * np.maximum(counts, len(by_hash)))
    return np.array(rows)[alike].tolist()


def _compare(index: Index, by_hash: dict[int, str], rows: list[int]) -> list[AddressHit]:
    at, flat = index["addr_at"], index["addr_words"]
    hits = []
    for row in rows:
        theirs = set(flat[at[row] : at[row + 1]].tolist())
        common = theirs & by_hash.keys()
        share = len(common) / max(len(by_hash), len(theirs))
        if len(common) < MIN_SHARED or share < MIN_SHARE:
            continue
        shared = sorted(by_hash[word] for word in common)
        numbers = [word for word in shared if _NUMBER.search(word)]
        if numbers:
            telling = len(shared) - len(numbers)
            # Listed in full within the customer's: lists often leave out the postal code.
            same = (share >= 0.8 and telling >= 1) or (common == theirs and telling >= 2)
            hits.append(AddressHit(row, int(index["addr_entry"][row]), share, same, tuple(shared)))
    return hits


def listed_position(index: Index, hit: AddressHit) -> Any:
    """Which of the party's addresses, as published, was hit."""
    return int(index["addr_listed"][hit.row])


def lift(name_score: float, address: AddressHit | None, threshold: float) -> float:
    """A name's score with what the address adds: never less than without it."""
    if address is None:
        return name_score
    share = ADDRESS_LIFT if address.is_same else NEAR_ADDRESS_LIFT
    lifted = name_score + (1 - name_score) * share * address.share
    return max(lifted, min(1.0, threshold + ADDRESS_SCORE * address.share)) if address.is_same else lifted
