"""What `noc apply` and `noc diff` ask the server, and how its answer is told."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from noc_presentation.noc.client import Document
from noc_presentation.noc.complaints import at_line, finding
from noc_presentation.noc.documents import DocumentFile, OtherFile, find
from noc_presentation.noc.errors import NotUnderstood, ServerRefused
from noc_presentation.noc.surroundings import Surroundings
from noc_presentation.noc.visible import warn

STYLES = {"created": "green", "updated": "yellow", "removed": "red", "unchanged": ""}
FILE = click.option(
    "--file",
    "-f",
    "places",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path),
    help="A file or folder; may be given several times.",
)
SOURCE = click.option(
    "--source", default="files", help="Who keeps these files, such as a repository's name (files)."
)


def lines_of(answer: Document) -> list[Text]:
    """A line for each object that is, or would be, changed, or was by hand; and the numbers."""
    counts = dict.fromkeys(STYLES, 0)
    lines = []
    for change in answer["changes"]:
        counts[change["result"]] += 1
        more = change["words"] or ", ".join(change["fields"])
        fields = f" ({more})" if more else ""
        by_hand = "; was changed by hand" if change["by_hand"] else ""
        if change["result"] != "unchanged" or change["by_hand"]:
            words = f"{change['kind']} {change['name']}: {change['result']}{fields}{by_hand}"
            lines.append(Text(words, STYLES[change["result"]]))
    numbers = ", ".join(f"{number} {word}" for word, number in counts.items())
    lines.append(Text(f"{'would be: ' if answer['dry_run'] else ''}{numbers}", "bold"))
    return lines


def apply(around: Surroundings, places: Sequence[Path], order: Document) -> Document:
    """The server's answer to the documents at these places; raises NotUnderstood with all errors at their files."""
    files = documents_in(around, places)
    body = {**order, "documents": [file.text for file in files]}
    try:
        answer = around.client.post("documents", "apply", body=body)
    except ServerRefused as refusal:
        found = _told_at_files(refusal, files)
        if not found:
            raise
        raise NotUnderstood(str(refusal), tuple(found)) from refusal
    for change in answer["changes"]:
        for one in change["findings"]:
            warn(finding(one, str(files[change["document"]].path)))
    return answer


def documents_in(around: Surroundings, places: Sequence[Path]) -> list[DocumentFile]:
    """The documents at these places; says which files are left alone. Raises NotUnderstood where there is none.

    A file that is named twice, such as by itself and by its folder, is there once.
    """
    files = list({file.path.absolute(): file for place in places for file in find(place)}.values())
    for file in files:
        if isinstance(file, OtherFile):
            around.console.print(f"{file.path}: left alone, it holds: {file.kind}", soft_wrap=True)
    found = [file for file in files if isinstance(file, DocumentFile)]
    if not found:
        raise NotUnderstood(f"{', '.join(map(str, places))}: nothing to apply there")
    return found


def _told_at_files(refusal: ServerRefused, files: Sequence[DocumentFile]) -> list[str]:
    """File by file, each from top to bottom; none where the refusal is about something else."""
    found = []
    for error in refusal.problem.get("errors", ()):
        _, documents, number, *within = [*str(error.get("path", "")).split("/"), "", ""]
        if documents != "documents" or not number.isdigit():
            return []
        found.append((int(number), error.get("line") or 1, "/".join(within), error))
    lines = [
        at_line(str(files[number].path), line, path, f"{error.get('message')} ({error.get('code')})")
        for number, line, path, error in sorted(found, key=lambda each: each[:3])
    ]
    if refusal.problem.get("truncated"):
        lines.append("and more; these are the first")
    return lines
