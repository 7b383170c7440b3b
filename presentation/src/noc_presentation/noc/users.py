"""`noc users`: people and service accounts, what each of them may do, and turning them off at once."""

from typing import Any

import click

from noc_presentation.noc.client import Document
from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.printing import EVERY, OUTPUT, print_list
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings

SCOPES = ("group", "procedure", "credential", "channel")
GRANT_EXAMPLE = """\b
Example:
  noc users grant vera viewer --everything
  noc users grant otto operator --group web --procedure restart-web
"""


@click.group("users", epilog="\b\nExample:\n  noc users list")
def command() -> None:
    """People and service accounts: make them, grant and withdraw roles, turn them off."""


@command.command("list", epilog="\b\nExample:\n  noc users list")
@OUTPUT
@needs_surroundings
def listed(around: Surroundings, output: str) -> None:
    """List users, those that were turned off too."""
    print_list(around, "users", EVERY, output)


@command.command("create", epilog="\b\nExample:\n  noc users create vera --ask-password")
@click.argument("name")
@click.option("--service", is_flag=True, help="A service account: it never logs in, only its tokens do.")
@click.option("--ask-password", is_flag=True, help="Ask for a password now; without one nobody can log in.")
@needs_surroundings
def create(around: Surroundings, name: str, service: bool, ask_password: bool) -> None:
    """Make a user called NAME, who may do nothing yet."""
    if service and ask_password:
        raise NotUnderstood("a service account has no password")
    body: Document = {"name": name, "kind": "service" if service else "person"}
    if ask_password:
        body["password"] = click.prompt("password", hide_input=True, confirmation_prompt=True, err=True)
    around.client.post("users", body=body)
    around.console.print(f"user {name} may do nothing yet; noc users grant {name} ROLE …", soft_wrap=True)


@command.command("mail-address", epilog="\b\nExample:\n  noc users mail-address vera vera@example.org")
@click.argument("name")
@click.argument("address")
@needs_surroundings
def mail_address(around: Surroundings, name: str, address: str) -> None:
    """Say where the user called NAME gets mail; links that answer in their name go to ADDRESS."""
    around.client.put("users", name, "mail-address", body={"address": address})
    around.console.print(f"{name} gets mail at {address}", soft_wrap=True)


@command.command("grant", epilog=GRANT_EXAMPLE)
@click.argument("name")
@click.argument("role")
@click.option("--everything", is_flag=True, help="On all there is.")
@click.option("--group", "groups", multiple=True, help="On the hosts of a group.")
@click.option("--procedure", "procedures", multiple=True, help="On a procedure.")
@click.option("--credential", "credentials", multiple=True, help="On a credential.")
@click.option("--channel", "channels", multiple=True, help="On a channel of notifications.")
@needs_surroundings
def grant(
    around: Surroundings,
    name: str,
    role: str,
    everything: bool,
    groups: tuple[str, ...],
    procedures: tuple[str, ...],
    credentials: tuple[str, ...],
    channels: tuple[str, ...],
) -> None:
    """Grant the user called NAME a role; granted twice it is there once."""
    named = zip(SCOPES, (groups, procedures, credentials, channels), strict=True)
    scopes: list[Any] = [{"kind": kind, "name": one} for kind, names in named for one in names]
    if everything == bool(scopes):
        raise NotUnderstood("say either --everything or what the role is granted on")
    for scope in scopes or [None]:
        made = around.client.post("users", name, "grants", body={"role": role, "scope": scope})
        around.console.print(f"{name} is {_words(made)}", soft_wrap=True)


@command.command("grants", epilog="\b\nExample:\n  noc users grants otto")
@click.argument("name")
@needs_surroundings
def granted(around: Surroundings, name: str) -> None:
    """Say what the user called NAME was granted, with the ids that `withdraw` takes."""
    items = around.client.whole("users", name, "grants")
    for item in items:
        around.console.print(f"{item['id']}  {_words(item)}", soft_wrap=True)
    if not items:
        around.console.print(f"{name} may do nothing", soft_wrap=True)


@command.command(
    "withdraw", epilog="\b\nExample:\n  noc users withdraw otto 01a1fbba-0000-7000-8000-00000000000b"
)
@click.argument("name")
@click.argument("grant_id", metavar="GRANT")
@needs_surroundings
def withdraw(around: Surroundings, name: str, grant_id: str) -> None:
    """Take a grant away; the next request knows."""
    around.client.delete("users", name, "grants", grant_id)
    around.console.print(f"{name} has that grant no longer", soft_wrap=True)


@command.command("deactivate", epilog="\b\nExample:\n  noc users deactivate otto")
@click.argument("name")
@needs_surroundings
def deactivate(around: Surroundings, name: str) -> None:
    """Turn a user off: sessions, tokens and what they ordered for later, from the next request on."""
    _turn(around, name, on=False)


@command.command("activate", epilog="\b\nExample:\n  noc users activate otto")
@click.argument("name")
@needs_surroundings
def activate(around: Surroundings, name: str) -> None:
    """Turn a user on again."""
    _turn(around, name, on=True)


@command.command("link", epilog="\b\nExample:\n  noc users link vera --subject 248289761001")
@click.argument("name")
@click.option("--subject", required=True, help="What the identity provider calls them: their `sub`.")
@needs_surroundings
def link(around: Surroundings, name: str, subject: str) -> None:
    """Let the user NAME come in through the identity provider."""
    made = around.client.post("users", name, "identities", body={"subject": subject})
    words = f"{made['subject']} at {made['issuer']} comes in as {name}"
    around.console.print(words, soft_wrap=True)


@command.command("unlink", epilog="\b\nExample:\n  noc users unlink vera --subject 248289761001")
@click.argument("name")
@click.option("--subject", required=True, help="What the identity provider calls them: their `sub`.")
@needs_surroundings
def unlink(around: Surroundings, name: str, subject: str) -> None:
    """Don't let the user NAME come in with this subject any more; their sessions end."""
    known = around.client.whole("users", name, "identities")
    found = [one for one in known if one["subject"] == subject]
    if not found:
        raise NotUnderstood(f"{name} isn't linked to {subject!r}")
    for one in found:
        around.client.delete("users", name, "identities", one["id"])
    around.console.print(f"nobody comes in as {name} with {subject} any more", soft_wrap=True)


def _turn(around: Surroundings, name: str, on: bool) -> None:
    around.client.put("users", name, "active", body={"active": on})
    around.console.print(f"{name} is {'on' if on else 'off'}", soft_wrap=True)


def _words(grant_: Document) -> str:
    scope = grant_["scope"]
    return f"{grant_['role']} on " + ("everything" if scope is None else f"{scope['kind']} {scope['name']}")
