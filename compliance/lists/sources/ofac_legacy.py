"""OFAC's lists as CSV files without headers: parties, addresses, aliases, remarks that overflowed."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from compliance.entries import Entry, Kind, ListedAddress, ListedName, NameQuality
from compliance.lists.sources import ofac_remarks
from compliance.lists.sources.base import ListFile, Row, RowProblem
from compliance.lists.sources.countries import country_code
from compliance.lists.sources.text import Record, read_records, tidy

KINDS = {"": Kind.ORGANIZATION, "individual": Kind.PERSON, "vessel": Kind.VESSEL, "aircraft": Kind.AIRCRAFT}
ALIAS_KINDS = {"aka": NameQuality.AKA, "fka": NameQuality.FKA, "nka": NameQuality.AKA}
NULL = re.compile(r"-0-?")


@dataclass(frozen=True, slots=True)
class FileSet:
    """The names of one list's files, without ending, and the code of the list."""

    code: str
    parties: str
    addresses: str
    aliases: str
    remarks: str

    @property
    def names(self) -> tuple[str, str, str, str]:
        """All four."""
        return self.parties, self.addresses, self.aliases, self.remarks


SETS = (
    FileSet("SDN", "sdn", "add", "alt", "sdn_comments"),
    FileSet("OFAC-OTHER", "cons_prim", "cons_add", "cons_alt", "cons_comments"),
)
# Fields of a row: parties, addresses, aliases, remarks.
WIDTHS = (12, 6, 5, 2)


@dataclass(slots=True)
class Details:
    """What the other files say, by the number of the party."""

    addresses: dict[str, list[ListedAddress]] = field(default_factory=lambda: defaultdict(list))
    aliases: dict[str, list[ListedName]] = field(default_factory=lambda: defaultdict(list))
    remarks: dict[str, str] = field(default_factory=dict)
    lines: dict[str, RowProblem] = field(default_factory=dict)


class OfacLegacy:
    """A folder or ZIP with `sdn.csv`, `add.csv`, `alt.csv`, `sdn_comments.csv`, or the `cons_` files."""

    slug, list_slug, title = "ofac", "ofac", "OFAC SDN and non-SDN lists (CSV set)"

    def sniff(self, head: bytes, filename: str) -> bool:
        return any(filename == f"{name}.csv" for files in SETS for name in files.names)

    def read(self, files: Sequence[ListFile]) -> Iterator[Row | RowProblem]:
        by_name = {file.name.removesuffix(".csv"): file for file in files}
        sets = [each for each in SETS if each.parties in by_name]
        if not sets:
            yield RowProblem(1, "the set has neither sdn.csv nor cons_prim.csv")
        for each in sets:
            yield from read_set(each, by_name)


def read_set(names: FileSet, files: dict[str, ListFile]) -> Iterator[Row | RowProblem]:
    """One list: the details first, then the parties as they come."""
    missing = [name for name in names.names if name not in files]
    if missing:
        listed = ", ".join(f"{name}.csv" for name in missing)
        yield RowProblem(1, f"the set lacks {listed}", file=f"{names.parties}.csv")
        return
    details = Details()
    yield from read_details(names, files, details)
    for record in records(files[names.parties], WIDTHS[0]):
        if isinstance(record, RowProblem):
            yield record
        else:
            details.lines.pop(record.fields[0], None)
            yield read_party(names.code, record, details, files[names.parties].name)
    for problem in details.lines.values():
        yield replace(problem, message="is about a party that the list does not have")


def read_details(names: FileSet, files: dict[str, ListFile], details: Details) -> Iterator[RowProblem]:
    """Addresses, aliases and remarks, by party."""
    readers = (take_address, take_alias, take_remarks)
    for name, width, take in zip(names.names[1:], WIDTHS[1:], readers, strict=True):
        for record in records(files[name], width):
            if isinstance(record, RowProblem):
                yield record
                continue
            details.lines.setdefault(record.fields[0], RowProblem(record.line, "", file=files[name].name))
            if problem := take(record, details):
                yield replace(problem, file=files[name].name)


def take_address(record: Record, details: Details) -> RowProblem | None:
    """ent_num, add_num, address, city, country, remarks."""
    number, _, street, city, country, _ = record.fields
    line = ", ".join(filter(None, (street, city, country)))
    if line:
        details.addresses[number].append(ListedAddress(line, country_code(country)))
    return None


def take_alias(record: Record, details: Details) -> RowProblem | None:
    """ent_num, alt_num, type, name, remarks."""
    number, _, kind, name, _ = record.fields
    if kind not in ALIAS_KINDS:
        return RowProblem(record.line, f"{kind!r} is no kind of alias")
    details.aliases[number].append(ListedName(name, ALIAS_KINDS[kind]))
    return None


def take_remarks(record: Record, details: Details) -> RowProblem | None:
    """ent_num, what did not fit into the party's own remarks."""
    number, text = record.fields
    details.remarks[number] = details.remarks.get(number, "") + text
    return None


def records(file: ListFile, width: int) -> Iterator[Record | RowProblem]:
    """Rows of the right width, nulls as empty fields; problems name the file."""
    for found in read_records(file, fallback="cp1252"):
        if isinstance(found, RowProblem):
            yield replace(found, file=file.name)
        elif len(found.fields) != width:
            message = f"has {len(found.fields)} columns instead of {width}"
            yield RowProblem(found.line, message, file=file.name)
        elif not found.fields[0].strip().isdigit():
            yield RowProblem(found.line, f"{found.fields[0]!r} is no number of a party", file=file.name)
        else:
            yield Record(found.line, [value_of(text) for text in found.fields])


def value_of(text: str) -> str:
    """A field; `-0- ` is null, and some old files end in the middle of one."""
    text = tidy(text)
    return "" if NULL.fullmatch(text) else text


def read_party(code: str, record: Record, details: Details, file: str) -> Row | RowProblem:
    """ent_num, name, type, program, title, call sign, vessel type, tonnage, GRT, flag, owner, remarks."""
    number, name, kind, programs, title, call_sign, vessel, _, _, flag, owner, remarks = record.fields
    if not name:
        return RowProblem(record.line, "has no name", file=file)
    if kind not in KINDS:
        return RowProblem(record.line, f"{kind!r} is no type that we know", file=file)
    said = ofac_remarks.read(remarks + details.remarks.get(number, ""))
    lines = details.addresses.get(number, [])
    aliases = {
        alias.text: alias for alias in (*said.names, *details.aliases.get(number, ())) if alias.text != name
    }
    own_ids = (f"{call_sign}, Call Sign",) if call_sign else ()
    entry = Entry(
        key=number,
        source=code,
        kind=KINDS[kind],
        names=(ListedName(name), *aliases.values()),
        addresses=tuple(line for line in lines if not country_code(line.text)),
        countries=tuple(
            dict.fromkeys(filter(None, (*(a.country for a in lines), country_code(flag), *said.countries)))
        ),
        dates=said.dates,
        ids=(*said.ids, *own_ids),
        programs=tuple(programs.replace("[", "").replace("]", ";").replace(" ", "").strip(";").split(";"))
        if programs
        else (),
        remarks=" | ".join(filter(None, (title, vessel, owner, said.text))),
    )
    return Row(record.line, entry)
