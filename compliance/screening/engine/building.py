"""How listed parties become an index: names read, words keyed, postings sorted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from compliance.entries import Entry, Kind
from compliance.screening.engine import addresses, keys, names, near, words
from compliance.screening.engine.index import KINDS, QUALITIES, Array, Index, Strings
from compliance.screening.engine.rarity import TELLING, Rarity
from compliance.screening.engine.sound import sounds_of


def build(entries: Iterable[Entry], rarity: Rarity | None = None) -> Index:
    """The index of these parties. Same entries in the same order give the same bytes."""
    rarity = rarity or Rarity()
    parties = list(entries)
    rows = _read_names(parties, rarity)
    vocabulary = sorted({word for row in rows for word in row.name.words})
    word_id = {word: i for i, word in enumerate(vocabulary)}
    arrays: dict[str, Array] = {"word_weight": np.array(rarity.weights(vocabulary), np.float32)}
    _add_spellings(arrays, vocabulary)
    _add_names(arrays, rows, word_id)
    _add_parties(arrays, parties, rows)
    arrays |= addresses.build_arrays([party.addresses for party in parties])
    return with_kin(Index(arrays, rarity))


def with_kin(index: Index) -> Index:
    """The index with the neighbours of listed words and of common ones worked out, so that most words of customers
    need no search; of common ones alone where the listed are so many that it would take minutes.
    """
    if len(index.word_ids) < _MANY_WORDS:
        return index  # looking a word up is as quick as remembering the answer
    listed = index.word_ids if len(index.word_ids) <= _MOST_WORDS else {}
    common = [word for word in index.rarity.common_words() if word not in listed]
    arrays = index.arrays | near.prepare_kin(index, [*listed, *common])
    _add_strings(arrays, "kin_words", common)
    return Index(arrays, index.rarity)


_AT_ONCE = 1_000  # spellings have their keys made together
_MANY_WORDS, _MOST_WORDS = 10_000, 60_000
_BODIES = {Kind.ORGANIZATION, Kind.UNKNOWN}


@dataclass(slots=True)
class _Row:
    entry: int
    listed: int  # which of the party's names as published
    name: names.Name
    is_acronym: bool = False


def _read_names(parties: list[Entry], rarity: Rarity) -> list[_Row]:
    rows = []
    for entry, party in enumerate(parties):
        seen: set[tuple[str, ...]] = set()
        for listed, name in enumerate(party.names):
            for reading in names.read(name.text, rarity, is_person=party.kind is Kind.PERSON):
                if reading.words not in seen:
                    seen.add(reading.words)
                    rows.append(_Row(entry, listed, reading))
        if party.kind in _BODIES:
            rows += _acronyms(rows[len(rows) - len(seen) :], seen, rarity)
    return rows


def _acronyms(rows: list[_Row], seen: set[tuple[str, ...]], rarity: Rarity) -> list[_Row]:
    found = []
    for row in rows:
        for short in names.acronyms(row.name, rarity):
            if short.words not in seen:
                seen.add(short.words)
                found.append(_Row(row.entry, row.listed, short, is_acronym=True))
    return found


def _add_strings(arrays: dict[str, Array], name: str, texts: Iterable[str]) -> None:
    strings = Strings.of(texts)
    arrays[name], arrays[f"{name}_at"] = strings.characters, strings.offsets


def _add_spellings(arrays: dict[str, Array], vocabulary: list[str]) -> None:
    """Every word, then the other spellings that stand for one."""
    owners = [(word, i) for i, word in enumerate(vocabulary)]
    owners += [(other, i) for i, word in enumerate(vocabulary) for other in words.VARIANTS.get(word, ())]
    spellings = [spelling for spelling, _ in owners]
    heard, sounds = sounds_of(spellings)
    _add_strings(arrays, "spellings", spellings)
    _add_strings(arrays, "spoken", heard)
    arrays["spelling_word"] = np.array([i for _, i in owners], np.int32)
    arrays["spelling_letters"] = np.array([keys.letters(spelling) for spelling in spellings], np.uint32)
    arrays["spelling_sound"] = np.array([keys.sound_key(sound) for sound in sounds], np.uint32)
    _add_near_keys(arrays, spellings, heard, sounds)


def _add_near_keys(
    arrays: dict[str, Array], spellings: list[str], heard: list[str], sounds: list[str]
) -> None:
    """A bucket table: spellings of bucket b are `near_words[near_at[b]:near_at[b + 1]]`; `near_check`
    holds the key's other bits.
    """
    parts = []
    for start in range(0, len(spellings), _AT_ONCE):
        some = slice(start, start + _AT_ONCE)
        owners, found = keys.near_keys_of(spellings[some], heard[some], sounds[some])
        parts.append(np.unique((owners + start) << 32 | found, sorted=True))
    pairs = np.concatenate(parts) if parts else np.empty(0, np.int64)
    owners, all_keys = (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.uint32)
    bits = max(8, len(all_keys).bit_length() - 1)
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
    written = {word: i for i, word in enumerate(sorted({word for row in rows for word in row.name.written}))}
    arrays["name_written"] = np.fromiter(
        (written[word] for row in rows for word in row.name.written), np.int32
    )
    _add_strings(arrays, "written", written)
    arrays["name_entry"] = np.array([row.entry for row in rows], np.int32)
    arrays["name_acronym"] = np.array([row.is_acronym for row in rows], np.uint8)
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
