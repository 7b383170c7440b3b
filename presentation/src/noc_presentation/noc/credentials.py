"""`noc credentials`: secrets go in, and never come out again."""

import sys
from pathlib import Path

import click

from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.printing import EVERY, OUTPUT, print_list
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings

MOST_BYTES = 65_536
CREATE_EXAMPLE = """\b
Example:
  noc credentials create web --kind ssh_key --group web --file private_key=id_ed25519
  noc credentials create web-root --kind become_password --group web --ask password
"""
REPLACE_EXAMPLE = """\b
Example:
  noc credentials replace-secret web --file private_key=id_ed25519_new
"""
PLAIN = click.option(
    "--value", "plain", multiple=True, help="FIELD=TEXT, for what is no secret: it may be seen by others."
)
FILES = click.option("--file", "files", multiple=True, help="FIELD=PATH: the text of a file; - is the input.")
ASKED = click.option("--ask", "asked", multiple=True, help="FIELD: is asked for and not shown.")


@click.group("credentials", epilog="\b\nExample:\n  noc credentials list")
def command() -> None:
    """Secrets: make, replace, list and revoke them."""


@command.command("list", epilog="\b\nExample:\n  noc credentials list")
@OUTPUT
@needs_surroundings
def listed(around: Surroundings, output: str) -> None:
    """List credentials, revoked ones too."""
    print_list(around, "credentials", EVERY, output)


@command.command("create", epilog=CREATE_EXAMPLE)
@click.argument("name")
@click.option("--kind", required=True, help="ssh_key, password, become_password, api_token or vault.")
@click.option("--group", "groups", multiple=True, help="A group of hosts that it is for.")
@click.option("--description", default="", help="What it is about.")
@PLAIN
@FILES
@ASKED
@needs_surroundings
def create(
    around: Surroundings,
    name: str,
    kind: str,
    groups: tuple[str, ...],
    description: str,
    plain: tuple[str, ...],
    files: tuple[str, ...],
    asked: tuple[str, ...],
) -> None:
    """Make a credential called NAME for the hosts of some groups."""
    body = {"name": name, "kind": kind, "groups": list(groups), "description": description}
    made = around.client.post("credentials", body={**body, "values": _values(plain, files, asked)})
    around.console.print(f"credential {made['name']} has version {made['version']}", soft_wrap=True)


@command.command("replace-secret", epilog=REPLACE_EXAMPLE)
@click.argument("name")
@PLAIN
@FILES
@ASKED
@needs_surroundings
def replace_secret(
    around: Surroundings, name: str, plain: tuple[str, ...], files: tuple[str, ...], asked: tuple[str, ...]
) -> None:
    """Give the credential called NAME another secret; the next attempts get that one."""
    body = {"values": _values(plain, files, asked)}
    made = around.client.put("credentials", name, "secret", body=body)
    around.console.print(f"credential {made['name']} has version {made['version']}", soft_wrap=True)


@command.command("revoke", epilog="\b\nExample:\n  noc credentials revoke web")
@click.argument("name")
@needs_surroundings
def revoke(around: Surroundings, name: str) -> None:
    """Revoke the credential called NAME: nobody is given it any more, and its secret is gone."""
    around.client.delete("credentials", name)
    around.console.print(f"credential {name} opens nothing any more", soft_wrap=True)


def _values(plain: tuple[str, ...], files: tuple[str, ...], asked: tuple[str, ...]) -> dict[str, str]:
    values = dict(_pair(pair) for pair in plain)
    values |= {field: _read(path) for field, path in map(_pair, files)}
    values |= {field: click.prompt(field, hide_input=True, err=True) for field in asked}
    return values


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise NotUnderstood("write FIELD=TEXT or FIELD=PATH")
    return name, value


def _read(path: str) -> str:
    try:
        if path == "-":
            return sys.stdin.read(MOST_BYTES)
        return Path(path).expanduser().read_text(encoding="utf-8")[:MOST_BYTES]
    except (OSError, ValueError) as error:
        raise NotUnderstood(f"{path} can't be read as a text") from error
