"""`noc logout`: the token of this machine's login opens nothing any more."""

import click

from noc_presentation.noc import kept_login
from noc_presentation.noc.client import Client
from noc_presentation.noc.errors import ServerRefused, ServerUnreachable
from noc_presentation.noc.settings import Server
from noc_presentation.noc.surroundings import Surroundings, needs_surroundings
from noc_presentation.noc.visible import warn


@click.command("logout", epilog="\b\nExample:\n  noc logout")
@needs_surroundings
def command(around: Surroundings) -> None:
    """Revoke the token of the login and forget it; harmless when nobody is logged in."""
    login = kept_login.kept(around.environment)
    if login is None:
        around.console.print("nobody is logged in on this machine", soft_wrap=True)
        return
    client = Client(Server(login.url, login.token), around.transport)
    try:
        client.delete("tokens", login.token_id)
    except (ServerRefused, ServerUnreachable) as error:
        warn(f"noc: its token could not be revoked ({error}); it opens nothing after twelve hours")
    finally:
        client.close()
        kept_login.forget(around.environment)
    around.console.print(f"{login.name} is logged out of {login.url}", soft_wrap=True)
