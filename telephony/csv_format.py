"""The file of a domain's numbers: seven columns, one number a line, in order.

Reading never guesses: a file that is not what it says it is, is refused with the lines that are wrong.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from partnerhub.errors import DomainError, Problem
from telephony.entries import Stated
from telephony.enums import CallType, TollType
from telephony.models import CallInNumber
from telephony.models.number import NUMBERS_MAX

COLUMNS = ("phone", "label", "access_number", "toll_type", "call_type", "country", "hidden")
FILE_BYTES_MAX = 256 * 1024

# A spreadsheet takes a cell that begins so for a formula; a quote before it makes it text.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_QUOTE = "'"

_HEADINGS = {
    "phone number": "phone",
    "number": "phone",
    "access": "access_number",
    "dnis": "access_number",
    "countries": "country",
    "hidden on client": "hidden",
}
_TOLL_TYPES = {
    "toll": TollType.TOLL,
    "cca toll": TollType.TOLL,
    "tollfree": TollType.TOLL_FREE,
    "toll free": TollType.TOLL_FREE,
    "cca toll free": TollType.TOLL_FREE,
    "": "",
}
_HIDDEN = {
    **dict.fromkeys(("hidden", "yes", "true", "1"), True),
    **dict.fromkeys(("", "display", "displayed", "no", "false", "0"), False),
}


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong, in which line (the heading is line 1; 0: the file as a whole) and column."""

    line: int
    column: str
    message: str | Promise

    def __str__(self) -> str:
        if not self.line:
            return str(self.message)
        where = format_lazy(_("Line {line}"), line=self.line)
        return f"{where}, {self.column}: {self.message}" if self.column else f"{where}: {self.message}"


class FileRefused(DomainError):
    """The file of call-in numbers is not right; nothing of it was taken in."""

    code, status = 92002, 400
    sentence = _("The file of call-in numbers is not right; nothing of it was taken in.")

    def __init__(self, lines: Sequence[LineProblem]) -> None:
        self.lines = tuple(lines)
        super().__init__(str(lines[0]))

    @property
    def problems(self) -> Sequence[Problem]:
        return tuple(Problem(self.code, str(line), line.column) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Line:
    """One number of the file, as stated, with the line on which it begins."""

    line: int
    stated: Stated


def write(numbers: Iterable[CallInNumber]) -> bytes:
    """The file, in UTF-8 with a byte order mark so that spreadsheets read every script.

    Cells that a spreadsheet would take for formulas are quoted; `read` takes the quote off again.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for number in numbers:
        writer.writerow([neutralised(cell) for cell in _cells(number)])
    return text.getvalue().encode("utf-8-sig")


def read(raw: bytes) -> list[Line]:
    """The lines of a file. Raises FileRefused with every problem that the form of the file has."""
    rows = _rows(_decoded(raw))
    if not rows:
        raise FileRefused([LineProblem(0, "", _("The file is empty."))])
    order = _column_order(rows[0][1])
    lines, problems = [], []
    for line, cells in rows[1:]:
        if len(cells) != len(COLUMNS):
            message = format_lazy(_("7 columns are needed; there are {count}."), count=len(cells))
            problems.append(LineProblem(line, "", message))
            continue
        values = {name: restored(cells[position].strip()) for name, position in order.items()}
        problems += _choice_problems(line, values)
        lines.append(Line(line, _stated(values)))
    problems += _count_problems(len(rows) - 1)
    if problems:
        raise FileRefused(problems)
    return lines


def neutralised(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"{_QUOTE}{cell}" if cell.startswith((*_FORMULA_STARTS, _QUOTE)) else cell


def restored(cell: str) -> str:
    """The cell as it was before `neutralised`."""
    return cell[1:] if cell[:1] == _QUOTE and cell[1:].startswith((*_FORMULA_STARTS, _QUOTE)) else cell


def _cells(number: CallInNumber) -> tuple[str, ...]:
    return (
        number.display,
        number.label,
        number.access_number,
        number.toll_type,
        number.call_type,
        " ".join(number.get_countries()),
        "hidden" if number.hidden else "display",
    )


def _decoded(raw: bytes) -> str:
    if len(raw) > FILE_BYTES_MAX:
        raise FileRefused([LineProblem(0, "", _("The file is larger than 256 KiB."))])
    encoding = "utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = raw.decode(encoding)
    except UnicodeDecodeError as broken:
        line = raw[: broken.start].count(b"\n") + 1
        raise FileRefused(
            [LineProblem(line, "", _("This is not UTF-8. Save the file as CSV UTF-8."))]
        ) from None
    if "\x00" in text:
        line = text[: text.index("\x00")].count("\n") + 1
        raise FileRefused([LineProblem(line, "", _("There is a NUL character: this is not a text file."))])
    return text


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """The rows that are not blank, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error:
        message = _("A quotation mark is not closed, or stands in the middle of a cell.")
        raise FileRefused([LineProblem(begins, "", message)]) from None
    return rows


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return max(",;\t", key=heading.count)


def _column_order(heading: list[str]) -> dict[str, int]:
    """Where each column stands. Raises FileRefused unless these are the seven, each once."""
    names = [_column_name(cell) for cell in heading]
    if sorted(names) != sorted(COLUMNS):
        message = format_lazy(
            _("The heading must name these 7 columns: {columns}."), columns=", ".join(COLUMNS)
        )
        raise FileRefused([LineProblem(1, "", message)])
    return {name: names.index(name) for name in COLUMNS}


def _column_name(cell: str) -> str:
    plain = " ".join(cell.lower().replace("_", " ").split())
    return _HEADINGS.get(plain, plain.replace(" ", "_"))


def _choice_problems(line: int, values: dict[str, str]) -> list[LineProblem]:
    problems = []
    if _plain(values["toll_type"]) not in _TOLL_TYPES:
        problems.append(LineProblem(line, "toll_type", _("The toll type is toll or tollFree.")))
    if _plain(values["call_type"]) not in ("", *CallType.values):
        problems.append(
            LineProblem(line, "call_type", _("The call type is domestic or international, or empty."))
        )
    if _plain(values["hidden"]) not in _HIDDEN:
        problems.append(LineProblem(line, "hidden", _("Write hidden or display.")))
    return problems


def _stated(values: dict[str, str]) -> Stated:
    # Files are trimmed: a blank round a country code is the spreadsheet's, not the operator's.
    return Stated(
        phone=values["phone"],
        countries=tuple(values["country"].split()),
        label=values["label"],
        access_number=values["access_number"],
        toll_type=str(_TOLL_TYPES.get(_plain(values["toll_type"]), "")),
        call_type=_plain(values["call_type"]),
        hidden=_HIDDEN.get(_plain(values["hidden"]), False),
    )


def _plain(cell: str) -> str:
    return " ".join(cell.lower().replace("-", " ").replace("_", " ").split())


def _count_problems(count: int) -> list[LineProblem]:
    if count == 0:
        return [LineProblem(0, "", _("The file holds a heading but no numbers."))]
    if count > NUMBERS_MAX:
        message = format_lazy(
            _("A domain has at most 300 call-in numbers; the file has {count}."), count=count
        )
        return [LineProblem(0, "", message)]
    return []
