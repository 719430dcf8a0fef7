"""The listed parties laid out for searching: flat arrays in one file that all processes of a machine share
by mapping it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compliance.entries import Kind, NameQuality
from compliance.screening.engine.rarity import Rarity

LAYOUT = 1  # raise when the arrays change their meaning: an index of another layout is built anew, not read
QUALITIES = tuple(NameQuality)
KINDS = tuple(Kind)
_ALIGN = 64

type Array = NDArray[Any]


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

    def as_list(self) -> list[str]:
        """All texts at once; only for texts without line breaks."""
        lines = self.characters.tobytes().decode()
        at = self.offsets.tolist()
        return [lines[start:end] for start, end in pairwise(at)]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Strings:
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        offsets = np.zeros(len(encoded) + 1, np.int32)
        np.cumsum([len(text) for text in encoded], out=offsets[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets)


@dataclass(slots=True)
class Index:
    """A searchable list. Rows of `name_*` arrays are readings of names, grouped by party; see
    `building.build`.
    """

    arrays: dict[str, Array]
    rarity: Rarity = field(default_factory=Rarity)
    words: list[str] = field(init=False)
    spellings: list[str] = field(init=False)
    spoken: list[str] = field(init=False)
    word_ids: dict[str, int] = field(init=False)
    kin_places: dict[str, int] = field(init=False)
    name_texts: Strings = field(init=False)
    entry_keys: Strings = field(init=False)
    near_cache: dict[str, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.spellings = self.strings("spellings").as_list()
        self.spoken = self.strings("spoken").as_list()
        self.words = self.spellings[: len(self.arrays["word_weight"])]
        # Words only: a spelling that is a word by itself must not lead to another.
        self.word_ids = {word: i for i, word in enumerate(self.words)}
        others = self.strings("kin_others").as_list() if "kin_others" in self.arrays else []
        self.kin_places = (
            self.word_ids | {word: i for i, word in enumerate(others, start=len(self.words))}
            if others
            else {}
        )
        self.name_texts = self.strings("name_texts")
        self.entry_keys = self.strings("entry_keys")

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]

    def strings(self, name: str) -> Strings:
        return Strings(self.arrays[name], self.arrays[f"{name}_at"])

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
