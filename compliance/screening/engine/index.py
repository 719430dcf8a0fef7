"""The listed parties laid out for searching: flat arrays in one file that all processes of a machine share
by mapping it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import NDArray

from compliance.entries import Kind, NameQuality
from compliance.screening.engine.keys import edits_allowed
from compliance.screening.engine.rarity import Rarity

if TYPE_CHECKING:
    from compliance.screening.engine.tally import Tally

LAYOUT = 3  # raise when the arrays change their meaning: an index of another layout is built anew, not read
QUALITIES = tuple(NameQuality)
KINDS = tuple(Kind)
_ALIGN = 64
_FEW = 60  # words are cut out of a text sooner one by one
_MARK = ord("\n")
_CHECKED = np.uint32(16)  # bits of a key that its place in the table tells
LETTERS_CHANGED = 2  # of a word's set of letters, by an edit at most
EDITS_ALLOWED = np.array([edits_allowed(length) for length in range(8)], np.int32)

type Array = NDArray[Any]


def expand(starts: Array, counts: Array) -> Array:
    """All positions of several ranges, one after the other."""
    ends = counts.cumsum()
    positions = np.arange(ends[-1] if len(ends) else 0)
    positions += (starts - (ends - counts)).repeat(counts)
    return positions


def is_first(ordered: Array) -> Array:
    """Whether each of these, which are in order, is the first of its kind."""
    first = np.empty(len(ordered), bool)
    first[:1] = True
    np.not_equal(ordered[1:], ordered[:-1], out=first[1:])
    return first


class IndexUnreadable(Exception):
    """The file is not an index of this engine, or it was cut off."""


@dataclass(slots=True)
class Strings:
    """Many short texts in two arrays."""

    characters: Array
    offsets: Array

    def __getitem__(self, position: int) -> str:
        return (
            self.characters[self.offsets[position] : self.offsets[position + 1]]
            .tobytes()
            .decode("utf-8", "surrogatepass")
        )

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @classmethod
    def of(cls, texts: Iterable[str]) -> Strings:
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        offsets = np.zeros(len(encoded) + 1, np.int32)
        np.cumsum([len(text) for text in encoded], out=offsets[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets)


class Words(Sequence[str]):
    """Many words of plain Latin letters in one text: a sequence that costs no object per word."""

    def __init__(self, strings: Strings) -> None:
        self._characters, self._offsets = strings.characters, strings.offsets
        self._text = strings.characters.tobytes().decode("ascii")
        self._at = memoryview(strings.offsets)

    @overload
    def __getitem__(self, position: int) -> str: ...
    @overload
    def __getitem__(self, position: slice) -> list[str]: ...
    def __getitem__(self, position: int | slice) -> str | list[str]:
        if isinstance(position, slice):
            return [self[i] for i in range(*position.indices(len(self)))]
        return self._text[self._at[position] : self._at[position + 1]]

    def lengths_at(self, positions: Array) -> Array:
        """How many letters those at these positions have."""
        return self._offsets[positions + 1] - self._offsets[positions]

    def at_places(self, positions: Array) -> list[str]:
        """Those at these positions, quicker than one by one."""
        if len(positions) < _FEW:
            text, at = self._text, self._at
            return [text[at[position] : at[position + 1]] for position in positions.tolist()]
        # Each with the letter that follows it, which gives way to a mark where the text is taken apart.
        counts = self.lengths_at(positions) + 1
        letters = self._characters.take(expand(self._offsets[positions], counts), mode="clip")
        letters[counts.cumsum() - 1] = _MARK
        return letters.tobytes().decode("ascii").split(chr(_MARK))[:-1]

    def __len__(self) -> int:
        return len(self._at) - 1


class NearTable:
    """Spellings by the keys under which they meet."""

    def __init__(self, arrays: dict[str, Array]) -> None:
        self._letters, self._sounds = arrays["spelling_letters"], arrays["spelling_sound"]
        self._near_at, self._near_words = arrays["near_at"], arrays["near_words"]
        self._near_check = arrays["near_check"]
        self._mask = np.uint32(len(self._near_at) - 2)

    def find(self, owners: Array, keys: Array) -> tuple[Array, Array]:
        """Pairs of an owner and a spelling that have such a key in common, each once, in order."""
        buckets = keys & self._mask
        starts = self._near_at[buckets]
        counts = self._near_at[buckets + 1] - starts
        places = expand(starts, counts)
        same = (self._near_check[places] == (keys >> _CHECKED).repeat(counts)).nonzero()[0]
        pairs = owners.repeat(counts)[same] << 32 | self._near_words[places[same]]
        pairs.sort()
        pairs = pairs[is_first(pairs)]
        return pairs >> 32, pairs & 0xFFFFFFFF

    def sieve(
        self, spellings: Array, theirs: Array, ours: Array, letters: Array, sounds: Array
    ) -> tuple[Array, Array, Array]:
        """Which of the spellings, so long as `theirs` says, can be near words of this length (`ours`), these letters
        and this sound, each near its own; for those, whether they sound the same, and edits allowed.
        """
        longer = np.maximum(theirs, ours)
        allowed = EDITS_ALLOWED[np.minimum(longer, len(EDITS_ALLOWED) - 1)]
        same_sound = self._sounds[spellings] == sounds
        apart = np.bitwise_count(self._letters[spellings] ^ letters)
        kept = ((np.abs(theirs - ours) <= allowed) & (apart <= LETTERS_CHANGED * allowed)) | same_sound
        return kept, same_sound[kept], np.where(same_sound, longer, allowed)[kept]


@dataclass(slots=True)
class Index:
    """A searchable list. Rows of `name_*` arrays are readings of names, grouped by party; see
    `building.build`.
    """

    arrays: dict[str, Array]
    rarity: Rarity = field(default_factory=Rarity)
    spellings: Words = field(init=False)  # the words first: a word's number is that of its spelling
    spoken: Words = field(init=False)
    word_ids: dict[str, int] = field(init=False)
    _prepared: dict[str, int] = field(init=False)
    _common: dict[str, int] = field(init=False)
    near_table: NearTable = field(init=False)
    name_texts: Strings = field(init=False)
    written: Strings = field(init=False)  # words as they stand in names, which have one spelling elsewhere
    entry_keys: Strings = field(init=False)
    near_cache: dict[str, Any] = field(init=False, default_factory=dict)
    looked_up: dict[str, tuple[Array, Array]] = field(init=False, default_factory=dict)
    tallies: list[Tally] = field(init=False, default_factory=list)  # those that no search uses just now

    def __post_init__(self) -> None:
        self.spellings = Words(self.strings("spellings"))
        self.spoken = Words(self.strings("spoken"))
        # Words only: a spelling that is a word by itself must not lead to another.
        words = self.spellings[: len(self.arrays["word_weight"])]
        self.word_ids = {word: i for i, word in enumerate(words)}
        common = Words(self.strings("kin_words")) if "kin_words" in self.arrays else ()
        # Of listed words, whose places come first, all or none are prepared.
        prepared = len(self.arrays["kin_at"]) - 1 - len(common) if common else 0
        self._prepared = self.word_ids if prepared else {}
        self._common = {word: i for i, word in enumerate(common, prepared)}
        self.near_table = NearTable(self.arrays)
        self.name_texts, self.written = self.strings("name_texts"), self.strings("written")
        self.entry_keys = self.strings("entry_keys")

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]

    def kin_place(self, word: str) -> int | None:
        """Where the neighbours of this word stand; None if they were not worked out with the index."""
        place = self._prepared.get(word)
        return self._common.get(word) if place is None else place

    def strings(self, name: str) -> Strings:
        return Strings(self.arrays[name], self.arrays[f"{name}_at"])

    def word(self, number: int) -> str:
        """The listed word with this number."""
        return self.spellings[number]

    @property
    def name_count(self) -> int:
        return len(self.arrays["name_entry"])

    def save(self, path: Path | str) -> None:
        """Writes one file: a JSON header of names, types and places, then the arrays. Not atomic: write
        beside, then rename.
        """
        header: list[list[Any]] = []
        place = 0
        for name, array in self.arrays.items():
            header.append([name, array.dtype.str, len(array), place])
            place += -(-array.nbytes // _ALIGN) * _ALIGN
        head = json.dumps({"layout": LAYOUT, "arrays": header}).encode()
        start = -(-(len(head) + 8) // _ALIGN) * _ALIGN
        with open(path, "wb") as file:
            file.write(len(head).to_bytes(8, "little") + head)
            for (_, _, _, at), array in zip(header, self.arrays.values(), strict=True):
                file.seek(start + at)
                file.write(np.ascontiguousarray(array).tobytes())

    @classmethod
    def load(cls, path: Path | str, rarity: Rarity | None = None) -> Index:
        """Maps a saved index; raises `IndexUnreadable` for anything else. Nothing is read before it is
        needed.
        """
        try:
            whole = np.memmap(path, np.uint8, "r")
            length = int.from_bytes(whole[:8].tobytes(), "little")
            head = json.loads(whole[8 : 8 + length].tobytes())
            start = -(-(length + 8) // _ALIGN) * _ALIGN
            if head["layout"] != LAYOUT:
                raise IndexUnreadable(f"index of layout {head['layout']}, this engine reads {LAYOUT}")
            arrays = {}
            for name, kind, count, place in head["arrays"]:
                size = np.dtype(kind).itemsize * count
                arrays[name] = np.asarray(whole)[start + place : start + place + size].view(kind)
                if len(arrays[name]) != count:
                    raise IndexUnreadable("index file is cut off")
        except (ValueError, KeyError, TypeError, OSError) as problem:
            raise IndexUnreadable(str(problem)) from problem
        return cls(arrays, rarity or Rarity())
