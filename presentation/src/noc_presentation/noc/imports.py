"""`noc import`: bring an inventory in, and see what that changes before and after."""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click
from rich.text import Text

from noc_presentation.noc.client import Document
from noc_presentation.noc.complaints import complaints, finding
from noc_presentation.noc.documents import text_of
from noc_presentation.noc.errors import NotUnderstood, ServerRefused
from noc_presentation.noc.report import first_line
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.visible import warn

MOST_BYTES = 10 * 1024 * 1024
MOST_SHOWN = 20
FORMATS = ("auto", "ini", "yaml", "json", "csv")
KINDS = ("added", "changed", "removed", "unchanged")
EXAMPLE = """\b
Examples:
  noc import inventory hosts.ini --dry-run
  ansible-inventory -i inventory/ --list | noc import inventory -
"""


Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an import is asked for, and what complaints call its document."""

    path: tuple[str, ...]
    name: str


@click.group("import", epilog="\b\nExample:\n  noc import inventory hosts.ini")
def command() -> None:
    """Bring in what other tools keep."""


def import_options(function: Command) -> Command:
    """What every import can be told."""
    for option in (
        click.option("--digest", help="Do just what a dry run with this digest showed, or nothing."),
        click.option(
            "--drop-forbidden",
            is_flag=True,
            help="Leave out variables that no inventory may have, and say so.",
        ),
        click.option("--yes", is_flag=True, help="Don't ask before hosts are removed."),
        click.option("--replace", is_flag=True, help="Also remove every host that it doesn't name."),
        click.option("--dry-run", is_flag=True, help="Say what would change; change nothing."),
    ):
        function = option(function)
    return function


@command.command("inventory", epilog=EXAMPLE)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--format", "form", type=click.Choice(FORMATS), default="auto", help="What FILE is in (auto).")
@import_options
@needs_surroundings
def inventory(
    around: Surroundings,
    file: Path,
    form: str,
    dry_run: bool,
    replace: bool,
    yes: bool,
    drop_forbidden: bool,
    digest: str | None,
) -> None:
    """Import hosts and groups from FILE: an Ansible inventory in INI, YAML or `--list` JSON, or CSV (- reads a pipe).

    All of it or nothing: every error is told at once with its row. Hosts that FILE doesn't name stay, unless
    --replace is given.
    """
    order: Document = {
        "content": _content(file),
        "format": form,
        "replace": replace,
        "drop_forbidden": drop_forbidden,
        "digest": digest,
    }
    name = "<stdin>" if str(file) == "-" else str(file)
    _carry_out(around, Origin(("inventory", "imports"), name), order, dry_run, yes)


@command.command("sources", epilog="\b\nExample:\n  noc import sources")
@needs_surroundings
def sources(around: Surroundings) -> None:
    """List the places that hosts can be pulled from."""
    for source in around.client.whole("inventory", "sources"):
        asked_with = f" with credential {source['credential']}" if source["credential"] else ""
        around.console.print(
            f"{source['name']}: {source['kind']} at {source['place']}{asked_with}", soft_wrap=True
        )


@command.command("source", epilog="\b\nExample:\n  noc import source netbox --dry-run")
@click.argument("name")
@import_options
@needs_surroundings
def source(
    around: Surroundings,
    name: str,
    dry_run: bool,
    replace: bool,
    yes: bool,
    drop_forbidden: bool,
    digest: str | None,
) -> None:
    """Pull hosts and groups from the source NAME now, and import them.

    As a file of them would be: all of it or nothing, and hosts that it doesn't name stay, unless --replace is given.
    """
    order: Document = {"replace": replace, "drop_forbidden": drop_forbidden, "digest": digest}
    _carry_out(around, Origin(("inventory", "sources", name, "imports"), name), order, dry_run, yes)


def _carry_out(around: Surroundings, origin: Origin, order: Document, dry_run: bool, yes: bool) -> None:
    if order["replace"] and not dry_run and not yes:
        would = _import(around, {**order, "dry_run": True}, origin)
        _ask(around, would)
        order["digest"] = order["digest"] or would["digest"]
    answer = _import(around, {**order, "dry_run": dry_run}, origin)
    for line in changes(answer):
        around.console.print(line, soft_wrap=True)
    for warning in answer["warnings"]:
        warn(finding(warning, origin.name))


def changes(answer: Document) -> list[Text]:
    """What an import changed, or would change: a line for each host, and the numbers."""
    changed = [f"{one['name']} ({', '.join(map(_field, one['changes']))})" for one in answer["changed"]]
    lines = [
        *_listed("+", "green", answer["added"]),
        *_listed("~", "yellow", changed),
        *_listed("-", "red", answer["removed"]),
    ]
    if answer["new_groups"]:
        lines.append(Text(f"new groups: {', '.join(answer['new_groups'])}"))
    numbers = ", ".join(f"{len(answer[kind])} {kind}" for kind in KINDS)
    lines.append(Text(f"{'would be: ' if answer['dry_run'] else ''}{numbers}", "bold"))
    if answer["dry_run"]:
        lines.append(Text(f"digest: {answer['digest']}", "bright_black"))
    return lines


def _listed(sign: str, style: str, names: Sequence[str]) -> list[Text]:
    lines = [Text(f"{sign} {name}", style) for name in names[:MOST_SHOWN]]
    if len(names) > MOST_SHOWN:
        lines.append(Text(f"{sign} and {len(names) - MOST_SHOWN} more", style))
    return lines


def _field(change: Document) -> str:
    return f"{change['field']}: {_value(change['before'])} -> {_value(change['after'])}"


def _value(value: object) -> str:
    """The value on one line, cut where it is long; a dash for none."""
    if value is None:
        return "–"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return first_line(text, 40)


def _content(file: Path) -> str:
    if str(file) == "-":
        return _decoded(sys.stdin.buffer.read(MOST_BYTES + 1))
    if file.is_file() and file.stat().st_mode & 0o111:
        raise NotUnderstood(
            f"{file} is a program (inventory.format_not_allowed)",
            (f"run it yourself and import what it prints: ./{file.name} --list | noc import inventory -",),
        )
    return text_of(file, MOST_BYTES)


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise NotUnderstood(f"more than {MOST_BYTES // 2**20} MiB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotUnderstood("what comes in is not UTF-8 (encoding.not_utf8)") from error


def _import(around: Surroundings, order: Document, origin: Origin) -> Document:
    try:
        return around.client.post(*origin.path, body=order)
    except ServerRefused as refusal:
        found = complaints(refusal.problem, origin.name)
        if not found:
            raise
        raise NotUnderstood(f"{origin.name}: {refusal}", tuple(found)) from refusal


def _ask(around: Surroundings, shown: Document) -> None:
    removed = shown["removed"]
    if not removed:
        return
    if not around.is_terminal:
        raise NotUnderstood(f"this would remove {len(removed)} hosts; say --yes if that is meant")
    for line in _listed("-", "red", removed):
        around.console.print(line)
    click.confirm(f"Remove {len(removed)} hosts?", abort=True)
