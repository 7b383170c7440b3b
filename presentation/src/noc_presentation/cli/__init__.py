"""The command `noc-presentation`: its commands are named here and loaded when they are used."""

import sys
from typing import Any

import click

from noc_presentation import __version__
from noc_presentation.errors import NocError, Refused
from noc_presentation.lazy_group import HELP_BY, LazyGroup
from noc_presentation.settings import settings_help

COMMANDS = {
    "setup": "Make everything this layer needs; twice does no harm.",
    "migrate": "Bring the database to the newest form.",
    "api": "Serve the API.",
    "stream": "Tell open pages what changes.",
    "deliver": "Deliver notifications.",
    "telegram": "Take answers from Telegram.",
    "key": "Print this layer's public key.",
    "pair": "Trust another layer's key.",
    "token": "Make, list and revoke API tokens.",
    "credentials": "Change the key that credentials are encrypted with.",
    "audit": "Verify the audit chain.",
    "backup": "Write everything this layer must not lose into one file.",
    "restore": "Make this layer what a backup says.",
    "openapi": "Print the description of the API.",
}
CONFIGURATION_IS_WRONG = 78


class NocPresentation(LazyGroup):
    """The group that turns errors into words and exit codes; command NAME stands in cli/NAME.py."""

    commands_at = {name: (f"{__name__}.{name}", words) for name, words in COMMANDS.items()}

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; wrong configuration is one line and exit 78, a refusal one line and exit 1."""
        try:
            return super().invoke(ctx)
        except Refused as error:
            click.echo(f"noc-presentation: {error.detail} ({error.code})", err=True)
            sys.exit(1)
        except NocError as error:
            click.echo(f"noc-presentation: {error}", err=True)
            sys.exit(CONFIGURATION_IS_WRONG)


@click.group(cls=NocPresentation, epilog="\b\nEnvironment:\n" + settings_help(), context_settings=HELP_BY)
@click.version_option(__version__, prog_name="noc-presentation")
def main() -> None:
    """The presentation layer of noc-orchestrator: people, inventory, procedures, notifications."""
