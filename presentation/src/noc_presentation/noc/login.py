"""`noc login`: a token of one's own for twelve hours, for a name, a password and, where one is asked for, a code."""

import ipaddress
import secrets
import socket
from urllib.parse import urlsplit

import click

from noc_presentation.noc import kept_login
from noc_presentation.noc.client import Client, Document
from noc_presentation.noc.errors import NotUnderstood, ServerRefused
from noc_presentation.noc.kept_login import KeptLogin
from noc_presentation.noc.settings import Server, names_token, read_url
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.visible import warn

CODE_NEEDED = "login.code_needed"
EXAMPLE = "\b\nExample:\n  noc login --url https://noc.example.org --name ana"


@click.command("login", epilog=EXAMPLE)
@click.option("--url", help="The server (NOC_URL, the configuration file, or the one of the last login).")
@click.option("--name", prompt="name", help="Who you are.")
@needs_surroundings
def command(around: Surroundings, url: str | None, name: str) -> None:
    """Log in; from now on `noc` speaks for you, until `noc logout` or for twelve hours.

    Who logs in through an identity provider makes a token in the browser instead (NOC_TOKEN_FILE).
    """
    before = kept_login.kept(around.environment)
    place = read_url({**around.environment, **({"NOC_URL": url} if url else {})}, before)
    _refuse_unencrypted(place)
    password = click.prompt("password", hide_input=True, err=True)
    client = Client(Server(place, None), around.transport)
    try:
        session = _session(client, name, password)
        client.vouch(session["csrf_token"])
        wanted = {"name": f"noc login {socket.gethostname()[:60]} {secrets.token_hex(4)}"}
        made = client.create("tokens", body={**wanted, "expires_at": session["expires_at"]})
        client.delete("session")
    finally:
        client.close()
    login = KeptLogin(place, session["user"]["name"], made["id"], made["token"])
    kept_login.keep(around.environment, login)
    words = f"logged in to {place} as {login.name}, until {session['expires_at']}"
    around.console.print(words, soft_wrap=True)
    if other := names_token(around.environment):
        warn(f"noc: {other} goes before this login: `noc` goes on speaking for that token until it is unset")


def _session(client: Client, name: str, password: str) -> Document:
    body = {"name": name, "password": password}
    try:
        return client.post("session", body=body)
    except ServerRefused as refusal:
        if refusal.code != CODE_NEEDED:
            raise
    return client.post("session", body={**body, "code": click.prompt("code", hide_input=True, err=True)})


def _refuse_unencrypted(url: str) -> None:
    parts = urlsplit(url)
    host = parts.hostname or ""
    try:
        here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = False
    if parts.scheme != "https" and not here:
        raise NotUnderstood(f"a password is not sent to {url}: use https, or a server on this machine")
