"""Words that mean less, or the same, whatever the name: particles, titles, numbers, abbreviations, short
forms of given names.
"""

from __future__ import annotations

from compliance.screening.engine.tables import load_groups

ARTICLES = frozenset({"al", "el", "ul", "ar", "as", "ad", "ur", "er", "es", "ol"})
SERVANT_OF = "abdul"  # the one spelling that stands for these
SERVANT = frozenset({"abd", "abdel", "abdul", "abdal", "abdol", "abdur", "abdoul", "abdool"})
SERVANT_PREFIXES = ("abdoul", "abdool", "abdul", "abdel", "abdal", "abdol", "abdur", "abder", "abdar", "abd")

PARTICLES = frozenset(
    [
        "and",
        "of",
        "the",
        "for",
        "de",
        "la",
        "le",
        "les",
        "las",
        "los",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "das",
        "du",
        "des",
        "el",
        "al",
        "ul",
        "a",
        "an",
        "y",
        "e",
        "et",
        "und",
        "fur",
        "fuer",
        "van",
        "von",
        "der",
        "den",
        "zu",
        "no",
        "number",
        "in",
        "on",
        "at",
        "to",
        "by",
        "bin",
        "ibn",
        "ben",
        "bint",
        "i",
        "und",
        "och",
        "og",
        "w",
        "z",
        "ve",
        "va",
        "wa",
        "i",
        "na",
        "za",
        "po",
        "iz",
        "oder",
        "or",
        "its",
        "any",
        "all",
        "as",
        "with",
        "from",
    ]
)
TITLES = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        "prof",
        "professor",
        "sir",
        "madam",
        "eng",
        "ing",
        "herr",
        "frau",
        "mme",
        "mlle",
        "dipl",
        "phd",
        "md",
        "esq",
        "jr",
        "sr",
        "hon",
    ]
)
# What an order appends to a name so that it reaches further; nobody is called so.
APPENDED = frozenset(["successor", "successors", "subsidiary", "subsidiaries", "affiliates", "affiliate"])

# ... and the words that stand beside those, which mean something elsewhere.
APPENDED_BESIDE = frozenset(
    ["sub", "unit", "units", "subunit", "subunits", "thereof", "operating", "other", "including", "entities"]
)

# Words of legal forms that are long enough to be scattered over a name and mean nothing there either.
FORM_WORDS = frozenset(
    [
        "obshchestvo",
        "obschestvo",
        "ogranichennoi",
        "ogranichennoy",
        "ogranichennoj",
        "otvetstvennostyu",
        "otvetstvennostju",
        "aktsionernoe",
        "aktsionernoye",
        "otkrytoe",
        "otkrytoye",
        "zakrytoe",
        "zakrytoye",
        "publichnoe",
        "publichnoye",
        "tovarystvo",
        "obmezhenoyu",
        "vidpovidalnistyu",
        "joint",
        "stock",
        "liability",
        "sirketi",
        "anonim",
        "anonyme",
        "anonima",
        "beschrankter",
        "haftung",
    ]
)

# What says where or in which trade a company is, not which one it is.
DESCRIPTIONS = frozenset(
    [
        "branch",
        "office",
        "holding",
        "group",
        "global",
        "international",
        "worldwide",
        "world",
        "regional",
        "usa",
        "us",
        "america",
        "american",
        "americas",
        "asia",
        "asian",
        "europe",
        "european",
        "euro",
        "eu",
        "africa",
        "african",
        "middle",
        "east",
        "west",
        "north",
        "south",
        "latin",
        "pacific",
        "uk",
        "emea",
        "russia",
        "china",
        "india",
        "iran",
        "hong",
        "kong",
        "dubai",
        "london",
        "services",
        "network",
        "networks",
        "telecom",
        "telecommunications",
        "communications",
        "technology",
        "solutions",
        "systems",
        "trading",
        "trade",
        "industries",
        "enterprises",
        "management",
        "consulting",
        "business",
        "ventures",
        "capital",
        "partners",
        "investment",
        "development",
        "engineering",
        "logistics",
        "marketing",
        "media",
        "digital",
        "online",
        "web",
        "hosting",
        "cloud",
        "internet",
        "it",
        "ict",
        "data",
        "center",
        "software",
    ]
)

_NUMBERS = [
    "one first 1st",
    "two second",
    "three third",
    "four fourth",
    "five fifth",
    "six sixth",
    "seven seventh",
    "eight eighth",
    "nine ninth",
    "ten tenth",
    "eleven eleventh",
    "twelve twelfth",
    "thirteen thirteenth",
    "fourteen fourteenth",
    "fifteen fifteenth",
    "sixteen sixteenth",
    "seventeen seventeenth",
    "eighteen eighteenth",
    "nineteen nineteenth",
]
TENS = {
    "twenty": "20",
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "seventy": "70",
    "eighty": "80",
    "ninety": "90",
}
_ROMAN = {
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "xi": "11",
    "xii": "12",
}

# Legal forms that are often written letter by letter, with blanks between.
LETTER_FORMS = frozenset(
    [
        "sa",
        "sarl",
        "sal",
        "srl",
        "spa",
        "sro",
        "doo",
        "dd",
        "ad",
        "ao",
        "ooo",
        "oao",
        "zao",
        "pao",
        "jsc",
        "llc",
        "llp",
        "ltd",
        "gmbh",
        "plc",
        "ag",
        "bv",
        "nv",
        "kg",
        "se",
        "as",
        "ab",
        "oy",
        "sas",
        "sca",
        "scs",
        "cv",
        "pt",
        "tbk",
        "kk",
        "fze",
        "fzc",
        "fzco",
        "wll",
        "bsc",
        "psc",
        "pjsc",
        "ojsc",
        "cjsc",
        "eood",
        "ood",
        "sab",
        "sapi",
        "eirl",
        "ltda",
        "ev",
        "kft",
        "rt",
        "bt",
        "nyrt",
        "zrt",
        "sp",
        "zoo",
    ]
)


LONGEST_LETTER_FORM = max(map(len, LETTER_FORMS))


def _canonical() -> dict[str, str]:
    table: dict[str, str] = {}
    for value, spellings in enumerate(_NUMBERS, start=1):
        table.update(dict.fromkeys(spellings.split(), str(value)))
    table.update(TENS | _ROMAN)
    for first, *others in load_groups("abbreviations.txt"):
        for word in (first, *others):
            table.setdefault(word, first)
    return table


def _written() -> dict[str, list[str]]:
    written: dict[str, list[str]] = {}
    for spelling, word in CANONICAL.items():
        written.setdefault(word, []).append(spelling)
    return written


def _nicknames() -> dict[str, frozenset[str]]:
    related: dict[str, set[str]] = {}
    for group in load_groups("nicknames.txt"):
        first, *others = (CANONICAL.get(word, word) for word in group)
        for other in others:
            related.setdefault(other, set()).add(first)
            related.setdefault(first, set()).add(other)
    return {word: frozenset(names) for word, names in related.items()}


def _variants() -> dict[str, list[str]]:
    variants = {
        word: [each for each in written if each != word and len(each) >= (5 if word.isdigit() else 4)]
        for word, written in WRITTEN.items()
    }
    variants[SERVANT_OF] = sorted(SERVANT - {SERVANT_OF})
    return variants


CANONICAL = _canonical()  # spelling -> the one spelling that stands for it
WRITTEN = _written()  # the reverse
NICKNAMES = _nicknames()  # given name -> names that the same person may go by
VARIANTS = _variants()  # ... for spellings long enough to be misspelled
