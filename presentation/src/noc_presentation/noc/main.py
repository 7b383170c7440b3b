"""`noc`: the operator's command. Nouns and verbs are named here and loaded when they are used."""

import sys
from typing import Any

import click

from noc_presentation import __version__
from noc_presentation.errors import Misconfigured
from noc_presentation.lazy_group import HELP_BY, LazyGroup
from noc_presentation.noc.complaints import told
from noc_presentation.noc.errors import CONFIGURATION_IS_WRONG, USAGE, Stopped
from noc_presentation.noc.settings import HELP
from noc_presentation.noc.surroundings import Surroundings
from noc_presentation.noc.visible import warn

_HERE = "noc_presentation.noc"
COMMANDS = {
    "login": (f"{_HERE}.login", "Log in, for twelve hours."),
    "logout": (f"{_HERE}.logout", "Log out."),
    "whoami": (f"{_HERE}.whoami", "Say as whom requests are made, and what they may do."),
    "apply": (f"{_HERE}.apply", "Make procedures, inventory and schedules say what files say."),
    "diff": (f"{_HERE}.diff", "Say what applying files would change."),
    "validate": (f"{_HERE}.validate", "Judge files without a server."),
    "export": (f"{_HERE}.export", "Write what there is into files."),
    "get": (f"{_HERE}.get", "List things, or show one of them."),
    "run": (f"{_HERE}.run", "Start a procedure on hosts, and watch it."),
    "executions": (f"{_HERE}.executions", "Show, watch, pause, resume and cancel executions."),
    "questions": (f"{_HERE}.questions", "What walks ask people, and answering it."),
    "explain": (f"{_HERE}.explain", "Say how a host came to where it is, and why."),
    "schedules": (f"{_HERE}.schedules", "What starts executions by itself."),
    "triggers": (f"{_HERE}.triggers", "What schedules were sent, and who may send."),
    "import": (f"{_HERE}.imports", "Bring an inventory in."),
    "hosts": (f"{_HERE}.hosts", "Look which hosts can be reached."),
    "executor-nodes": (f"{_HERE}.executor_nodes", "The machines that run steps, and who is let in."),
    "audit": (f"{_HERE}.audit", "Who did what and when, and whether these books are whole."),
    "credentials": (f"{_HERE}.credentials", "Secrets that hosts are logged in to with."),
    "users": (f"{_HERE}.users", "People and service accounts, and what they may do."),
    "channels": (f"{_HERE}.channels", "Ways to people, and trying them out."),
    "destinations": (f"{_HERE}.destinations", "Who is told what, and when."),
    "notifications": (f"{_HERE}.notifications", "What was told to people, and sending it again."),
    "tokens": (f"{_HERE}.tokens", "Make, list and revoke API tokens."),
}
EPILOG = """\b
Example:
  noc run restart-web --group web --watch

\b
Exit codes:
  0 all succeeded, 1 some host did not, 2 not understood or refused,
  3 the server can't be reached, 78 the configuration is wrong

\b
Environment:
""" + "\n".join(f"  {name}: {words}" for name, words in HELP.items())


class Noc(LazyGroup):
    """The group that turns errors into words and exit codes."""

    commands_at = COMMANDS

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Stopped as error:
            for line in told(error):
                warn(line)
            sys.exit(error.exit_code)
        except Misconfigured as error:
            warn(f"noc: {error}")
            sys.exit(CONFIGURATION_IS_WRONG)
        except click.Abort:
            if sys.stdin.isatty():
                raise
            warn(
                "noc: this asks somebody at a terminal, and there is none; programs use a token: NOC_TOKEN_FILE"
            )
            sys.exit(USAGE)


@click.group(cls=Noc, epilog=EPILOG, context_settings=HELP_BY)
@click.version_option(__version__, prog_name="noc")
@click.pass_context
def noc(ctx: click.Context) -> None:
    """Run procedures over hosts, and see what happened to each of them."""
    if ctx.obj is None:
        ctx.obj = Surroundings()
