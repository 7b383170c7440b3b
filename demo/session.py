"""A demo in a terminal: claimed, told line by line, ended in order by signals, its faults one line each."""

import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from demo import processes
from demo.claim import AlreadyRuns, Claim, Running
from demo.first_visit import setup_code
from demo.fleet import FleetFailed
from demo.postgresql import PostgreSQLFailed
from demo.redis import RedisFailed
from demo.servers import Backing
from demo.stack import StackFailed
from demo.supervisor import ProcessDied, StillRunning
from demo.whole import Demo

FAULTS = (
    AlreadyRuns,
    FleetFailed,
    StackFailed,
    PostgreSQLFailed,
    RedisFailed,
    ProcessDied,
    StillRunning,
    OSError,
)


@contextmanager
def session(
    claim: Claim,
    wanted_ports: tuple[int, int, int],
    folder: Path | None = None,
    backing: Backing = Backing.EMBEDDED,
) -> Iterator[Demo]:
    """The demo up and running in `folder`, or in a new temporary one; Ctrl+C and SIGTERM end it in order."""
    processes.adopt_orphans()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        with claim.hold():
            demo = Demo(folder or Path(tempfile.mkdtemp(prefix="noc-")), wanted_ports, teller(), backing)
            claim.tell(demo.running(ready=False))
            with demo:
                yield demo
    except KeyboardInterrupt:
        sys.exit(0)
    except FAULTS as fault:
        raise click.ClickException(str(fault)) from fault


def teller() -> Callable[[str], None]:
    """Says a line with the seconds since the beginning."""
    began = time.monotonic()
    return lambda line: click.echo(f"{time.monotonic() - began:6.1f} s  {line}")


def show_the_way(running: Running) -> None:
    """Says where everything is and what to try."""
    python = Path(sys.executable)
    shown = python.relative_to(Path.cwd()) if python.is_relative_to(Path.cwd()) else python
    click.echo(f"""
Everything runs. Ctrl+C, or `{shown} -m demo stop`, ends it and removes every trace.

  screens                     {running.url}
  code for the first visit    {setup_code(Path(running.folder))}
  API and its documentation   {running.url}/docs
  token                       {running.token_file}
  logs                        {running.folder}/layers/logs

In another terminal:

  eval "$({shown} -m demo env)"
  noc run hello --group web --watch
  noc run restart-web --group web --watch
  noc run disk-check --group db --param minimum=1000 --watch
  noc executions list
  {shown} -m demo reset""")
