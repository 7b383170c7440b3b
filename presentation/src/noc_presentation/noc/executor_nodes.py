"""`noc executor-nodes`: who enrolled, and letting them in after comparing fingerprints."""

import click

from noc_presentation.noc import serving
from noc_presentation.noc.client import Document
from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.printing import EVERY, OUTPUT, print_list
from noc_presentation.noc.serving import enrolled
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings

TYPED = 8
AUTHORISE_EXAMPLE = """\b
Example:
  noc executor-nodes authorise node-1
  noc executor-nodes authorise node-1 --fingerprint "$(noc-executor-node fingerprint)"
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
    node = enrolled(around.client, name)
    compared = fingerprint or _compared(around, node)
    body = {"fingerprint": compared.strip()}
    answer = around.client.post("executor-nodes", node["id"], "authorise", body=body)
    around.console.print(f"executor node {answer['name']} is {answer['status']}", soft_wrap=True)


@command.command("suspend", epilog="\b\nExample:\n  noc executor-nodes suspend node-1")
@click.argument("name")
@needs_surroundings
def suspend(around: Surroundings, name: str) -> None:
    """Give the executor node NAME nothing more to do."""
    node = enrolled(around.client, name)
    answer = around.client.post("executor-nodes", node["id"], "suspend", body={})
    around.console.print(f"executor node {answer['name']} is {answer['status']}", soft_wrap=True)


@command.command("revoke", epilog="\b\nExample:\n  noc executor-nodes revoke node-1 --yes")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Don't ask.")
@needs_surroundings
def revoke(around: Surroundings, name: str, yes: bool) -> None:
    """Never let the key of the executor node NAME in again; it would have to enrol with a new one."""
    node = enrolled(around.client, name)
    if not yes:
        click.confirm(f"Revoke {node['name']} for good?", abort=True)
    answer = around.client.post("executor-nodes", node["id"], "revoke", body={})
    around.console.print(f"executor node {answer['name']} is {answer['status']}", soft_wrap=True)


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
    node = enrolled(around.client, name)
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


def _wish(word: str, verb: str, words: str, example: str) -> None:
    """A command that has something done to an executor node, for a reason that everybody sees."""

    @command.command(word, help=words, epilog=f"\b\nExample:\n  noc executor-nodes {word} node-1{example}")
    @click.argument("name")
    @click.option("--reason", default="", help="Why; everybody sees it.")
    @needs_surroundings
    def wish(around: Surroundings, name: str, reason: str) -> None:
        node = enrolled(around.client, name)
        answer = around.client.post("executor-nodes", node["id"], verb, body={"reason": reason})
        held = f"; it holds {answer['outstanding']} attempts" if answer.get("outstanding") else ""
        around.console.print(f"executor node {answer['name']} is {answer['standing']}{held}", soft_wrap=True)


_wish(
    "drain",
    "drain",
    "Give the executor node NAME nothing new; what it holds goes on.",
    ' --reason "new disks"',
)
_wish("pause", "drain", "Another word for `drain`.", " --reason lunch")
_wish(
    "stop",
    "stop",
    "Give the executor node NAME nothing new, and suspend it once it holds nothing.",
    " --reason retired",
)
_wish("resume", "resume", "Give the executor node NAME work again after it was drained.", "")
for one in (serving.serve, serving.introduce, serving.introductions, serving.withdraw):
    command.add_command(one)
