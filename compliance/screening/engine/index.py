"""The listed parties laid out for searching: flat arrays in one file that all processes of a machine share by mapping it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from compliance.entries import Entry, Kind, NameQuality
from compliance.screening.engine import addresses, keys, names, words
from compliance.screening.engine.rarity import TELLING, Rarity
from compliance.screening.engine.sound import skeleton, spoken

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
        return self.characters[self.offsets[position] : self.offsets[position + 1]].tobytes().decode("utf-8", "surrogatepass")

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def as_list(self) -> list[str]:
        """All texts at once; only for texts without line breaks."""
        lines = self.characters.tobytes().decode()
        at = self.offsets.tolist()
        return [lines[start:end] for start, end in zip(at, at[1:], strict=False)]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Strings:
        encoded = [text.encode("utf-8", "surrogatepass") for text in texts]
        offsets = np.zeros(len(encoded) + 1, np.int32)
        np.cumsum([len(text) for text in encoded], out=offsets[1:])
        return cls(np.frombuffer(b"".join(encoded), np.uint8), offsets)


@dataclass(slots=True)
class Index:
    """A searchable list. Rows of `name_*` arrays are readings of names, grouped by party; see `build`."""

    arrays: dict[str, Array]
    rarity: Rarity = field(default_factory=Rarity)
    words: list[str] = field(init=False)
    spellings: list[str] = field(init=False)
    spoken: list[str] = field(init=False)
    word_ids: dict[str, int] = field(init=False)
    name_texts: Strings = field(init=False)
    entry_keys: Strings = field(init=False)
    near_cache: dict[str, Any] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.spellings = self.strings("spellings").as_list()
        self.spoken = self.strings("spoken").as_list()
        self.words = self.spellings[: len(self.arrays["word_weight"])]
        # Words only: a spelling that is a word by itself must not lead to another.
        self.word_ids = {word: i for i, word in enumerate(self.words)}
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
        """Writes one file: a JSON header of names, types and places, then the arrays. Not atomic: write beside, then rename."""
        header, place = [], 0
        for name, array in self.arrays.items():
            header.append([name, array.dtype.str, len(array), place])
            place += -(-array.nbytes // _ALIGN) * _ALIGN
        head = json.dumps({"layout": LAYOUT, "arrays": header}).encode()
        start = -(-(len(head) + 8) // _ALIGN) * _ALIGN
        with open(path, "wb") as file:
            file.write(len(head).to_bytes(8, "little") + head)
            for (_, _, _, place), array in zip(header, self.arrays.values(), strict=True):
                file.seek(start + place)
                file.write(np.ascontiguousarray(array).tobytes())
            file.truncate(start + -(-file.tell() // _ALIGN) * _ALIGN)

    @classmethod
    def load(cls, path: Path | str, rarity: Rarity | None = None) -> Index:
        """Maps a saved index; raises `IndexUnreadable` for anything else. Nothing is read before it is needed."""
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


def build(entries: Iterable[Entry], rarity: Rarity | None = None) -> Index:
    """The index of these parties. Same entries in the same order give the same bytes."""
    rarity = rarity or Rarity()
    parties = list(entries)
    rows = _read_names(parties, rarity)
    vocabulary = sorted({word for row in rows for word in row.name.words})
    word_id = {word: i for i, word in enumerate(vocabulary)}
    arrays: dict[str, Array] = {}
    spellings = [(word, i) for i, word in enumerate(vocabulary)]
    spellings += [(other, i) for i, word in enumerate(vocabulary) for other in words.VARIANTS.get(word, ())]
    _add_strings(arrays, "spellings", (spelling for spelling, _ in spellings))
    _add_strings(arrays, "spoken", (spoken(spelling) for spelling, _ in spellings))
    arrays["spelling_word"] = np.array([i for _, i in spellings], np.int32)
    arrays["spelling_letters"] = np.array([keys.letters(spelling) for spelling, _ in spellings], np.uint32)
    arrays["spelling_sound"] = np.array([keys.sound_key(skeleton(spelling)) for spelling, _ in spellings], np.uint32)
    arrays["word_weight"] = np.array(rarity.weights(vocabulary), np.float32)
    _add_near_keys(arrays, [spelling for spelling, _ in spellings])
    _add_names(arrays, rows, word_id)
    _add_parties(arrays, parties, rows)
    arrays |= addresses.build_arrays([party.addresses for party in parties])
    return Index(arrays, rarity)


@dataclass(slots=True)
class _Row:
    entry: int
    listed: int  # which of the party's names as published
    name: names.Name


def _read_names(parties: list[Entry], rarity: Rarity) -> list[_Row]:
    rows = []
    for entry, party in enumerate(parties):
        seen: set[tuple[str, ...]] = set()
        for listed, name in enumerate(party.names):
            for reading in names.read(name.text, rarity, is_person=party.kind is Kind.PERSON):
                if reading.words not in seen:
                    seen.add(reading.words)
                    rows.append(_Row(entry, listed, reading))
    return rows


def _add_strings(arrays: dict[str, Array], name: str, texts: Iterable[str]) -> None:
    strings = Strings.of(texts)
    arrays[name], arrays[f"{name}_at"] = strings.characters, strings.offsets


def _add_near_keys(arrays: dict[str, Array], spellings: list[str]) -> None:
    """A bucket table: spellings of bucket b are `near_words[near_at[b]:near_at[b + 1]]`; `near_check` holds the key's other bits."""
    per_word = [keys.near_keys(word, skeleton(word)) for word in spellings]
    all_keys = np.fromiter((key for found in per_word for key in found), np.uint32)
    owners = np.repeat(np.arange(len(spellings), dtype=np.int32), [len(found) for found in per_word])
    bits = max(8, int(len(all_keys)).bit_length())
    buckets = all_keys & np.uint32((1 << bits) - 1)
    order = np.argsort(buckets, kind="stable")
    arrays["near_at"] = _offsets(buckets[order], 1 << bits)
    arrays["near_words"] = owners[order]
    arrays["near_check"] = (all_keys[order] >> np.uint32(16)).astype(np.uint16)


def _offsets(sorted_groups: Array, count: int) -> Array:
    """Where each group starts in an array sorted by group, and where the last one ends."""
    at = np.zeros(count + 1, np.int32)
    np.cumsum(np.bincount(sorted_groups, minlength=count), out=at[1:])
    return at


def _add_names(arrays: dict[str, Array], rows: list[_Row], word_id: dict[str, int]) -> None:
    lengths = np.array([len(row.name.words) for row in rows], np.int32)
    flat_words = np.fromiter((word_id[word] for row in rows for word in row.name.words), np.int32)
    flat_weights = np.fromiter((weight for row in rows for weight in row.name.weights), np.float32)
    arrays["name_at"] = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    arrays["name_words"], arrays["name_weights"] = flat_words, flat_weights
    arrays["name_entry"] = np.array([row.entry for row in rows], np.int32)
    arrays["name_listed"] = np.array([row.listed for row in rows], np.int32)
    totals = np.zeros(len(rows), np.float32)
    if len(rows):
        totals[:] = np.add.reduceat(flat_weights, arrays["name_at"][:-1])
    arrays["name_total"] = totals
    telling = [sum(weight >= TELLING for weight in row.name.weights) for row in rows]
    arrays["name_telling"] = np.array([min(count, 255) for count in telling], np.uint8)
    owners = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
    pairs = np.unique(flat_words.astype(np.int64) << 32 | owners)
    arrays["post_at"] = _offsets(pairs >> 32, len(word_id))
    arrays["post_names"] = (pairs & 0xFFFFFFFF).astype(np.int32)


def _add_parties(arrays: dict[str, Array], parties: list[Entry], rows: list[_Row]) -> None:
    _add_strings(arrays, "entry_keys", (party.key for party in parties))
    _add_strings(arrays, "entry_countries", (" ".join(_countries(party)) for party in parties))
    _add_strings(arrays, "entry_end", (party.end for party in parties))
    arrays["entry_kind"] = np.array([KINDS.index(party.kind) for party in parties], np.uint8)
    _add_strings(arrays, "name_texts", (parties[row.entry].names[row.listed].text for row in rows))
    quality = [QUALITIES.index(parties[row.entry].names[row.listed].quality) for row in rows]
    arrays["name_quality"] = np.array(quality, np.uint8)


def _countries(party: Entry) -> list[str]:
    return sorted({*party.countries, *(address.country for address in party.addresses if address.country)})
