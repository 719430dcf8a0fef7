"""A name as it is compared: its readings, and the weighted words of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from compliance.screening.engine import fold
from compliance.screening.engine.fold import MAX_CHARACTERS, fold_written, is_vowelless
from compliance.screening.engine.legal_forms import find_forms
from compliance.screening.engine.rarity import FORM_WEIGHT, TELLING, Rarity
from compliance.screening.engine.words import PARTICLES, SERVANT_OF

MIN_ACRONYM, MAX_ACRONYM = 4, 7
MAX_PARTS = 16  # names within one name that are read; what lies beyond is reported as not screened
ACRONYM_WEIGHT = 0.85
_TAIL = re.compile(
    r"[,;]?\s+(?:and|including)\s+(?:any|its|all)\s+(?:other\s+)?"
    r"(?:successors?|sub-?\s?units?|subsidiar|operating units|affiliat).*$",
    re.I,
)
_ALSO = re.compile(
    r"[(\[,;]?\s*\b(?:a\.?\s?/?k\.?\s?/?a\b\.?|f\.?\s?/?k\.?\s?/?a\b\.?|d\.?\s?/?b\.?\s?/?a\b\.?|"
    r"also known as|formerly known as|formerly|doing business as|trading as|previously|alias)\b[\s:]*",
    re.I,
)
# What a name must hold to have more than one reading: cheaper to look for than the patterns.
_SIGNS = re.compile(
    r"[(\[{/]| and |including|k\. ?a|b\.a|aka|fka|dba|known as|"
    r"formerly|doing business|trading as|previously|alias"
)
_BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]?")


class Name(NamedTuple):
    """One reading of a name. `forms` maps positions in `words` to legal forms; `written` and `weights` run
    parallel to `words`.
    """

    words: tuple[str, ...]
    written: tuple[str, ...]
    weights: tuple[float, ...]
    forms: dict[int, str]
    vowelless: bool = False

    @property
    def has_core(self) -> bool:
        """Whether any word is more than a legal form."""
        return len(self.forms) < len(self.words)


def read(text: str, rarity: Rarity, *, is_person: bool = False) -> list[Name]:
    """The readings of a name as written: whole, without what stands in brackets, and each "also known as"
    part.
    """
    names: dict[tuple[str, ...], Name] = {}
    for part in _parts(text)[:MAX_PARTS]:
        for words, written in _readings(part):
            if words not in names:
                weights, forms = weigh(words, rarity, is_person=is_person)
                names[words] = Name(words, written, weights, forms, is_vowelless(part))
    return list(names.values())


def restored(readings: Iterable[tuple[str, str]], rarity: Rarity) -> list[Name]:
    """What `read` made of a name with vowels, of each reading's words and how they were written."""
    names = []
    for folded, written in readings:
        words = tuple(folded.split(" "))
        weights, forms = weigh(words, rarity, is_person=False)
        names.append(Name(words, tuple(written.split(" ")), weights, forms))
    return names


def _readings(part: str) -> Iterator[tuple[tuple[str, ...], ...]]:
    """Words, and how each was written; none of a text without words."""
    folded = fold_written(part)
    if folded:
        words, written = zip(*folded, strict=True)
        yield words, written
        if SERVANT_OF in words[:-1]:
            yield tuple(zip(*_servants_as_one(folded), strict=True))


def is_cut(text: str) -> bool:
    """Whether `read` leaves a part of this text unread."""
    return fold.is_cut(text) or len(_parts(text)) > MAX_PARTS


def _servants_as_one(folded: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """`Abdel Kader` as one word, as which it is misspelled as often."""
    joined: list[tuple[str, str]] = []
    for word, written in folded:
        if joined and joined[-1][0] == SERVANT_OF:
            together = joined.pop()[1] + written
            joined.append((together, together))
        else:
            joined.append((word, written))
    return joined


def weigh(
    words: tuple[str, ...], rarity: Rarity, *, is_person: bool
) -> tuple[tuple[float, ...], dict[int, str]]:
    """Words with their weights. People have no legal forms; a name made of legal forms only keeps the
    words as they are.
    """
    forms = {} if is_person else find_forms(words)
    if len(forms) == len(words):
        forms = {}
    weights = rarity.weights(words)
    for position in forms:
        weights[position] = FORM_WEIGHT
    return tuple(weights), forms


def acronyms(name: Name, rarity: Rarity) -> list[Name]:
    """What a body of four words or more goes by: the initials of the words that tell who it is (IRGC), and
    those of all but particles (CETC, where the C is of Corporation).
    """
    counted = [
        (word[0], i not in name.forms and name.weights[i] >= TELLING)
        for i, word in enumerate(name.words)
        if word not in PARTICLES and not word.isdigit()
    ]
    found = dict.fromkeys(
        ("".join(letter for letter, tells in counted if tells), "".join(letter for letter, _ in counted))
    )
    return [
        Name((initials,), (initials,), (min(ACRONYM_WEIGHT, rarity.weight(initials)),), {})
        for initials in found
        if MIN_ACRONYM <= len(initials) <= MAX_ACRONYM
    ]


def _parts(text: str) -> list[str]:
    text = text[:MAX_CHARACTERS]
    lower = text.lower()
    if not _SIGNS.search(lower):
        return [text]
    text = _TAIL.sub("", text)
    also = [part for part in _ALSO.split(text) if part and part.strip(" ()[],;")]
    parts = [text.strip()] if len(also) < 2 else []
    parts += [part for part in also if part not in parts]
    return parts + [bare for bare in (_BRACKETS.sub(" ", part) for part in parts) if bare.strip()]
