"""`noc-scheduler traps`: the receiver of SNMP traps, without database and key."""

import signal
from pathlib import Path
from threading import Event

import click
import httpx

from noc_scheduler.cli.opened import configured
from noc_scheduler.logs import log_to_stderr
from noc_scheduler.traps.configuration import read_configuration
from noc_scheduler.traps.receiver import Receiver

TIMEOUT_S = 10


@click.command("traps")
@click.argument("configuration", type=click.Path(path_type=Path))
def command(configuration: Path) -> None:
    """Receive SNMP traps as the file CONFIGURATION says, and hand them to the scheduler. Needs no database."""
    with configured() as settings:
        told = read_configuration(configuration)
        log_to_stderr(settings.log_format)
        stopping = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stopping.set())
        trusted = settings.tls.verification()
        with httpx.Client(
            base_url=told.scheduler, timeout=TIMEOUT_S, verify=trusted, trust_env=False
        ) as client:
            receiver = Receiver(told, client)
            click.echo(f"traps are received at {receiver.address[0]}:{receiver.address[1]}")
            receiver.run(stopping)
