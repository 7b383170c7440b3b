"""`noc apply`: make procedures say what files say, draft and published version in one."""

from pathlib import Path

import click

from noc_presentation.noc.client import Client, Document
from noc_presentation.noc.complaints import complaints, finding
from noc_presentation.noc.documents import OtherFile, ProcedureFile, find
from noc_presentation.noc.errors import NotUnderstood, ServerRefused
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.visible import warn

NOT_ABOUT_THE_FILE = (401, 403)
EXAMPLE = "\b\nExample:\n  noc apply -f playbooks/"


@click.command("apply", epilog=EXAMPLE)
@click.option(
    "--file", "-f", "place", required=True, type=click.Path(path_type=Path), help="A file or folder."
)
@click.option("--draft", is_flag=True, help="Keep it as a draft; publish nothing.")
@click.option("--comment", default="", help="Why, kept with the version that is made.")
@needs_surroundings
def command(around: Surroundings, place: Path, draft: bool, comment: str) -> None:
    """Make procedures say what these files say.

    Each file is created, updated or left as it is; a file with errors changes nothing, and the others are
    applied all the same. In a folder, YAML files that hold something else (rehearsals) are left alone.
    """
    files = list(find(place))
    for file in files:
        if isinstance(file, OtherFile):
            around.console.print(f"{file.path}: left alone, it holds: {file.kind}", soft_wrap=True)
    refused = _apply_all(around, [file for file in files if isinstance(file, ProcedureFile)], draft, comment)
    if refused:
        raise NotUnderstood(f"{refused} of the files can't be applied; see above")


def _apply_all(around: Surroundings, files: list[ProcedureFile], draft: bool, comment: str) -> int:
    """How many were refused. Files that call what another one publishes are tried again after the others."""
    refused = 0
    while True:
        waiting: list[ProcedureFile] = []
        for file in files:
            try:
                refused += not _applied(around, file, draft, comment)
            except _CallsAnother:
                waiting.append(file)
        if len(waiting) in (0, len(files)):
            return refused + sum(not _applied(around, file, draft, comment, last=True) for file in waiting)
        files = waiting


class _CallsAnother(Exception):
    """The procedure calls one that isn't published yet; perhaps a later file is it."""


def _applied(
    around: Surroundings, file: ProcedureFile, draft: bool, comment: str, last: bool = False
) -> bool:
    """Whether the file was taken. Raises _CallsAnother when it may be tried again, unless it is the `last` time."""
    try:
        answer = _put(around.client, file, draft, comment)
    except ServerRefused as refusal:
        if refusal.status in NOT_ABOUT_THE_FILE:
            raise
        if refusal.code == "subprocedure.unpublished" and not last:
            raise _CallsAnother from refusal
        lines = complaints(refusal.problem, str(file.path)) or [f"{file.path}:1: {refusal} ({refusal.code})"]
        for line in lines:
            warn(line)
        return False
    procedure = answer["procedure"]
    version = f"version {procedure['version']}" if procedure["version"] else "draft"
    around.console.print(f"{procedure['name']}: {answer['result']} ({version})", soft_wrap=True)
    for found in answer["findings"]:
        warn(finding(found, str(file.path)))
    return True


def _put(client: Client, file: ProcedureFile, draft: bool, comment: str) -> Document:
    """The server's answer; a text without a readable name is only checked, which tells what is wrong."""
    if file.name is not None:
        return client.put(
            "procedures", file.name, body={"text": file.text, "publish": not draft, "comment": comment}
        )
    checked = client.post("procedures", "check", body={"text": file.text})
    errors = [{**found, "path": "/text"} for found in checked["findings"] if found["severity"] == "error"]
    nameless = {"line": 1, "code": "metadata.name_missing", "message": "the text has no metadata.name"}
    raise ServerRefused(
        422, {"code": "procedure.invalid", "detail": "it has errors", "errors": errors or [nameless]}
    )
