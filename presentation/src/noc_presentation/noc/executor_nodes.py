"""`noc executor-nodes`: who enrolled, and letting them in after comparing fingerprints."""

import click

from noc_presentation.noc.client import Client, Document
from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.nouns import standing
from noc_presentation.noc.printing import EVERY, OUTPUT, print_list
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings

TYPED = 8
AUTHORISE_EXAMPLE = """\b
Example:
  noc executor-nodes authorise node-1
  noc executor-nodes authorise node-1 --fingerprint "$(noc-executor-node fingerprint)"
"""
DRAIN_EXAMPLE = """\b
Example:
  noc executor-nodes drain node-1 --reason "new disks"
"""


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
@click.option("--group", "groups", multiple=True, help="A group whose hosts' credentials it may be given.")
@click.option("--all", "everything", is_flag=True, help="Those of all hosts.")
@needs_surroundings
def serve(around: Surroundings, name: str, groups: tuple[str, ...], everything: bool) -> None:
    """Let the executor node NAME be given credentials of some groups' hosts alone."""
    if everything == bool(groups):
        raise NotUnderstood("say which: --group NAME, or --all")
    node = _found(around.client, name)
    body = {"groups": None if everything else list(groups)}
    answer = around.client.put("executor-nodes", node["id"], "groups", body=body)
    served = answer["authorisation"]["groups"]
    words = "all groups" if served is None else ", ".join(served)
    around.console.print(f"executor node {answer['name']} serves {words}", soft_wrap=True)


@command.command("drain", epilog=DRAIN_EXAMPLE)
@click.argument("name")
@click.option("--reason", default="", help="Why; everybody sees it.")
@needs_surroundings
def drain(around: Surroundings, name: str, reason: str) -> None:
    """Give the executor node NAME nothing new; what it holds goes on."""
    _act(around, name, "drain", reason)


@command.command("resume", epilog="\b\nExample:\n  noc executor-nodes resume node-1")
@click.argument("name")
@click.option("--reason", default="", help="Why; everybody sees it.")
@needs_surroundings
def resume(around: Surroundings, name: str, reason: str) -> None:
    """Give the executor node NAME work again after it was drained."""
    _act(around, name, "resume", reason)


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
