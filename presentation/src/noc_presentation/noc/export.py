"""`noc export`: what there is, as files that `noc apply` takes."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from noc_presentation.noc.client import Client, Document
from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.printing import EVERY
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.visible import as_yaml

VERSION = "noc/v1"
HOST_FIELDS = ("address", "port", "user", "groups", "tags", "vars", "host_keys")
SCHEDULE_FIELDS = ("params", "overlap", "catch_up_ms", "priority", "check_mode", "diff")


@click.command("export", epilog="\b\nExample:\n  noc export site/ --only inventory")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--only", type=click.Choice(["procedures", "inventory", "schedules"]), multiple=True, help="Only these."
)
@needs_surroundings
def command(around: Surroundings, folder: Path, only: tuple[str, ...]) -> None:
    """Write procedures, the inventory and schedules into FOLDER; existing files are never written over.

    A schedule for a time that is over is left out: it can't be made again.
    """
    texts = {
        folder / part / f"{name}.yml": text
        for part, texts_of in PARTS.items()
        if not only or part in only
        for name, text in texts_of(around.client)
    }
    known = [str(path) for path in texts if path.exists()]
    if known:
        raise NotUnderstood("nothing was written, for there are such files already", tuple(known))
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        around.console.print(str(path), soft_wrap=True)


def procedure_text(client: Client, name: str) -> str:
    """The text its author wrote: of the newest published version, or of the draft where there is none."""
    version = client.get("procedures", name)["version"]
    if version:
        return str(client.get("procedures", name, "versions", str(version))["text"])
    return str(client.get("procedures", name, "draft")["text"])


def _procedures(client: Client) -> Iterator[tuple[str, str]]:
    for item in client.some("procedures", most=EVERY)[0]:
        yield item["name"], procedure_text(client, item["name"])


def _inventory(client: Client) -> Iterator[tuple[str, str]]:
    """A document for each that brought hosts or groups, and `by-hand` for all others."""
    specs: dict[str, Document] = {}
    for noun, described in (("groups", _group), ("hosts", _host)):
        for item in client.some(noun, most=EVERY)[0]:
            mark = item["managed_by"]
            name = mark["document"].partition("/")[2] if mark else "by-hand"
            specs.setdefault(name, {}).setdefault(noun, {})[item["name"]] = described(item)
    for name, spec in sorted(specs.items()):
        yield name, _document("Inventory", name, spec)


def _schedules(client: Client) -> Iterator[tuple[str, str]]:
    for item in client.some("schedules", most=EVERY)[0]:
        if item["trigger"]["kind"] == "once" and not item["next_fires"]:
            continue
        spec = {
            "procedure": item["procedure"]["name"],
            "target": item["target"],
            "trigger": item["trigger"],
            **{name: item[name] for name in SCHEDULE_FIELDS if item.get(name) not in (None, {})},
        }
        yield item["name"], _document("Schedule", item["name"], spec)


PARTS: Mapping[str, Callable[[Client], Iterator[tuple[str, str]]]] = {
    "procedures": _procedures,
    "inventory": _inventory,
    "schedules": _schedules,
}


def _group(item: Document) -> Document:
    return {name: item[name] for name in ("description", "children") if item[name]}


def _host(item: Document) -> Document:
    return {name: item[name] for name in HOST_FIELDS if item[name] not in (None, [], {})}


def _document(kind: str, name: str, spec: Mapping[str, Any]) -> str:
    return as_yaml({"apiVersion": VERSION, "kind": kind, "metadata": {"name": name}, "spec": dict(spec)})
