"""`noc questions`: what walks ask people, and answering it."""

import click

from noc_presentation.noc.client import Document
from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.options import typed
from noc_presentation.noc.printing import EVERY, OUTPUT, print_list, print_one
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.times import clock

ANSWER_EXAMPLE = """\b
Examples:
  noc questions answer 0191f2c4-... --approve --reason "the window is open"
  noc questions answer 0191f2c4-... --value slot=4
  noc questions answer --execution 12 --node sure --approve
"""


@click.group("questions", epilog="\b\nExample:\n  noc questions list")
def command() -> None:
    """What walks ask people: approvals and inputs."""


@command.command("list", epilog="\b\nExample:\n  noc questions list")
@click.option("--all", "every", is_flag=True, help="Closed ones too.")
@click.option("--execution", help="Only those of this execution.")
@OUTPUT
@needs_surroundings
def listed(around: Surroundings, every: bool, execution: str | None, output: str) -> None:
    """List what is open, the oldest first."""
    query = ({} if every else {"status": "open"}) | ({"execution": execution} if execution else {})
    none = "" if every else "there is no open question that you may see; --all shows closed ones too"
    print_list(around, "questions", EVERY, output, query, none)


@command.command("show", epilog="\b\nExample:\n  noc questions show 0191f2c4-...")
@click.argument("question")
@OUTPUT
@needs_surroundings
def show(around: Surroundings, question: str, output: str) -> None:
    """Show one question with everything an answer agrees to."""
    found = around.client.get("questions", question)
    print_one(around, "questions", found, output)
    if output == "table":
        around.console.print(found["question"], soft_wrap=True)
        for given in found["answers"]:
            reason = f": {given['reason']}" if given["reason"] else ""
            words = f"{given['outcome']} by {given['by']} at {clock(given['at'])} UTC{reason}"
            around.console.print(words, soft_wrap=True)


@command.command("answer", epilog=ANSWER_EXAMPLE)
@click.argument("questions", nargs=-1)
@click.option("--execution", help="Instead of ids: all open ones of this execution …")
@click.option("--node", help="… at this node.")
@click.option("--approve", is_flag=True, help="Say yes.")
@click.option("--refuse", is_flag=True, help="Say no.")
@click.option("--value", "values", multiple=True, metavar="NAME=VALUE", help="A field of an input.")
@click.option("--reason", default="", help="Why; everybody can read it.")
@needs_surroundings
def answer(
    around: Surroundings,
    questions: tuple[str, ...],
    execution: str | None,
    node: str | None,
    approve: bool,
    refuse: bool,
    values: tuple[str, ...],
    reason: str,
) -> None:
    """Answer questions in your own name."""
    if approve + refuse + bool(values) != 1:
        raise NotUnderstood(
            "say one thing: --approve or --refuse to an approval, or an input's --value NAME=VALUE"
        )
    outcome = "approved" if approve else "refused" if refuse else "succeeded"
    for question in _chosen(around, questions, execution, node):
        said: Document = {"digest": question["digest"], "outcome": outcome, "reason": reason}
        if values:
            said["values"] = typed(values, question["fields"] or {})
        answered = around.client.post("questions", question["id"], "answers", body=said)
        became = answered["outcome"] or f"{len(answered['answers'])} of {answered['quorum']} have approved"
        around.console.print(f"{answered['host']}: {answered['question']}  {became}", soft_wrap=True)


def _chosen(
    around: Surroundings, ids: tuple[str, ...], execution: str | None, node: str | None
) -> list[Document]:
    if ids:
        return [around.client.get("questions", identity) for identity in ids]
    if not execution:
        raise NotUnderstood("name questions by their ids, or an --execution; `noc questions list` shows both")
    found, _ = around.client.some("questions", most=EVERY, status="open", execution=execution)
    chosen = [question for question in found if node in (None, question["node"])]
    if not chosen:
        raise NotUnderstood("nothing is being asked there")
    return chosen
