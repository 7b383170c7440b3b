"""The API's processes: gunicorn with threads on each worker process, and a sender of its own beside them."""

import os
import signal
from dataclasses import replace
from threading import Event
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import ThreadWorker

from noc_scheduler.api.app import create_app
from noc_scheduler.collecting import spare_what_stays
from noc_scheduler.service.attempts.courier import Courier
from noc_scheduler.service.attempts.delivery import hand_over
from noc_scheduler.service.background import Background
from noc_scheduler.service.drain import drain
from noc_scheduler.service.listening import listen
from noc_scheduler.service.means import Means
from noc_scheduler.service.opening import open_means, with_sender
from noc_scheduler.settings import Settings
from noc_scheduler.tls import Tls

THREADS = 16
#: So long are requests and what follows from them waited for when the process is told to end.
GRACE_S = 3
ENDING = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT)


class Lines(Logger):
    """gunicorn's messages go where all others go."""

    def setup(self, cfg: Any) -> None:
        """Called by gunicorn at the start."""
        self.error_log.propagate = True
        self.error_log.setLevel("INFO")


class Worker(ThreadWorker):
    """gunicorn's worker process, which tells the threads beside it as soon as it is told to end."""

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Called on SIGTERM."""
        self.app.stop_soon()
        super().handle_exit(sig, frame)


class Master(Arbiter):
    """gunicorn's first process; being told a second time ends everything at once."""

    told_to_end = False

    def signal(self, sig: int, frame: Any) -> None:
        """Called on every signal, the first thing that happens."""
        if sig in ENDING and self.told_to_end:
            for pid in list(self.WORKERS):
                os.kill(pid, signal.SIGKILL)
            os._exit(128 + sig)
        self.told_to_end = self.told_to_end or sig in ENDING
        super().signal(sig, frame)


class Server(BaseApplication):
    """gunicorn, told everything by our settings and nothing by files or its own command line."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stopping = Event()
        self._background: tuple[Background, ...] = ()
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn before anything else."""
        options: dict[str, Any] = {
            "bind": self._settings.listen,
            "worker_class": Worker,
            "workers": self._settings.api_processes,
            "threads": THREADS,
            "graceful_timeout": GRACE_S,
            "keepalive": 15,
            **_served_with(self._settings.tls),
            "worker_exit": lambda server, worker: self._stop(),
            "logger_class": Lines,
            "control_socket_disable": True,  # it would be a file in the home folder of whoever starts this
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called by gunicorn in its worker process."""
        means = replace(open_means(self._settings), stopping=self._stopping)
        app, self._background = make_app(self._settings, means)
        for one in self._background:
            one.start()
        spare_what_stays()
        return app

    def run(self) -> None:
        """Serve until told to end."""
        Master(self).run()

    def stop_soon(self) -> None:
        """Begin nothing more; what is under way is finished."""
        self._stopping.set()
        for one in self._background:
            one.stop_soon()

    def _stop(self) -> None:
        for one in self._background:
            one.stop()


def _served_with(tls: Tls) -> dict[str, str]:
    """gunicorn's options for TLS; none where nothing is to be served with it."""
    if tls.certificate is None or tls.key is None:
        return {}
    return {"certfile": str(tls.certificate), "keyfile": str(tls.key)}


def make_app(settings: Settings, means: Means) -> tuple[Flask, tuple[Background, Background]]:
    """The application, and the threads that send what its commits leave and note that it can be heard."""
    sender = Background("sender", lambda: drain(ringing, settings.tick * 10))
    courier = Courier(lambda parcels: hand_over(ringing, parcels))
    ringing = with_sender(means, sender.ring, courier.post)
    listener = Background("listener", lambda: listen(ringing), settings.tick.total_seconds())
    return create_app(ringing), (sender, listener)
