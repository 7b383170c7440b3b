"""The commands of this layer: `noc-executor-node ...`."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps
from typing import Any, TextIO

import click

from noc_executor_node import __version__
from noc_executor_node.agent.agent import run_agent
from noc_executor_node.api.app import create_app
from noc_executor_node.api.openapi import document
from noc_executor_node.catalogue.making import catalogue
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.errors import CatalogueNotMade, InsecureKeyFile, InvalidKey, Misconfigured
from noc_executor_node.executors.worker import run_executors
from noc_executor_node.introduction import keep
from noc_executor_node.journal import Journal, open_journal
from noc_executor_node.journal.extract import extract
from noc_executor_node.journal.standing import Pairing
from noc_executor_node.keys import fingerprint, own_key, public_key, public_text
from noc_executor_node.logs import log_to_stderr
from noc_executor_node.sealing_key import own_sealing_key
from noc_executor_node.server import Server
from noc_executor_node.settings import Settings, make_home, read_settings, scheduler_urls, settings_help

WRONG_CONFIGURATION = 78
MOST_TOKEN = 1_000
EPILOG = "\b\nSettings (environment variables):\n" + settings_help()


def configured(command: Callable[..., Any]) -> Callable[..., None]:
    """Give a command the settings and a state folder; what is wrong with them becomes one line and exit status 78."""

    @wraps(command)
    def run(*arguments: Any, **options: Any) -> None:
        try:
            settings = read_settings()
            make_home(settings)
            command(settings, *arguments, **options)
        except (Misconfigured, InsecureKeyFile, InvalidKey, PermissionError) as error:
            click.echo(f"noc-executor-node: {error}", err=True)
            sys.exit(WRONG_CONFIGURATION)

    return run


@click.group(
    epilog=EPILOG, context_settings={"max_content_width": 140, "help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="noc-executor-node")
def main() -> None:
    """The execution layer of noc-orchestrator: takes attempts, runs Ansible, reports."""


@main.command()
@configured
def setup(settings: Settings) -> None:
    """Make the journal and the key; harmless when they exist."""
    _journal(settings)
    own_key(settings.key_file)
    own_sealing_key(settings.sealing_key_file)


@main.command()
@configured
def api(settings: Settings) -> None:
    """Serve the API."""
    log_to_stderr(settings.log_format, settings.name)
    _journal(settings)
    Server(settings).run()


@main.command()
@configured
def agent(settings: Settings) -> None:
    """Enrol, beat, report."""
    log_to_stderr(settings.log_format, settings.name)
    run_agent(settings)


@main.command()
@configured
def executors(settings: Settings) -> None:
    """Run attempts; SIGTERM lets those that run finish."""
    log_to_stderr(settings.log_format, settings.name)
    sys.exit(run_executors(settings))


@main.command()
@configured
def key(settings: Settings) -> None:
    """Print this executor node's public key."""
    click.echo(public_text(own_key(settings.key_file)))


@main.command("fingerprint")
@configured
def show_fingerprint(settings: Settings) -> None:
    """Print the fingerprint an administrator compares before authorising."""
    click.echo(fingerprint(public_text(own_key(settings.key_file))))


@main.group()
def pair() -> None:
    """Say which other layer may speak to this one."""


@pair.command()
@click.option("--url", "urls", required=True, help="URL of the scheduler; several separated by commas.")
@click.option("--key", "key_text", required=True, help="Its public key, as `noc-scheduler key` prints it.")
@configured
def scheduler(settings: Settings, urls: str, key_text: str) -> None:
    """Belong to this scheduler."""
    try:
        places = scheduler_urls(urls)
    except ValueError:
        places = ()
    if not places:
        raise click.BadParameter("write http://HOST:PORT or https://HOST:PORT", param_hint="--url")
    public_key(key_text)
    _journal(settings).standing.pair(Pairing(places, key_text))


@main.command()
@click.option("--token", type=click.File("r"), default="-", help="A file that holds it (standard input).")
@configured
def introduce(settings: Settings, token: TextIO) -> None:
    """Show this introduction when the agent starts next: an administrator's `noc executor-nodes introduce` made it."""
    keep(settings.introduction_file, token.read(MOST_TOKEN))


@main.command("journal")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per attempt and line.")
@configured
def print_journal(settings: Settings, as_json: bool) -> None:
    """Print every attempt in the journal, as `noc-scheduler verify --journal` reads it; writes nothing."""
    for kept in extract(settings.journal_file):
        if as_json:
            click.echo(json.dumps(asdict(kept)))
            continue
        ended = kept.outcome or "-"
        said = f"{kept.to_send} to send" if kept.to_send else "all sent"
        click.echo(
            f"{kept.attempt}  lease {kept.lease}  {kept.state:<9}  {ended:<11}  begun {kept.executed}  {said}"
        )


@main.command()
@configured
def modules(settings: Settings) -> None:
    """Print the module catalogue, as `noc-scheduler check --modules` reads it."""
    log_to_stderr(settings.log_format, settings.name)
    try:
        click.echo(catalogue(settings).text)
    except CatalogueNotMade as error:
        raise click.ClickException(str(error)) from error


@main.command()
@configured
def openapi(settings: Settings) -> None:
    """Print the API's description."""
    app = create_app(settings, _journal(settings), Doorbell(settings))
    click.echo(json.dumps(document(app), indent=2, ensure_ascii=False))


def _journal(settings: Settings) -> Journal:
    return open_journal(settings.journal_file)
