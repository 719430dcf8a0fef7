"""Where words that are spelled nearly alike meet: keys made by leaving letters out (one or two edits) and
by sound.

Two words within two edits share at least one such key. Keys are CRC-32 numbers, so they are the same in
every process;
two keys that collide by chance cost a comparison, never a wrong match.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, combinations
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

MIN_ONE_EDIT, MIN_TWO_EDITS = 4, 6  # letters a word needs before one or two of them may be wrong
_FEW = 16  # words have their keys made sooner one by one
_REACH = 10  # two letters are left out among the first ten only: longer words keep enough other keys


def edits_allowed(length: int) -> int:
    """How many edits two words of this length (the longer one's) may lie apart and still be compared."""
    return 0 if length < MIN_ONE_EDIT else 1 if length < MIN_TWO_EDITS else 2


def near_keys(word: str, heard: str, sound: str) -> list[int]:
    """The keys of a word that is spoken so and has this skeleton: itself, itself less one letter, less two,
    and its sounds.
    """
    length, spelled = len(word), word.encode()
    spellings = [spelled]
    if length >= MIN_ONE_EDIT - 1:
        spellings += [spelled[:i] + spelled[i + 1 :] for i in range(length)]
    if length >= MIN_TWO_EDITS - 1:
        pairs = _pairs(min(length, _REACH))
        spellings += [spelled[:i] + spelled[i + 1 : j] + spelled[j + 1 :] for i, j in pairs]
    keys = list(map(crc32, dict.fromkeys(spellings)))  # in an order that every process has
    # A skeleton of one letter says nothing: such words meet where they are spoken alike.
    return [*keys, sound_key(sound if len(sound) >= 2 else heard)]


def near_keys_of(words: Sequence[str], heard: Sequence[str], sounds: Sequence[str]) -> _Keys:
    """(position of a word, key) for all keys of many words, as `near_keys` has them for each.

    A CRC is a sum (xor) of what each letter adds by how many letters follow it. So a letter is left out by adding up
    what stands before it, one place nearer to the end, and what stands behind it.
    """
    rows = np.arange(len(words))
    if len(words) < _FEW:
        each = list(map(near_keys, words, heard, sounds))
        return rows.repeat(list(map(len, each))), np.array(list(chain.from_iterable(each)), np.uint32)
    lengths = np.array(list(map(len, words)))
    width = int(lengths.max(initial=1))
    text = b"".join([word.encode().ljust(width, b"\0") for word in words])
    adds, of_length = _added(width)
    follow = lengths[:, None] - 1 - np.arange(width)
    codes = np.frombuffer(text, np.uint8).reshape(-1, width)
    start, start_one_nearer, start_two_nearer = (
        _sums_before(adds[np.maximum(follow - nearer, 0), codes]) for nearer in range(3)
    )
    end = start ^ start[:, -1:]  # from each letter on
    one = start_one_nearer[:, :-1] ^ end[:, 1:] ^ of_length[lengths - 1, None]
    left, right = np.array(_pairs(min(width, _REACH)), int).reshape(-1, 2).T
    two = start_two_nearer[:, left] ^ start_one_nearer[:, left + 1] ^ start_one_nearer[:, right]
    two ^= end[:, right + 1] ^ of_length[lengths - 2, None]
    is_one = (lengths >= MIN_ONE_EDIT - 1)[:, None] & (follow >= 0)
    is_two = (lengths >= MIN_TWO_EDITS - 1)[:, None] & (right < lengths[:, None])
    by_sound = [
        sound_key(sound if len(sound) >= 2 else each) for each, sound in zip(heard, sounds, strict=True)
    ]
    owners = (rows, is_one.nonzero()[0], is_two.nonzero()[0], rows)
    found = (end[:, 0] ^ of_length[lengths], one[is_one], two[is_two], np.array(by_sound, np.uint32))
    return np.concatenate(owners), np.concatenate(found)


type _Keys = tuple[NDArray[Any], NDArray[Any]]


def _sums_before(added: NDArray[Any]) -> NDArray[Any]:
    """What the letters before each position add, and all of them."""
    sums = np.zeros((len(added), added.shape[1] + 1), np.uint32)
    np.bitwise_xor.accumulate(added, axis=1, out=sums[:, 1:])
    return sums


@lru_cache(maxsize=4)
def _added(width: int) -> _Keys:
    """What a letter adds to a CRC, by how many follow it; and the CRC of so many empty letters."""
    empty = np.array([crc32(bytes(length)) for length in range(width + 1)], np.uint32)
    letters = [[crc32(bytes([code]) + bytes(follow)) for code in range(128)] for follow in range(width)]
    return np.array(letters, np.uint32) ^ empty[1:, None], empty


@lru_cache(maxsize=_REACH + 1)
def _pairs(count: int) -> list[tuple[int, int]]:
    return list(combinations(range(count), 2))


def sound_key(sound: str) -> int:
    return crc32(b"~" + sound.encode())


def letters(word: str) -> int:
    """The set of letters of a word as bits: two edits change at most four of them."""
    bits = 0
    for code in word.encode():
        bits |= 1 << (code & 31)
    return bits
