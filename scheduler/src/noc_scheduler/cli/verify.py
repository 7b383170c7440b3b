"""`noc-scheduler verify`: whether the books are in order."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import chain
from pathlib import Path

import click

from noc_scheduler.cli.opened import configured, require_setup
from noc_scheduler.errors import NotFound, Unavailable
from noc_scheduler.flowchart.audit.finding import Finding
from noc_scheduler.service.upkeep.verify import Looked, verify
from noc_scheduler.service.upkeep.verify_journals import verify_journals
from noc_scheduler.service.upkeep.verifying.journals import Kept, NotKept, read_kept
from noc_scheduler.store.database import Database
from noc_scheduler.store.schema import require_current

#: After so many HostRuns it says how far it has come.
STRIDE = 1_000
#: Of a command that was asked for something that is not there or can't be read.
USAGE = 2


@click.command("verify")
@click.argument("execution", required=False)
@click.option(
    "--journal",
    "journals",
    multiple=True,
    type=click.Path(path_type=Path),
    help="What `noc-executor-node journal --json` has printed; may be given for each executor node.",
)
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON object per finding and line; the sum comes last."
)
@click.pass_context
def command(context: click.Context, execution: str | None, journals: tuple[Path, ...], as_json: bool) -> None:
    """Replay the events of EXECUTION (an id or a number; of everything without one), compare them with the
    tables and with journals of executor nodes, and list every invariant that doesn't hold.

    Nothing is written and nothing is locked: a scheduler at work can be verified. Exits with 0 when all
    invariants hold, 1 when one doesn't, 2 when something is not there or can't be read, or the command is wrong.
    """
    with configured() as settings:
        require_setup(settings)
        database = Database(settings.database)
        try:
            require_current(database)
            kept = [line for journal in journals for line in _lines(journal)]
            looked = chain(
                verify(database, execution), verify_journals(database, kept, execution) if kept else ()
            )
            total = _told(looked, as_json)
        except (NotFound, Unavailable, NotKept) as error:
            click.echo(f"noc-scheduler: {error}", err=True)
            context.exit(USAGE)
        finally:
            database.close()
    click.echo(_sum_as_json(*total) if as_json else _sum(*total))
    context.exit(1 if total[1] else 0)


def _told(looked: Iterable[Looked], as_json: bool) -> tuple[Looked, int]:
    """Print findings as they come; what was seen altogether, and how many findings there were."""
    total, found, said = Looked(), 0, 0
    for one in looked:
        for finding in one.findings:
            click.echo(json.dumps(asdict(finding), ensure_ascii=False) if as_json else _line(finding))
        found += len(one.findings)
        total = Looked(
            executions=total.executions + one.executions,
            host_runs=total.host_runs + one.host_runs,
            events=total.events + one.events,
            attempts=total.attempts + one.attempts,
            pending=total.pending + one.pending,
        )
        if total.host_runs - said >= STRIDE:
            said = total.host_runs
            click.echo(f"{_seen(total)} so far, {found} findings", err=True)
    return total, found


def _lines(journal: Path) -> Iterator[Kept]:
    try:
        with journal.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                try:
                    yield read_kept(json.loads(line), str(journal))
                except (ValueError, RecursionError) as error:
                    problem = (
                        f"line {number}: {error}"
                        if isinstance(error, NotKept)
                        else f"line {number} is no JSON"
                    )
                    raise NotKept(f"{journal}: {problem}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise NotKept(f"{journal} can't be read: {error}") from error


def _line(finding: Finding) -> str:
    word, _, words = str(finding).partition(" ")
    return f"{click.style(word, fg='red')} {words}"


def _sum(total: Looked, found: int) -> str:
    verdict = "all invariants hold" if not found else _many(found, "finding")
    pending = f" ({_many(total.pending, 'letter')} still to be sent)" if total.pending else ""
    return f"checked {_seen(total)}: {verdict}{pending}"


def _seen(total: Looked) -> str:
    parts = [
        _many(total.executions, "execution"),
        _many(total.host_runs, "host run"),
        _many(total.events, "event"),
    ]
    if total.attempts:
        parts.append(_many(total.attempts, "attempt") + " in journals")
    return ", ".join(parts)


def _many(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _sum_as_json(total: Looked, found: int) -> str:
    seen = ("executions", "host_runs", "events", "attempts", "pending")
    return json.dumps({"checked": {name: getattr(total, name) for name in seen}, "findings": found})
