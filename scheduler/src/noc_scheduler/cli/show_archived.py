"""`noc-scheduler show-archived`: an execution that was put away."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from noc_scheduler.cli.opened import configured, require_setup
from noc_scheduler.errors import BrokenArchive
from noc_scheduler.service.opening import open_means
from noc_scheduler.service.upkeep import archive_file
from noc_scheduler.settings import Settings
from noc_scheduler.store import archives


@click.command("show-archived")
@click.argument("number", type=click.IntRange(1))
@click.option("--lines", is_flag=True, help="Every line of its file, as JSON.")
@click.pass_context
def command(context: click.Context, number: int, lines: bool) -> None:
    """Show execution NUMBER from the archive; its file is held against its SHA-256 first.

    Exits with 1 when it is not archived or its file is not what was written.
    """
    with configured() as settings:
        require_setup(settings)
        try:
            found = _open(settings, number)
            if found is None:
                click.echo(f"execution {number} is not archived", err=True)
                context.exit(1)
            for text in _as_json(found) if lines else _summary(found):
                click.echo(text)
        except BrokenArchive as error:
            click.echo(f"noc-scheduler: {error}", err=True)
            context.exit(1)


def _open(settings: Settings, number: int) -> Iterator[dict[str, Any]] | None:
    means = open_means(settings)
    with means.database.reading() as connection:
        row = archives.find(connection, number)
    means.close()
    if row is None:
        return None
    return archive_file.read(Path(settings.archive) / row.file, row.sha256)


def _as_json(lines: Iterator[dict[str, Any]]) -> Iterator[str]:
    for line in lines:
        yield json.dumps(line, ensure_ascii=False)


def _summary(lines: Iterator[dict[str, Any]]) -> Iterator[str]:
    for line in lines:
        row = line.get("row", {})
        match line.get("table"):
            case "executions":
                yield (
                    f"{row['number']} {row['procedure']} version {row['procedure_version']}: {row['status']}, "
                    f"{row['started_at']} to {row['finished_at']}, by {row['actor']['name']}"
                )
            case "host_runs":
                where = f" at {row['outcome_node']}" if row["outcome_node"] else ""
                yield f"  {row['name']}: {row['outcome_word']}{where}"
        if "end" in line:
            yield "  " + ", ".join(f"{count} {table}" for table, count in line["end"].items())
