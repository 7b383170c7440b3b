"""`noc-scheduler rehearse`: whether procedures do what their rehearsals tell, on a virtual clock."""

from collections.abc import Iterator
from pathlib import Path

import click

from noc_scheduler.cli.check import check_file, unsound
from noc_scheduler.flowchart.calls import call_problems, called
from noc_scheduler.flowchart.errors import RehearsalError
from noc_scheduler.flowchart.events import EventType
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.flowchart.rehearsal.document import Rehearsal, read_rehearsal
from noc_scheduler.flowchart.rehearsal.stage import Walk
from noc_scheduler.flowchart.rehearsal.verdict import Verdict, inline_flowchart, rehearse


@click.command("rehearse")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--trace", is_flag=True, help="Also tell every visit, and every decision with its values.")
@click.pass_context
def rehearse_files(context: click.Context, files: tuple[Path, ...], trace: bool) -> None:
    """Run the rehearsals in FILES; nothing is contacted and no time passes.

    One line for each; where one doesn't hold, what was expected and what happened. Exits with 0 when all
    hold, 1 when one doesn't or can't be read, 2 when the command itself is wrong.
    """
    failed = False
    for file in files:
        try:
            rehearsal, verdict = _performed(file)
        except RehearsalError as error:
            failed = True
            click.echo(f"{click.style('error', fg='red', bold=True)} {file}: {error.message}")
            continue
        failed = failed or bool(verdict.differences)
        _tell(file, rehearsal, verdict)
        if trace:
            _trace(verdict)
    context.exit(1 if failed else 0)


def _performed(file: Path) -> tuple[Rehearsal, Verdict]:
    try:
        rehearsal = read_rehearsal(file.read_bytes())
    except OSError as error:
        raise RehearsalError(f"the file can't be read: {error.strerror}") from error
    flowchart = _flowchart(file, rehearsal)
    folder = (file.parent / (rehearsal.procedure or "")).parent
    return rehearsal, rehearse(flowchart, rehearsal, _library(folder, flowchart))


def _flowchart(file: Path, rehearsal: Rehearsal) -> Flowchart:
    """Findings never stop a rehearsal, as long as there is something to walk."""
    if rehearsal.inline is not None:
        return inline_flowchart(rehearsal.inline)
    checked = check_file(file.parent / (rehearsal.procedure or ""))
    if checked.flowchart is None:
        raise RehearsalError(f"{rehearsal.procedure}: {unsound(checked)}")
    return checked.flowchart


def _library(folder: Path, flowchart: Flowchart) -> dict[str, Flowchart]:
    """The sub-procedures whose files stand beside the procedure, and those that these call.

    A circle is walked as far as procedures may stand inside each other, and no farther.
    """
    library: dict[str, Flowchart] = {}
    waiting = list(called(flowchart))
    while waiting:
        name = waiting.pop()
        file = folder / f"{name}.yml"
        if name in library or not file.is_file():
            continue
        found = check_file(file).flowchart
        if found is None:
            raise RehearsalError(f"{file}: there is no flowchart to walk")
        library[name] = found
        waiting += called(found)
    if any(problem.code == "subprocedure.recursion" for problem in call_problems(flowchart, library)):
        raise RehearsalError("the procedures beside this one call each other in a circle")
    return library


def _tell(file: Path, rehearsal: Rehearsal, verdict: Verdict) -> None:
    if not verdict.differences:
        click.echo(f"{click.style('ok', fg='green')}    {file}  {rehearsal.story}")
        return
    click.echo(f"{click.style('FAIL', fg='red', bold=True)}  {file}  {rehearsal.story}")
    for difference in verdict.differences:
        click.echo(f"  {difference}")


def _trace(verdict: Verdict) -> None:
    for host, walk in verdict.walks.items():
        click.echo(f"  {host}:")
        for line in _told(walk):
            click.echo(f"    {line}")
        click.echo(f"    {walk.status}")


def _told(walk: Walk) -> Iterator[str]:
    for event in walk.events:
        data = event.data
        match event.type:
            case EventType.VISIT_FINISHED:
                why = data["why"]["sentence"] if data["why"] else data["message"]
                yield f"{data['visit']:>4} {data['node']} {data['outcome']}" + (f": {why}" if why else "")
            case EventType.VISIT_WAITING:
                yield f"{data['visit']:>4} {data['node']} … {data['reason']}"
            case EventType.VISIT_RETRIED:
                yield f"{data['visit']:>4} {data['node']} … {data['outcome']}: {data['reason']}"
