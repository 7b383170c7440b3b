"""Printing items of a noun: a table for people, JSON or YAML for programs."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import click
from rich.table import Table

from noc_presentation.noc.client import Document
from noc_presentation.noc.nouns import NOUNS, Noun
from noc_presentation.noc.surroundings import Surroundings
from noc_presentation.noc.visible import as_json, as_yaml, warn

EVERY = 10_000
"""As many as anybody lists at once."""
OUTPUT = click.option(
    "--output", "-o", type=click.Choice(["table", "json", "yaml"]), default="table", help="How to print it."
)


def print_list(
    around: Surroundings,
    noun: str,
    most: int,
    output: str,
    query: Mapping[str, str] = MappingProxyType({}),
    none: str = "",
) -> None:
    """The first items of the noun that the query wants; says so when there are more, or `none` where there is none."""
    if NOUNS[noun].in_one_piece:
        items, more = around.client.whole(noun), False
    else:
        items, more = around.client.some(noun, most=most, **query)
    print_these(around, NOUNS[noun], items, output)
    if more:
        warn(f"noc: there are more than these {len(items)}; --limit shows more")
    if not items:
        warn(f"noc: {none or f'there are no {noun} that you may see'}")


def print_these(around: Surroundings, noun: Noun, items: Sequence[Document], output: str) -> None:
    """These items of a noun."""
    if output != "table":
        _print_document(list(items), output)
    elif items:
        around.console.print(_table(noun, items))


def print_one(around: Surroundings, noun: str, item: Document, output: str) -> None:
    """One item; for programs the object itself."""
    if output == "table":
        print_these(around, NOUNS[noun], [item], output)
    else:
        _print_document(item, output)


def _print_document(document: Document | list[Document], output: str) -> None:
    if output == "json":
        click.echo(as_json(document))
        return
    click.echo(as_yaml(document), nl=False)


def _table(noun: Noun, items: Sequence[Document]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in noun.columns:
        table.add_column(title, overflow="fold")
    for item in items:
        table.add_row(*(cell(item) for cell in noun.columns.values()))
    return table
