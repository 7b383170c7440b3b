"""What a command finds around it: the server, the terminal, the clock. Tests hand in others."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import click
import httpx
from rich.console import Console

from noc_presentation.noc.client import Client
from noc_presentation.noc.settings import read_server
from noc_presentation.noc.visible import VisibleConsole

PIPE_WIDTH = 400


@dataclass
class Surroundings:
    """Made once for each call of `noc`; the client only when a command needs it."""

    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    transport: httpx.BaseTransport | None = None
    width: int | None = None
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic

    @cached_property
    def client(self) -> Client:
        """The way to the server; raises Misconfigured when none is named."""
        client = Client(read_server(self.environment), self.transport, self.sleep)
        click.get_current_context().find_root().call_on_close(client.close)
        return client

    @cached_property
    def console(self) -> Console:
        """Where results go. Not on a terminal: plain text in lines that are cut only when very long."""
        width = self.width or (None if sys.stdout.isatty() else PIPE_WIDTH)
        return VisibleConsole(
            file=sys.stdout, width=width, highlight=False, emoji=False, markup=False, soft_wrap=False
        )

    @property
    def is_terminal(self) -> bool:
        """Whether somebody looks at it while it happens."""
        return self.console.is_terminal

    @property
    def ascii_only(self) -> bool:
        """Whether symbols beyond ASCII would come out as something else."""
        return not self.console.encoding.lower().startswith("utf")


needs_surroundings = click.make_pass_decorator(Surroundings)
