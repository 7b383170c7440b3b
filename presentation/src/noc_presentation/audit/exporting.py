"""The chain for other programs: JSON lines, and CSV in which no cell is a formula; pure."""

import csv
import io
import json
from collections.abc import Iterable

from noc_presentation.audit.entries import Entry
from noc_presentation.instants import text

COLUMNS = (
    *("seq", "at", "actor_id", "actor", "source", "verb", "object", "outcome", "status", "code"),
    *("request_id", "previous", "hash"),
)
#: What a spreadsheet takes for the beginning of a formula.
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def json_lines(entries: Iterable[Entry]) -> str:
    """One JSON object per entry and line."""
    return "".join(json.dumps(document(entry)) + "\n" for entry in entries)


def comma_separated(entries: Iterable[Entry]) -> str:
    """A heading and one row per entry; texts that might be formulas begin with an apostrophe."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    for entry in entries:
        cells = {**document(entry), "actor_id": entry.said.actor.get("id", "")}
        cells["actor"] = entry.said.actor.get("name", "")
        writer.writerow([_safe(cells[name]) for name in COLUMNS])
    return written.getvalue()


def document(entry: Entry) -> dict[str, object]:
    """An entry in JSON."""
    said = entry.said
    return {
        "seq": entry.seq,
        "at": text(said.at),
        "actor": dict(said.actor),
        "source": said.source,
        "verb": said.verb,
        "object": said.object,
        "outcome": said.outcome,
        "status": said.status,
        "code": said.code,
        "request_id": said.request_id,
        "previous": entry.previous,
        "hash": entry.hash,
    }


def _safe(value: object) -> object:
    if isinstance(value, str) and value.startswith(FORMULAS):
        return f"'{value}"
    return value
