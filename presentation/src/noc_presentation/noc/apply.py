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
    refused = 0
    for file in find(place):
        if isinstance(file, OtherFile):
            around.console.print(f"{file.path}: left alone, it holds: {file.kind}", soft_wrap=True)
        elif not _applied(around, file, draft, comment):
            refused += 1
    if refused:
        raise NotUnderstood(f"{refused} of the files can't be applied; see above")


def _applied(around: Surroundings, file: ProcedureFile, draft: bool, comment: str) -> bool:
    try:
        answer = _put(around.client, file, draft, comment)
    except ServerRefused as refusal:
        if refusal.status in NOT_ABOUT_THE_FILE:
            raise
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
