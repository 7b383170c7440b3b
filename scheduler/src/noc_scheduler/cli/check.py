"""`noc-scheduler check`: what is wrong with procedures, without running anything."""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from noc_scheduler.flowchart.check import Checked, check
from noc_scheduler.flowchart.errors import CatalogueUnreadable
from noc_scheduler.flowchart.findings import Finding, Severity, errors_in
from noc_scheduler.flowchart.modules.catalogue import Catalogue, read_catalogue


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object per finding and line.")
@click.option(
    "--modules",
    "catalogue_files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A module catalogue (`noc-executor-node modules` prints one) that tasks are checked against.",
)
@click.pass_context
def check_files(
    context: click.Context, files: tuple[Path, ...], as_json: bool, catalogue_files: tuple[Path, ...]
) -> None:
    """Check procedure FILES and list every finding.

    Exits with 0 when there are no errors (warnings are fine), 1 when there is one or a file can't be read,
    2 when the command itself is wrong.
    """
    failed = False
    catalogues = [_catalogue(file) for file in catalogue_files]
    for file in files:
        checked = check_file(file, catalogues)
        failed = failed or not checked.sound
        for finding in checked.findings:
            click.echo(_json(file, finding) if as_json else _line(file, finding))
        if not as_json and not checked.findings:
            click.echo(f"{click.style('ok', fg='green')} {file}")
    context.exit(1 if failed else 0)


def check_file(file: Path, catalogues: Sequence[Catalogue] = ()) -> Checked:
    """Check one file; one that can't be read is a finding like any other."""
    try:
        text = file.read_bytes()
    except OSError as error:
        message = f"the file can't be read: {error.strerror}"
        finding = Finding(Severity.ERROR, "file.unreadable", None, None, message)
        return Checked(None, None, None, None, (finding,))
    return check(text, catalogues=catalogues)


def unsound(checked: Checked) -> str:
    """The errors of a check in one line."""
    return "; ".join(finding.message for finding in errors_in(checked.findings))


def _catalogue(file: Path) -> Catalogue:
    try:
        return read_catalogue(file.read_bytes())
    except CatalogueUnreadable as error:
        raise click.BadParameter(f"{file} is no module catalogue: {error}", param_hint="--modules") from error


def _json(file: Path, finding: Finding) -> str:
    return json.dumps({"file": str(file), **finding.as_dict()}, ensure_ascii=False)


def _line(file: Path, finding: Finding) -> str:
    colour = "red" if finding.severity is Severity.ERROR else "yellow"
    place = f"{file}:{finding.line}" if finding.line is not None else str(file)
    node = f" ({finding.node})" if finding.node else ""
    word = click.style(finding.severity.value, fg=colour)
    return f"{place}: {word} {finding.code}{node}: {finding.message}"
