"""What executor nodes may serve, said of those that are there and of those that are announced."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from noc_presentation.noc.client import Client, Document
from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.printing import EVERY, OUTPUT, print_list
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings

Command = TypeVar("Command", bound=Callable[..., Any])
INTRODUCE_EXAMPLE = """\b
Example:
  noc executor-nodes introduce lis-2 --group lisbon | ssh lis-2 noc-executor-node introduce
"""


def scope_options(of: Command) -> Command:
    """`--group`, `--all` and `--label`."""
    group = click.option("--group", "groups", multiple=True, help="A group whose hosts it may serve.")
    all_ = click.option("--all", "everything", is_flag=True, help="The hosts of all groups, and without any.")
    label = click.option(
        "--label",
        "labels",
        multiple=True,
        metavar="NAME=VALUE",
        help="A label that counts; others it has don't.",
    )
    return group(all_(label(of)))


@click.command("serve", epilog="\b\nExample:\n  noc executor-nodes serve node-1 --group edge")
@click.argument("name")
@scope_options
@needs_surroundings
def serve(
    around: Surroundings, name: str, groups: tuple[str, ...], everything: bool, labels: tuple[str, ...]
) -> None:
    """Let the executor node NAME be given work, and credentials, of some groups' hosts alone.

    Labels that are not mentioned stay as they are.
    """
    body = _scope(groups, everything, labels)
    node = enrolled(around.client, name)
    answer = around.client.put("executor-nodes", node["id"], "groups", body=body)
    words = _serves(answer["authorisation"])
    around.console.print(f"executor node {answer['name']} serves {words}", soft_wrap=True)


@click.command("introduce", epilog=INTRODUCE_EXAMPLE)
@click.argument("name")
@scope_options
@click.option(
    "--minutes", type=click.IntRange(1, 1440), default=15, show_default=True, help="How long it counts."
)
@needs_surroundings
def introduce(
    around: Surroundings,
    name: str,
    groups: tuple[str, ...],
    everything: bool,
    labels: tuple[str, ...],
    minutes: int,
) -> None:
    """Announce an executor node called NAME and print what lets it in, once.

    Give it to `noc-executor-node introduce` on that machine. No fingerprint has to be compared then.
    """
    body = {"name": name, "valid_minutes": minutes, **_scope(groups, everything, labels)}
    made = around.client.post("introductions", body=body)
    click.echo(made["token"])


@click.command("introductions", epilog="\b\nExample:\n  noc executor-nodes introductions")
@OUTPUT
@needs_surroundings
def introductions(around: Surroundings, output: str) -> None:
    """List whom was announced; used and revoked ones too."""
    print_list(around, "introductions", EVERY, output)


@click.command(
    "withdraw", epilog="\b\nExample:\n  noc executor-nodes withdraw 01a1fbba-0000-7000-8000-00000000000b"
)
@click.argument("introduction")
@needs_surroundings
def withdraw(around: Surroundings, introduction: str) -> None:
    """Let nobody in with this INTRODUCTION any more."""
    around.client.delete("introductions", introduction)
    around.console.print("nobody comes in with it any more", soft_wrap=True)


def enrolled(client: Client, name: str) -> Document:
    """The executor node of this name or id; raises NotUnderstood."""
    nodes = [node for node in client.whole("executor-nodes") if name in (node["name"], node["id"])]
    if not nodes:
        raise NotUnderstood(f"no executor node called {name!r} has enrolled")
    return nodes[0]


def _scope(groups: tuple[str, ...], everything: bool, labels: tuple[str, ...]) -> Document:
    if everything == bool(groups):
        raise NotUnderstood("say which: --group NAME, or --all")
    pairs = [label.partition("=") for label in labels]
    if any(not name or not value for name, _, value in pairs):
        raise NotUnderstood("write --label NAME=VALUE")
    counting = {"labels": {name: value for name, _, value in pairs}} if labels else {}
    return {"groups": None if everything else list(groups), **counting}


def _serves(authorisation: Document) -> str:
    groups, labels = authorisation["groups"], authorisation["labels"]
    words = "all groups" if groups is None else ", ".join(groups)
    named = "" if labels is None else ", ".join(f"{name}={labels[name]}" for name in sorted(labels))
    return words if labels is None else f"{words} as one with {named or 'no label'}"
