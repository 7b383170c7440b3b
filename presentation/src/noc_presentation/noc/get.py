"""`noc get`: lists of things, or one of them."""

import click

from noc_presentation.noc.client import Client, Document
from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.export import procedure_text
from noc_presentation.noc.nouns import NOUNS
from noc_presentation.noc.printing import EVERY, OUTPUT, print_list, print_one
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings

EXAMPLE = """\b
Examples:
  noc get hosts
  noc get executions 12 -o json
  noc get procedures restart-web -o yaml
"""


@click.command("get", epilog=EXAMPLE)
@click.argument("noun", type=click.Choice(list(NOUNS)))
@click.argument("name", required=False)
@click.option("--limit", default=200, type=click.IntRange(1, EVERY), help="At most so many (200).")
@OUTPUT
@needs_surroundings
def command(around: Surroundings, noun: str, name: str | None, limit: int, output: str) -> None:
    """List things, or show the one called NAME.

    As YAML a procedure is the text its author wrote, ready for `noc apply`.
    """
    if name is None:
        print_list(around, noun, limit, output)
    elif noun == "procedures" and output == "yaml":
        click.echo(procedure_text(around.client, name), nl=False)
    else:
        print_one(around, noun, _one(around.client, noun, name), output)


def _one(client: Client, noun: str, name: str) -> Document:
    if NOUNS[noun].addressed:
        return client.get(noun, name)
    items = client.whole(noun) if NOUNS[noun].in_one_piece else client.some(noun, most=EVERY)[0]
    found = next((item for item in items if name in (item.get("name"), item["id"])), None)
    if found is None:
        raise NotUnderstood(f"there is nothing called {name!r} among the {noun}")
    return found
