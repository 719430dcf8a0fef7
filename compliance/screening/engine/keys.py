"""Where words that are spelled nearly alike meet: keys made by leaving letters out (one or two edits) and
by sound.

Two words within two edits share at least one such key. Keys are CRC-32 numbers, so they are the same in
every process;
two keys that collide by chance cost a comparison, never a wrong match.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import combinations
from zlib import crc32

MIN_ONE_EDIT, MIN_TWO_EDITS = 4, 6  # letters a word needs before one or two of them may be wrong
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
