"""`noc validate`: judges files without any server."""

import sys
from pathlib import Path

import click

from noc_presentation.documents import envelope
from noc_presentation.documents.outcome import Wish
from noc_presentation.documents.registry import KINDS
from noc_presentation.errors import Complaint, Invalid
from noc_presentation.noc.application import FILE, documents_in
from noc_presentation.noc.complaints import at_line
from noc_presentation.noc.documents import DocumentFile
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.visible import warn

VALID, NOT_VALID = 0, 1


@click.command(
    "validate", epilog="\b\nExample:\n  noc validate -f site/\n\n\b\nExit codes:\n  0 valid, 1 not valid"
)
@FILE
@needs_surroundings
def command(around: Surroundings, places: tuple[Path, ...]) -> None:
    """Say what is wrong with these files, as far as that can be said without a server.

    The flowchart inside a procedure is judged by `noc-scheduler check`, or by the server when it is applied.
    """
    files = documents_in(around, places)
    wrong = 0
    for file in files:
        found = _wrong_with(file)
        wrong += bool(found)
        for one in found:
            warn(at_line(str(file.path), one.line, one.path, f"{one.message} ({one.code})"))
    around.console.print(f"{len(files) - wrong} valid, {wrong} not valid")
    if unjudged := [str(file.path) for file in files if _holds_flowchart(file)]:
        more = f" and {len(unjudged) - 1} more" if len(unjudged) > 1 else ""
        warn(
            f"noc: flowcharts were not judged here: `noc-scheduler check {unjudged[0]}`{more}, or `noc diff`"
        )
    sys.exit(NOT_VALID if wrong else VALID)


def _holds_flowchart(file: DocumentFile) -> bool:
    try:
        return envelope.read(file.text).kind == envelope.PROCEDURE
    except Invalid:
        return False


def _wrong_with(file: DocumentFile) -> list[Complaint]:
    try:
        read = envelope.read(file.text)
    except Invalid as reason:
        return list(reason.errors)
    kind = KINDS.get(read.kind)
    if kind is None:
        complaint = Complaint("/kind", "document.kind_unknown", f"must be one of: {', '.join(KINDS)}")
        return envelope.with_rows([complaint], read)
    if not kind.judged_here:
        return []
    try:
        kind.prepare(Wish(file.text, read.name, read.spec, True, ""), None)
    except Invalid as reason:
        return envelope.with_rows(list(reason.errors) or [Complaint("/", reason.code, reason.detail)], read)
    return []
