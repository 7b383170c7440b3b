"""A private RabbitMQ for tests: its own folder, ports and epmd, on loopback, gone with its supervisor."""

import os
import shutil
import socket
import time
from pathlib import Path

from amqp.exceptions import AMQPError
from kombu import Connection

from demo.supervisor import Supervisor

SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
START_DEADLINE_S = 120.0
NAME, MAPPER = "rabbitmq", "epmd"


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RabbitMQ:
    """One broker; what it holds stays in its folder when it is started anew."""

    def __init__(self, folder: Path, supervisor: Supervisor) -> None:
        assert SERVER.exists(), "install Debian's rabbitmq-server: make system"
        self._folder, self._supervisor = folder, supervisor
        self._port, self._dist, self._mapper = free_port(), free_port(), free_port()

    @property
    def url(self) -> str:
        """Where clients connect to."""
        return f"amqp://guest:guest@127.0.0.1:{self._port}//"

    def start(self) -> None:
        """Starts the server and waits until it takes a client."""
        self._folder.mkdir(exist_ok=True)
        environment = self._environment()
        if MAPPER not in self._supervisor.names:
            epmd = shutil.which("epmd")
            assert epmd
            self._supervisor.start(MAPPER, [epmd], environment)
        self._supervisor.start(NAME, [str(SERVER)], environment)
        deadline = time.monotonic() + START_DEADLINE_S
        while not self._answers():
            self._supervisor.check()
            assert time.monotonic() < deadline, self._supervisor.last_words(NAME)
            time.sleep(0.2)

    def stop(self) -> None:
        """Ends the server; queues that are durable stay."""
        self._supervisor.stop(NAME)

    def _answers(self) -> bool:
        try:
            with Connection(self.url, connect_timeout=2) as connection:
                connection.connect()
        except (OSError, AMQPError):
            return False
        return True

    def _environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self._folder),
            "LANG": "C.UTF-8",
            "ERL_EPMD_PORT": str(self._mapper),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": "noc@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self._port),
            "RABBITMQ_DIST_PORT": str(self._dist),
            "RABBITMQ_MNESIA_BASE": str(self._folder / "data"),
            "RABBITMQ_LOG_BASE": str(self._folder / "log"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self._folder / "plugins"),
            "RABBITMQ_CONF_ENV_FILE": str(self._folder / "none"),
            "RABBITMQ_CONFIG_FILE": str(self._folder / "none"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1 +sbwt none -kernel inet_dist_use_interface {127,0,0,1}",
        }
