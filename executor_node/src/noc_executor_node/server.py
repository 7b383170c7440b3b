"""The API's process: gunicorn with threads on one worker process."""

from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from noc_executor_node.api.app import create_app
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.journal import open_journal
from noc_executor_node.settings import Settings


class JsonLogger(Logger):
    """gunicorn's messages go where all others go."""

    def setup(self, cfg: Any) -> None:
        """Called by gunicorn at start and at each reload."""
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


class Server(BaseApplication):
    """gunicorn, configured from our settings alone."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Called by gunicorn before anything else."""
        settings = self._settings
        configuration: dict[str, Any] = {
            "bind": settings.listen,
            "workers": 1,
            "worker_class": "gthread",
            "threads": settings.threads,
            "graceful_timeout": 10,
            "keepalive": 15,
            "proc_name": "noc-executor-node-api",
            "worker_tmp_dir": str(settings.temporary_folder),
            "certfile": str(settings.tls_certificate) if settings.tls_certificate else None,
            "keyfile": str(settings.tls_key) if settings.tls_key else None,
            "logger_class": "noc_executor_node.server.JsonLogger",
            "control_socket_disable": True,  # it would be a file in the user's home folder
        }
        for name, value in configuration.items():
            if value is not None:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        """Called by gunicorn in its worker process."""
        journal = open_journal(self._settings.journal_file)
        return create_app(self._settings, journal, Doorbell(self._settings))
