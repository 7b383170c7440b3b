"""gunicorn, told everything by our settings and nothing by files or its own command line: one process of threads."""

import gc
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from noc_presentation.settings import Settings

GRACE_S = 10


@dataclass(frozen=True, slots=True)
class Place:
    """Where to listen, and how many requests are answered at the same time."""

    host: str
    port: int
    threads: int


class Lines(Logger):
    """gunicorn's own messages, handed to the root logger like everybody's; requests are logged by the app."""

    def setup(self, cfg: Any) -> None:
        self.error_log.propagate = True
        self.error_log.setLevel("INFO")


class Worker(ThreadWorker):
    """Says at once that it is to end, so that answers without an end of their own come to it."""

    def handle_exit(self, sig: Any, frame: Any) -> None:
        self.app.ending()
        super().handle_exit(sig, frame)


class Server(BaseApplication):
    """Serves what `make_app` makes in the worker; `ending` is called there when the worker is told to end."""

    def __init__(
        self,
        settings: Settings,
        place: Place,
        make_app: Callable[[], Flask],
        ending: Callable[[], None] = lambda: None,
    ) -> None:
        self.settings, self.place = settings, place
        self._make_app, self.ending = make_app, ending
        sys.argv = sys.argv[:1]
        super().__init__()

    def load_config(self) -> None:
        host = f"[{self.place.host}]" if ":" in self.place.host else self.place.host
        options: dict[str, Any] = {
            "bind": f"{host}:{self.place.port}",
            "worker_class": Worker,
            "workers": 1,
            "threads": self.place.threads,
            "graceful_timeout": GRACE_S,
            "keepalive": 15,  # longer than clients keep a connection, so that none is closed while a request comes
            "certfile": self.settings.tls_certificate and str(self.settings.tls_certificate),
            "keyfile": self.settings.tls_key and str(self.settings.tls_key),
            "logger_class": Lines,
            "control_socket_disable": True,  # it would be a file in the home folder of whoever starts this
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = self._make_app()
        gc.freeze()  # what is here now stays to the end; see docs/decisions/0126
        return app
