"""One spelling for every spelling: a name in any script, case or punctuation becomes a short list of plain
Latin words.

The same code folds list and query, so whatever it loses it loses on both sides. `FOLD_VERSION` is part of
the engine version: an index folded by other rules must not be searched.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from compliance.screening.engine import words
from compliance.screening.engine.tables import load_pairs

FOLD_VERSION = "2"
MAX_CHARACTERS = 1_000  # longer than any listed name; what lies beyond is reported as not screened
MAX_WORDS = 64

_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухкмнтвԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυχικ",
    "ABESIJKMHOPCTYXaesijopcyxkmhtbdqwhABEZHIKMNOPTYXavopuxik",
)
# Plain text to lower-case letters, digits and blanks; an apostrophe parts no word.
_PLAIN: dict[int, str | None] = {
    code: chr(code).lower() if chr(code).isalnum() else " " for code in range(128)
}
_PLAIN |= {ord(c): None for c in "'`"}
_DOTTED = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z]\.){2,}[A-Za-z]?(?![A-Za-z])")
_ARABIC = str.maketrans(dict.fromkeys("اأإآعىةٱא", "a") | {"ظ": "z", "ו": "w"})
_HARD = str.maketrans("בפ", "bp")  # what two letters of Hebrew are at the start of a word
_LONG_VOWELS = str.maketrans("y", "i")
_ARMENIAN = str.maketrans(
    {
        "Ծ": "Ts",
        "ծ": "ts",
        "Ց": "Ts",
        "ց": "ts",
        "Ղ": "Gh",
        "ղ": "gh",
        "Խ": "Kh",
        "խ": "kh",
        "Ճ": "Ch",
        "ճ": "ch",
    }
)
_UNREADABLE = {"Cf", "Cs", "Co", "So", "Sk"}  # format characters, surrogates, private use, emoji
_CJK = re.compile(r"([\u3400-\u9fff\uf900-\ufaff])")
_HANGUL = re.compile(r"([\uac00-\ud7af])")
_VOWEL_POINTS = re.compile(r"[\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670]")
_VOWELLESS = re.compile(r"[\u0590-\u07ff\ufb1d-\ufdff\ufe70-\ufeff]")
_GOD = ("lah", "lakh", "lahi", "lakhi")  # Abdullah and Abdullahi are written as one word everywhere
_DIGIT_LETTERS = str.maketrans("0158", "olsb")


def fold(text: str) -> list[str]:
    """The words of a name in plain lower-case Latin letters and digits, in the order written; [] if there
    are none.
    """
    return [word for word, _ in fold_written(text)]


def fold_written(text: str) -> list[tuple[str, str]]:
    """The words of a name, each with how it was written before abbreviations, numbers and short forms were
    unified.

    At most `MAX_WORDS` words of the first `MAX_CHARACTERS` characters.
    """
    text = text[:MAX_CHARACTERS]
    if not text.isascii():
        text = _to_latin(text)
    if "." in text:
        text = _DOTTED.sub(lambda run: run.group().replace(".", ""), text)
    plain = text.replace("&", " and ").translate(_PLAIN)
    return _canonical(plain.split())[:MAX_WORDS]


def is_cut(text: str) -> bool:
    """Whether `fold` leaves a part of this text unread."""
    return len(text) > MAX_CHARACTERS or len(text.split()) > MAX_WORDS


def is_vowelless(text: str) -> bool:
    """Whether the text is in a script that does not write its vowels, so that only consonants can be
    compared.
    """
    return not text.isascii() and _VOWELLESS.search(text) is not None


def _to_latin(text: str) -> str:
    """Format characters dropped, compatibility forms unified, look-alike letters repaired, then every
    script transliterated.
    """
    plain = text.translate(_latin_letters())
    return plain if plain.isascii() else _of_any_script(text)


@lru_cache(maxsize=1)
def _latin_letters() -> dict[int, str]:
    """What becomes of the letters of Latin alphabets, which is the same in any word, and of plain signs that are not
    read beside them.
    """
    letters = [code for code in range(0x80, 0x250) if chr(code).isalpha()]
    signs = [code for code in range(0x80) if unicodedata.category(chr(code)) in _UNREADABLE]
    return {code: _of_any_script(chr(code)) for code in letters + signs}


def _of_any_script(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.replace("ß", "ss"))
    text = "".join(c for c in _VOWEL_POINTS.sub("", text) if unicodedata.category(c) not in _UNREADABLE)
    if text.isascii():
        return text
    latin_elsewhere = any("a" <= c <= "z" or "A" <= c <= "Z" for c in text)
    text = _CJK.sub(r" \1 ", _translate_words(text))
    text = _HANGUL.sub(r" \1 ", text)
    return " ".join(_word_to_latin(word, latin_elsewhere) for word in text.split())


def _word_to_latin(word: str, latin_elsewhere: bool) -> str:
    if word.isascii():
        return word
    if latin_elsewhere:
        # One word in two alphabets is a disguise; a word of look-alikes only, beside Latin words, is one too.
        repaired = word.translate(_LOOKALIKES)
        if repaired.isascii() or any("a" <= c.lower() <= "z" for c in word):
            word = repaired
    if _VOWELLESS.search(word):
        return _vowelless_to_latin(word)
    return anyascii(unicodedata.normalize("NFC", word).translate(_ARMENIAN))


def _vowelless_to_latin(word: str) -> str:
    """Arabic and Hebrew: the article apart; short vowels are not written, and w may be one (`near` tries
    both).
    """
    article = ""
    if word.startswith("ال") and len(word) > 4:
        article, word = "al ", word[2:]
    latin = anyascii((word[:1].translate(_HARD) + word[1:]).translate(_ARABIC))
    return article + latin[:1] + latin[1:].translate(_LONG_VOWELS)


def _translate_words(text: str) -> str:
    """Business words of scripts that are not spelled by sound (a bank, a company, a university) in
    English.
    """
    by_first = _foreign_words()
    found = [each for first in by_first.keys() & text for each in by_first[first] if each[1] in text]
    for _, foreign, english, pattern in sorted(found):
        if foreign in text:
            text = pattern.sub(f" {english} ", text)
    return text


@lru_cache(maxsize=1)
def _foreign_words() -> dict[str, list[tuple[int, str, str, re.Pattern[str]]]]:
    """By first letter: in which order they are read, longest first, so that a phrase comes before its parts; how they
    are written; in English. In scripts that part words, whole words only.
    """
    pairs = sorted(load_pairs("foreign_words.txt"), key=lambda pair: (-len(pair[0]), pair[0]))
    by_first: dict[str, list[tuple[int, str, str, re.Pattern[str]]]] = {}
    for order, (foreign, english) in enumerate(pairs):
        by_first.setdefault(foreign[0], []).append((order, foreign, english, _word_pattern(foreign)))
    return by_first


def _word_pattern(foreign: str) -> re.Pattern[str]:
    written_together = _CJK.search(foreign) or _HANGUL.search(foreign) or _VOWELLESS.search(foreign)
    word = re.escape(foreign)
    return re.compile(word if written_together else rf"(?<!\w){word}(?!\w)")


def _canonical(raw: list[str]) -> list[tuple[str, str]]:
    """Spelling conventions unified word by word: joined letters, digits misread, numbers, abbreviations,
    Arabic compounds.
    """
    raw = _join_spaced_letters(raw)
    if _DEPEND_ON_THE_NEXT.isdisjoint(raw):
        return [each for word in raw for each in _by_itself(word)]
    out: list[tuple[str, str]] = []
    position, count = 0, len(raw)
    while position < count:
        word = raw[position]
        position += 1
        if word in words.SERVANT and position < count:  # 'Abd al-Rahman, Abdel Rahman, Abdulrahman
            if raw[position] in words.ARTICLES and position + 1 < count:
                position += 1
            out.append((words.SERVANT_OF, word))
        elif word in words.TENS and position < count and len(words.CANONICAL.get(raw[position], "")) == 1:
            out.append((str(int(words.TENS[word]) + int(words.CANONICAL[raw[position]])), word))
            position += 1
        else:
            out += _by_itself(word)
    return out


_DEPEND_ON_THE_NEXT = words.SERVANT | words.TENS.keys()


@lru_cache(maxsize=20_000)
def _by_itself(word: str) -> tuple[tuple[str, str], ...]:
    """What a word is wherever it stands."""
    return _plain_word(word) if word.isalpha() else ((_with_digits(word), word),)


def _plain_word(word: str) -> tuple[tuple[str, str], ...]:
    known = words.CANONICAL.get(word)
    if known is not None:
        return ((known, word),)
    if word.startswith("abd") and len(word) > 7 and not word.endswith(_GOD):
        for prefix in words.SERVANT_PREFIXES:
            rest = word[len(prefix) :]
            if word.startswith(prefix) and len(rest) >= 4:
                return (words.SERVANT_OF, prefix), (words.CANONICAL.get(rest, rest), rest)
    return ((word, word),)


def _with_digits(word: str) -> str:
    """13th is 13; O1dani is Oldani: a digit among letters was read wrongly."""
    if word.isdigit():
        return word.lstrip("0") or "0"
    letters = sum(c.isalpha() for c in word)
    if word[:-2].isdigit() and word[-2:] in {"st", "nd", "rd", "th"}:
        return word[:-2]
    if letters >= 3 and letters >= 2 * (len(word) - letters):
        repaired = word.translate(_DIGIT_LETTERS)
        return words.CANONICAL.get(repaired, repaired)
    return word


def _join_spaced_letters(raw: list[str]) -> list[str]:
    """`s a r l` written apart is the legal form `sarl`; initials of a person stay apart."""
    if 1 not in map(len, raw):
        return raw
    out: list[str] = []
    position = 0
    while position < len(raw):
        end = position
        last = min(len(raw), position + words.LONGEST_LETTER_FORM)
        while end < last and len(raw[end]) == 1 and raw[end].isalpha():
            end += 1
        while end - position >= 2 and "".join(raw[position:end]) not in words.LETTER_FORMS:
            end -= 1
        # Two letters in front or in the middle are initials of a person: O. Y. Brezhin is no Finnish company.
        if end - position >= 3 or (end - position == 2 and end == len(raw)):
            out.append("".join(raw[position:end]))
            position = end
        else:
            out.append(raw[position])
            position += 1
    return out
