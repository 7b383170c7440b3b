"""`noc executor-nodes`: who enrolled, and letting them in after comparing fingerprints."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from noc_presentation.noc.client import Client, Document
from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.nouns import standing
from noc_presentation.noc.printing import EVERY, OUTPUT, print_list
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings

TYPED = 8
Command = TypeVar("Command", bound=Callable[..., Any])
AUTHORISE_EXAMPLE = """\b
Example:
  noc executor-nodes authorise node-1
  noc executor-nodes authorise node-1 --fingerprint "$(noc-executor-node fingerprint)"
"""
DRAIN_EXAMPLE = """\b
Example:
  noc executor-nodes drain node-1 --reason "new disks"
"""


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


@click.group("executor-nodes", epilog="\b\nExample:\n  noc executor-nodes list")
def command() -> None:
    """The machines that run steps, and who is let in."""


@command.command("list", epilog="\b\nExample:\n  noc executor-nodes list")
@OUTPUT
@needs_surroundings
def listed(around: Surroundings, output: str) -> None:
    """List executor nodes with their fingerprints."""
    print_list(around, "executor-nodes", EVERY, output)


@command.command("authorise", epilog=AUTHORISE_EXAMPLE)
@click.argument("name")
@click.option("--fingerprint", help="The fingerprint that the executor node itself shows.")
@click.option("--yes", is_flag=True, help="Don't ask; only together with --fingerprint.")
@needs_surroundings
def authorise(around: Surroundings, name: str, fingerprint: str | None, yes: bool) -> None:
    """Let the executor node NAME in, once its fingerprint was compared.

    `noc-executor-node fingerprint` on that machine prints it. Without --fingerprint it is shown here, and the
    last 8 characters of what the machine shows have to be typed.
    """
    if yes and fingerprint is None:
        raise NotUnderstood("--yes needs --fingerprint: somebody must have compared it")
    node = _found(around.client, name)
    compared = fingerprint or _compared(around, node)
    body = {"fingerprint": compared.strip()}
    answer = around.client.post("executor-nodes", node["id"], "authorise", body=body)
    around.console.print(f"executor node {answer['name']} is {answer['status']}", soft_wrap=True)


@command.command("suspend", epilog="\b\nExample:\n  noc executor-nodes suspend node-1")
@click.argument("name")
@needs_surroundings
def suspend(around: Surroundings, name: str) -> None:
    """Give the executor node NAME nothing more to do."""
    node = _found(around.client, name)
    answer = around.client.post("executor-nodes", node["id"], "suspend", body={})
    around.console.print(f"executor node {answer['name']} is {answer['status']}", soft_wrap=True)


@command.command("revoke", epilog="\b\nExample:\n  noc executor-nodes revoke node-1 --yes")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Don't ask.")
@needs_surroundings
def revoke(around: Surroundings, name: str, yes: bool) -> None:
    """Never let the key of the executor node NAME in again; it would have to enrol with a new one."""
    node = _found(around.client, name)
    if not yes:
        click.confirm(f"Revoke {node['name']} for good?", abort=True)
    answer = around.client.post("executor-nodes", node["id"], "revoke", body={})
    around.console.print(f"executor node {answer['name']} is {answer['status']}", soft_wrap=True)


@command.command("serve", epilog="\b\nExample:\n  noc executor-nodes serve node-1 --group edge")
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
    node = _found(around.client, name)
    answer = around.client.put("executor-nodes", node["id"], "groups", body=body)
    words = _serves(answer["authorisation"])
    around.console.print(f"executor node {answer['name']} serves {words}", soft_wrap=True)


@command.command("introduce", epilog=INTRODUCE_EXAMPLE)
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


@command.command("introductions", epilog="\b\nExample:\n  noc executor-nodes introductions")
@OUTPUT
@needs_surroundings
def introductions(around: Surroundings, output: str) -> None:
    """List whom was announced; used and revoked ones too."""
    print_list(around, "introductions", EVERY, output)


@command.command(
    "withdraw", epilog="\b\nExample:\n  noc executor-nodes withdraw 01a1fbba-0000-7000-8000-00000000000b"
)
@click.argument("introduction")
@needs_surroundings
def withdraw(around: Surroundings, introduction: str) -> None:
    """Let nobody in with this INTRODUCTION any more."""
    around.client.delete("introductions", introduction)
    around.console.print("nobody comes in with it any more", soft_wrap=True)


@command.command("drain", epilog=DRAIN_EXAMPLE)
@click.argument("name")
@click.option("--reason", default="", help="Why; everybody sees it.")
@needs_surroundings
def drain(around: Surroundings, name: str, reason: str) -> None:
    """Give the executor node NAME nothing new; what it holds goes on."""
    _act(around, name, "drain", reason)


@command.command("pause", epilog="\b\nExample:\n  noc executor-nodes pause node-1 --reason lunch")
@click.argument("name")
@click.option("--reason", default="", help="Why; everybody sees it.")
@needs_surroundings
def pause(around: Surroundings, name: str, reason: str) -> None:
    """Another word for `drain`."""
    _act(around, name, "drain", reason)


@command.command("stop", epilog="\b\nExample:\n  noc executor-nodes stop node-1 --reason retired")
@click.argument("name")
@click.option("--reason", default="", help="Why; everybody sees it.")
@needs_surroundings
def stop(around: Surroundings, name: str, reason: str) -> None:
    """Give the executor node NAME nothing new, and suspend it once it holds nothing."""
    _act(around, name, "stop", reason)


@command.command("resume", epilog="\b\nExample:\n  noc executor-nodes resume node-1")
@click.argument("name")
@click.option("--reason", default="", help="Why; everybody sees it.")
@needs_surroundings
def resume(around: Surroundings, name: str, reason: str) -> None:
    """Give the executor node NAME work again after it was drained."""
    _act(around, name, "resume", reason)


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


def _act(around: Surroundings, name: str, verb: str, reason: str) -> None:
    node = _found(around.client, name)
    answer = around.client.post("executor-nodes", node["id"], verb, body={"reason": reason})
    held = f"; it holds {answer['outstanding']} attempts" if answer.get("outstanding") else ""
    around.console.print(f"executor node {answer['name']} is {standing(answer)}{held}", soft_wrap=True)


@command.command(
    "limit", epilog='\b\nExample:\n  noc executor-nodes limit node-1 --max-parallel 2 --reason "it swaps"'
)
@click.argument("name")
@click.option("--max-parallel", type=click.IntRange(1), help="So many steps at once.")
@click.option("--none", "unlimited", is_flag=True, help="As many as it has slots.")
@click.option("--reason", default="", help="Why; everybody can read it.")
@needs_surroundings
def limit(around: Surroundings, name: str, max_parallel: int | None, unlimited: bool, reason: str) -> None:
    """Let the executor node NAME run at most so many steps at once."""
    if unlimited == (max_parallel is not None):
        raise NotUnderstood("say how many: --max-parallel N, or --none for all its slots")
    node = _found(around.client, name)
    body = {"max_parallel": max_parallel, "reason": reason}
    answer = around.client.put("executor-nodes", node["id"], "limit", body=body)
    most = answer["max_parallel"] or answer["slots"]
    around.console.print(
        f"executor node {answer['name']} may use {most} of its {answer['slots']} slots", soft_wrap=True
    )


def _compared(around: Surroundings, node: Document) -> str:
    fingerprint = str(node["fingerprint"])
    around.console.print(
        f"executor node {node['name']} enrolled with this key:\n  {fingerprint}", soft_wrap=True
    )
    around.console.print("`noc-executor-node fingerprint` on that machine must print the same.")
    typed = click.prompt(f"Type the last {TYPED} characters of what it prints", type=str)
    if typed.strip() != fingerprint[-TYPED:]:
        raise NotUnderstood("these are not the same; nothing was changed (executor_node.key_mismatch)")
    return fingerprint


def _found(client: Client, name: str) -> Document:
    nodes = [node for node in client.whole("executor-nodes") if name in (node["name"], node["id"])]
    if not nodes:
        raise NotUnderstood(f"no executor node called {name!r} has enrolled")
    return nodes[0]
