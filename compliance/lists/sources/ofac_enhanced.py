"""OFAC's enhanced XML: every list and name with its quality, scripts included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.lists.sources.base import ListFile, Row, RowProblem
from compliance.lists.sources.countries import country_code
from compliance.lists.sources.text import head_text
from compliance.lists.sources.xml_text import read_elements, text_of, texts_of

KINDS = {
    "individual": Kind.PERSON,
    "entity": Kind.ORGANIZATION,
    "vessel": Kind.VESSEL,
    "aircraft": Kind.AIRCRAFT,
}
SCRIPTS = {
    "Latin": "Latn",
    "Cyrillic": "Cyrl",
    "Arabic": "Arab",
    "Chinese Simplified": "Hans",
    "Chinese Traditional": "Hant",
    "Chinese - Simplified": "Hans",
    "Chinese - Traditional": "Hant",
    "Japanese": "Jpan",
    "Korean": "Kore",
    "Hebrew": "Hebr",
    "Farsi": "Arab",
}


class OfacEnhanced:
    """<sanctionsData>, mostly in a ZIP. Untried on a real file."""

    slug, list_slug, title = "ofac-xml", "ofac", "OFAC lists (enhanced XML)"

    def sniff(self, head: bytes, filename: str) -> bool:
        return "<sanctionsData" in head_text(head)

    def read(self, files: Sequence[ListFile]) -> Iterator[Row | RowProblem]:
        for file in files:
            for found in read_elements(file, "sanctionsData", ("entity",)):
                yield found if isinstance(found, RowProblem) else read_party(*found)


def read_party(line: int, party: Element) -> Row | RowProblem:
    """One party."""
    kind = text_of(party, "generalInfo/entityType").casefold()
    if not party.get("id"):
        return RowProblem(line, "has no id", "entity")
    if kind not in KINDS:
        return RowProblem(line, f"{kind!r} is no type that we know", "entityType")
    names = tuple(names_of(party))
    if not names:
        return RowProblem(line, "has no name", "names")
    return Row(line, entry_of(party, KINDS[kind], names))


def entry_of(party: Element, kind: Kind, names: tuple[ListedName, ...]) -> Entry:
    """The element, checked before, as an entry."""
    lines = [address_of(address) for address in party.findall("addresses/address")]
    stated = [
        country_code(value)
        for label, value in features(party)
        if label in {"Nationality Country", "Citizenship Country"}
    ]
    lists = texts_of(party, "sanctionsLists/sanctionsList")
    listed_on = [each.get("datePublished", "")[:10] for each in party.findall("sanctionsLists/sanctionsList")]
    return Entry(
        key=party.get("id", ""),
        source="SDN" if any(name.startswith("SDN") for name in lists) else "OFAC-OTHER",
        kind=kind,
        names=names,
        addresses=tuple(line for line in lines if line.text and not country_code(line.text)),
        countries=tuple(dict.fromkeys(filter(None, (*(line.country for line in lines), *stated)))),
        dates=tuple(dict.fromkeys(value for label, value in features(party) if label == "Birthdate")),
        ids=tuple(map(document_of, party.findall("identityDocuments/identityDocument"))),
        start=min(filter(None, listed_on), default=""),
        programs=texts_of(party, "sanctionsPrograms/sanctionsProgram"),
        remarks=" | ".join(
            (*texts_of(party, "generalInfo/title"), *texts_of(party, "generalInfo/remarks"), *lists)
        ),
    )


def names_of(party: Element) -> Iterator[ListedName]:
    """Every name in every script, each once."""
    seen: set[str] = set()
    names = sorted(party.findall("names/name"), key=lambda name: text_of(name, "isPrimary") != "true")
    for name in names:
        for translation in name.findall("translations/translation"):
            text = text_of(translation, "formattedFullName")
            if text and text not in seen:
                seen.add(text)
                script = SCRIPTS.get(text_of(translation, "script"), "")
                yield ListedName(text, quality_of(name, translation), script)


def quality_of(name: Element, translation: Element) -> NameQuality:
    """How much OFAC vouches for it; the primary name in another script is an alias."""
    if text_of(name, "isLowQuality") == "true":
        return NameQuality.WEAK
    if text_of(name, "aliasType").upper().startswith("F"):
        return NameQuality.FKA
    primary = text_of(name, "isPrimary") == "true" and text_of(translation, "isPrimary") != "false"
    return NameQuality.PRIMARY if primary else NameQuality.AKA


def address_of(address: Element) -> ListedAddress:
    """The first translation as one line, with the country at its end."""
    country = text_of(address, "country")
    translation = address.find("translations/translation")
    values = texts_of(translation, "addressParts/addressPart/value") if translation is not None else ()
    return ListedAddress(", ".join(filter(None, (*values, country))), country_code(country))


def features(party: Element) -> Iterator[tuple[str, str]]:
    """(label, value) of what is known about the party."""
    for feature in party.findall("features/feature"):
        value = text_of(feature, "value") or text_of(feature, "valueDate/fromDateBegin")
        if value:
            yield text_of(feature, "type"), value


def document_of(document: Element) -> str:
    """A document as one line."""
    paths = ("type", "documentNumber", "issuingCountry")
    return ", ".join(filter(None, (text_of(document, path) for path in paths)))
