"""`noc-presentation api`: the API behind gunicorn, one process of threads."""

import gc
import sys
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from noc_presentation.accounts import first_administrator
from noc_presentation.api.app import create_app
from noc_presentation.cli.opened import opened_database, set_up_settings
from noc_presentation.errors import Refused
from noc_presentation.instants import now
from noc_presentation.logs import log_to_stderr
from noc_presentation.resources import Resources
from noc_presentation.settings import Settings

GRACE_S = 10


class Lines(Logger):
    """gunicorn's own messages, handed to the root logger like everybody's; requests are logged by the app."""

    def setup(self, cfg: Any) -> None:
        self.error_log.propagate = True
        self.error_log.setLevel("INFO")


class Server(BaseApplication):
    """gunicorn, told everything by our settings and nothing by files or its own command line."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        host = f"[{self.settings.host}]" if ":" in self.settings.host else self.settings.host
        options: dict[str, Any] = {
            "bind": f"{host}:{self.settings.port}",
            "worker_class": "gthread",
            "workers": 1,
            "threads": self.settings.threads,
            "graceful_timeout": GRACE_S,
            "certfile": self.settings.tls_certificate and str(self.settings.tls_certificate),
            "keyfile": self.settings.tls_key and str(self.settings.tls_key),
            "logger_class": Lines,
            "control_socket_disable": True,  # it would be a file in the home folder of whoever starts this
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = create_app(Resources.of(self.settings))
        gc.freeze()  # what is here now stays to the end; see docs/decisions/0126
        return app


@click.command("api")
def command() -> None:
    """Serve the API until told to stop; requests under way are finished first."""
    settings = set_up_settings()
    log_to_stderr(settings.log_format)
    _tell_setup_code(settings)
    sys.argv = sys.argv[:1]
    Server(settings).run()


def _tell_setup_code(settings: Settings) -> None:
    """Whoever reads this console may make the first administrator; nothing is said when there is one.

    Standard output is the console: what goes to standard error is a log, and kept.
    """
    with opened_database(settings) as database:
        try:
            with database.writing() as session:
                code = first_administrator.new_code(session, now())
        except Refused:
            return  # the tables are not there yet; readiness tells
    if code is not None:
        click.echo(f"noc-presentation: no administrator yet; the code to make one, for a day: {code}")
