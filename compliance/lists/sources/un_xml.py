"""The UN Security Council consolidated list, with the quality of each alias."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.lists.sources.base import ListFile, Row, RowProblem
from compliance.lists.sources.countries import country_code
from compliance.lists.sources.text import head_text, parts
from compliance.lists.sources.xml_text import read_elements, text_of, texts_of

KINDS = {"INDIVIDUAL": Kind.PERSON, "ENTITY": Kind.ORGANIZATION}
QUALITIES = {"low": NameQuality.WEAK, "f.k.a.": NameQuality.FKA}
NAME_PARTS = ("FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME")
ADDRESS_PARTS = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")
DOCUMENT_PARTS = ("TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "NUMBER", "ISSUING_COUNTRY", "COUNTRY_OF_ISSUE")


class UnXml:
    """<CONSOLIDATED_LIST> with individuals and entities."""

    slug, list_slug, title = "un", "un", "UN Security Council Consolidated List (XML)"

    def sniff(self, head: bytes, filename: str) -> bool:
        return "<CONSOLIDATED_LIST" in head_text(head)

    def read(self, files: Sequence[ListFile]) -> Iterator[Row | RowProblem]:
        for file in files:
            for found in read_elements(file, "CONSOLIDATED_LIST", tuple(KINDS)):
                yield found if isinstance(found, RowProblem) else read_party(*found)


def read_party(line: int, party: Element) -> Row | RowProblem:
    """One individual or entity."""
    if not text_of(party, "DATAID"):
        return RowProblem(line, "has no DATAID", party.tag)
    names = tuple(names_of(party))
    if not names:
        return RowProblem(line, "has no name", party.tag)
    return Row(line, entry_of(party, names))


def entry_of(party: Element, names: tuple[ListedName, ...]) -> Entry:
    """The element, checked before, as an entry."""
    lines = list(addresses_of(party))
    countries = (country_code(text) for text in texts_of(party, "NATIONALITY/VALUE"))
    return Entry(
        key=text_of(party, "DATAID"),
        source="UN",
        kind=KINDS[party.tag],
        names=names,
        addresses=tuple(address for address in lines if not country_code(address.text)),
        countries=tuple(dict.fromkeys(filter(None, (*(line.country for line in lines), *countries)))),
        dates=tuple(dict.fromkeys(filter(None, map(date_of, party.findall("INDIVIDUAL_DATE_OF_BIRTH"))))),
        ids=joined(party.findall("INDIVIDUAL_DOCUMENT"), DOCUMENT_PARTS, needs="NUMBER"),
        start=text_of(party, "LISTED_ON")[:10],
        citation=text_of(party, "REFERENCE_NUMBER"),
        programs=texts_of(party, "UN_LIST_TYPE"),
        remarks=" | ".join((*texts_of(party, "DESIGNATION/VALUE"), *texts_of(party, "COMMENTS1"))),
    )


def names_of(party: Element) -> Iterator[ListedName]:
    """The name in full, in its own script, and the aliases with their quality."""
    full = " ".join(filter(None, (text_of(party, part) for part in NAME_PARTS)))
    seen: set[str] = set()
    for quality, text in ((NameQuality.PRIMARY, full), *other_names(party)):
        for each in parts(text):
            if each not in seen:
                yield ListedName(
                    each, NameQuality.AKA if seen and quality is NameQuality.PRIMARY else quality
                )
                seen.add(each)


def other_names(party: Element) -> Iterator[tuple[NameQuality, str]]:
    """(quality, text) of what else the party is called."""
    yield NameQuality.AKA, text_of(party, "NAME_ORIGINAL_SCRIPT")
    for alias in (*party.findall("INDIVIDUAL_ALIAS"), *party.findall("ENTITY_ALIAS")):
        quality = QUALITIES.get(text_of(alias, "QUALITY").casefold(), NameQuality.AKA)
        yield quality, text_of(alias, "ALIAS_NAME")


def addresses_of(party: Element) -> Iterator[ListedAddress]:
    """Each address as one line; some are a country alone."""
    for address in (*party.findall("INDIVIDUAL_ADDRESS"), *party.findall("ENTITY_ADDRESS")):
        line = ", ".join(filter(None, (text_of(address, part) for part in ADDRESS_PARTS)))
        if line:
            yield ListedAddress(line, country_code(text_of(address, "COUNTRY")))


def date_of(birth: Element) -> str:
    """A day, a year, or years from/to."""
    years = "/".join(filter(None, (text_of(birth, "FROM_YEAR"), text_of(birth, "TO_YEAR"))))
    return text_of(birth, "DATE")[:10] or text_of(birth, "YEAR") or years


def joined(elements: Iterable[Element], names: Sequence[str], *, needs: str) -> tuple[str, ...]:
    """One line for each element that has `needs`."""
    wanted = (element for element in elements if text_of(element, needs))
    lines = (", ".join(filter(None, (text_of(element, name) for name in names))) for element in wanted)
    return tuple(dict.fromkeys(lines))
