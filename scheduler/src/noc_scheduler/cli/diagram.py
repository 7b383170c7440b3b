"""`noc-scheduler diagram`: a procedure as a picture."""

from pathlib import Path

import click

from noc_scheduler.cli.check import check_file, unsound
from noc_scheduler.flowchart.diagram.mermaid import mermaid
from noc_scheduler.flowchart.diagram.svg import svg

FORMATS = {"mermaid": mermaid, "svg": svg}


@click.command("diagram")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(list(FORMATS)), default="mermaid", show_default=True)
@click.pass_context
def draw(context: click.Context, file: Path, form: str) -> None:
    """Print the procedure in FILE as a picture, findings or not.

    Exits with 1 when there is nothing to draw.
    """
    checked = check_file(file)
    if checked.flowchart is None:
        click.echo(f"{file}: {unsound(checked)}", err=True)
        context.exit(1)
    click.echo(FORMATS[form](checked.flowchart), nl=False)
