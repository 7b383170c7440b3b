"""Reads a CSV inventory: a host a row, a field or variable a column, as spreadsheets save them."""

import csv
import io
import re
from collections.abc import Iterator, Mapping

from noc_presentation.inventory.collected import Collected, CollectedHost
from noc_presentation.inventory.findings import unreadable
from noc_presentation.inventory.limits import MAX_DOCUMENT_VALUES
from noc_presentation.inventory.names import shown

NAME = "name"
GROUPS = "groups"
VARIABLE_OF: Mapping[str, str] = {
    "address": "ansible_host",
    "port": "ansible_port",
    "user": "ansible_user",
    "tags": "noc_tags",
    "host_keys": "noc_host_keys",
}
"""Columns that are fields of a host, and the variables under which other formats have them."""
MARKS = (",", ";", "\t")
MOST_HEADER = 16_000
_TITLE = re.compile(r"[\w .-]*")


def separator(header: str) -> str | None:
    """What stands between the cells of this first row; None unless it names columns, one of them `name`."""
    if len(header) > MOST_HEADER:
        return None
    for mark in MARKS:
        titles = [title.strip().strip('"').strip() for title in header.split(mark)]
        if len(titles) > 1 and NAME in map(str.lower, titles) and all(map(_TITLE.fullmatch, titles)):
            return mark
    return None


def read_csv(text: str) -> Collected:
    """Everything the document says; an empty cell says nothing, a value stays the text it is.

    The first row names the columns: `name`, the fields of a host, `groups`, and variables. Commas, semicolons
    or tabs stand between cells, whichever the first row has.
    """
    header = next(line for line in text.splitlines() if line.strip())
    records = _records(text, separator(header) or MARKS[0])
    row, titles = next(records)
    columns = [title.strip() for title in titles]
    lowered = [column.lower() for column in columns]
    if NAME not in lowered:
        raise unreadable("csv.no_name", "no column is called name", row)
    doubled = next((column for column in lowered if column and lowered.count(column) > 1), None)
    if doubled is not None:
        raise unreadable("csv.duplicate_column", f"the column {shown(doubled)} stands twice", row)
    collected = Collected()
    reader = _Rows(collected, columns)
    for row, cells in records:
        reader.take(cells, row)
    return collected


class _Rows:
    def __init__(self, collected: Collected, columns: list[str]) -> None:
        self._collected = collected
        known = {NAME, GROUPS, *VARIABLE_OF}
        self._columns = [column.lower() if column.lower() in known else column for column in columns]

    def take(self, cells: list[str], row: int) -> None:
        """One host; a row with too many cells is refused, one with too few ends early."""
        extra = [cell for cell in cells[len(self._columns) :] if cell.strip()]
        if extra:
            self._collected.findings.error(
                "csv.too_many_cells", f"{len(cells)} cells under {len(self._columns)} columns", row
            )
            return
        given = {
            column: cell.strip()
            for column, cell in zip(self._columns, cells, strict=False)
            if cell.strip() and column
        }
        nameless = [
            cell for column, cell in zip(self._columns, cells, strict=False) if not column and cell.strip()
        ]
        if nameless:
            self._collected.findings.error(
                "csv.nameless_column", "a value under a column without a name", row
            )
        if NAME not in given:
            self._collected.findings.error("inventory.host_invalid", "a row without a name", row)
            return
        host = self._collected.host(given[NAME], row)
        if host is not None:
            self._fill(host, given, row)

    def _fill(self, host: CollectedHost, given: dict[str, str], row: int) -> None:
        for name in re.split(r"[,;\s]+", given.get(GROUPS, "").strip(",; ")):
            group = self._collected.group(name, row) if name else None
            if group is not None:
                host.groups.add(group.name)
        for column, cell in given.items():
            if column not in (NAME, GROUPS):
                self._collected.assign([host], VARIABLE_OF.get(column, column), cell, row)


def _records(text: str, mark: str) -> Iterator[tuple[int, list[str]]]:
    """The row at which each record begins, and its cells; rows without anything in them are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    values = 0
    while True:
        row = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise unreadable("csv.invalid", str(error), row) from error
        values += len(cells)
        if values > MAX_DOCUMENT_VALUES:
            raise unreadable("inventory.too_many_values", f"more than {MAX_DOCUMENT_VALUES} values", row)
        if any(cell.strip() for cell in cells):
            yield row, cells
