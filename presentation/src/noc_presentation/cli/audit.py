"""`noc-presentation audit`: the audit chain, where its key and checkpoints are."""

import sys
from pathlib import Path

import click

from noc_presentation.audit.checkpoints import Checkpoints
from noc_presentation.audit.verification import verification
from noc_presentation.cli.opened import opened_database, set_up_settings
from noc_presentation.keys import own_key


@click.group("audit")
def command() -> None:
    """Verify the audit chain."""


@command.command("verify")
@click.option(
    "--checkpoints",
    "path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A copy of the checkpoints that was kept elsewhere.",
)
def verify(path: Path | None) -> None:
    """Look at every entry and every checkpoint; exit 0 when the chain is whole, else 1."""
    settings = set_up_settings()
    checkpoints = Checkpoints(path or settings.checkpoints_file, own_key(settings.audit_key_file))
    with opened_database(settings) as database:
        report = verification(database, checkpoints)
    for finding in report.findings:
        click.echo(f"entry {finding.seq}: {finding.message} ({finding.code})", err=True)
    words = "broken" if report.findings else "whole"
    click.echo(f"the audit chain is {words}: {report.entries} entries, {report.checkpoints} checkpoints")
    sys.exit(1 if report.findings else 0)
