"""All three layers as real processes: set up, paired in every direction, their executor node authorised."""

import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx
from ruamel.yaml import YAML

from demo import processes
from demo.layers import Layers, commands
from demo.operator import Operator
from demo.supervisor import StillRunning, Supervisor

COMMAND_DEADLINE = 60.0  # seconds that one command of setting up may take
READY_DEADLINE = 60.0  # seconds until all layers must answer
LOG_CHANNEL = {"oncall": {"kind": "log"}}

Say = Callable[[str], None]


class StackFailed(Exception):
    """The layers could not be set up or started; the text says which command and what it answered."""


class Stack:
    """Brings the three layers up and down; a context manager.

    `user` and `private_key` are how the executor node reaches hosts, `channels` is presentation's document of
    notification channels, `say` is told, in one line each, what is being done, `profile` says more about how hosts
    are reached.
    """

    def __init__(
        self,
        layers: Layers,
        user: str,
        private_key: Path,
        channels: dict[str, Any] | None = None,
        say: Say = lambda line: None,
        profile: Mapping[str, str] | None = None,
    ) -> None:
        self.layers = layers
        self.supervisor = Supervisor(layers.folder)
        self._connection = {"user": user, "private_key_file": str(private_key), **(profile or {})}
        self._channels = channels or LOG_CHANNEL
        self._say = say

    def __enter__(self) -> "Stack":
        try:
            self.set_up()
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def set_up(self) -> None:
        """Databases, keys, the first token; then each layer learns the keys of those it listens to."""
        self._say("setting up three layers: databases, keys, the first token")
        self.layers.prepare()
        _write_yaml({"default": self._connection}, self.layers.profiles)
        _write_yaml(self._channels, self.layers.channels)
        self.together(
            ("noc-presentation", "setup", "--token-file", str(self.layers.token_file)),
            ("noc-scheduler", "setup"),
            ("noc-executor-node", "setup"),
        )
        self._say("pairing them: each learns the public key of those it listens to")
        presentation, scheduler = self.together(("noc-presentation", "key"), ("noc-scheduler", "key"))
        to_scheduler = ("pair", "scheduler", "--url", self.layers.scheduler_url, "--key", scheduler.strip())
        to_presentation = ("pair", "presentation", "--url", self.layers.presentation_url)
        self.together(
            ("noc-presentation", *to_scheduler),
            ("noc-executor-node", *to_scheduler),
            ("noc-scheduler", *to_presentation, "--key", presentation.strip()),
        )

    def start(self) -> None:
        """Starts every process of the Procfile and waits until all three layers are ready."""
        self._say(f"starting {len(commands())} processes: {', '.join(commands())}")
        for name, command in commands().items():
            self.supervisor.start(name, command, self.layers.environment)
        self._say("waiting until all three layers answer")
        self.wait_for(self._all_ready, "all three layers to be ready")

    def authorise_node(self) -> None:
        """Compares the node's fingerprint as a person would, authorises it and waits until it works."""
        fingerprint = self.command("noc-executor-node", "fingerprint").strip()
        self._say(f"authorising executor node {self.layers.node_name} with fingerprint {fingerprint}")
        self.wait_for(lambda: self.node() is not None, "the executor node to enrol")
        self.noc("executor-nodes", "authorise", self.layers.node_name, "--fingerprint", fingerprint)
        self.wait_for(lambda: (self.node() or {}).get("reachable"), "the executor node to be heard of")

    def node(self) -> dict[str, Any] | None:
        """What the API says of our executor node; None before it has enrolled."""
        return self.operator.node(self.layers.node_name)

    def noc(self, *words: str) -> str:
        """Runs the operator's command; answers what it printed, raises StackFailed unless it ends with 0."""
        return self.command("noc", *words)

    def command(self, *words: str) -> str:
        """Runs a command of the layers to its end; answers what it printed."""
        ended = self.run(words)
        if ended.returncode != 0:
            raise StackFailed(
                f"`{' '.join(words)}` ended with {ended.returncode}: {ended.stderr or ended.stdout}"
            )
        return ended.stdout

    def together(self, *commands: Sequence[str]) -> list[str]:
        """Runs several commands at once; answers what each printed, raises for the first that failed."""
        with ThreadPoolExecutor() as pool:
            return list(pool.map(lambda words: self.command(*words), commands))

    def run(
        self, words: Sequence[str], timeout: float = COMMAND_DEADLINE
    ) -> subprocess.CompletedProcess[str]:
        """Runs a command in the layers' environment, whatever it ends with."""
        return subprocess.run(
            words,
            env=self.layers.environment,
            cwd=self.layers.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    @cached_property
    def operator(self) -> Operator:
        """Speaks to presentation's API with the first token."""
        return Operator(self.layers.presentation_url, self.layers.token_file.read_text().strip())

    def wait_for(self, happened: Callable[[], Any], what: str, seconds: float = READY_DEADLINE) -> None:
        """Asks until it happened; raises StackFailed after so many seconds, ProcessDied when one is gone."""
        deadline = time.monotonic() + seconds
        while not happened():
            self.supervisor.check()
            if time.monotonic() > deadline:
                raise StackFailed(
                    f"waited {seconds:.0f} s in vain for {what}; the logs are in {self.supervisor.logs}"
                )
            time.sleep(0.1)

    def stop(self) -> None:
        """Ends every process of the layers; raises StillRunning if one cannot be ended. Twice is no harm."""
        if "operator" in self.__dict__:
            self.operator.close()
        self.supervisor.stop()
        left = processes.end(processes.belonging_to(self.layers.folder), grace=3)
        if left:
            raise StillRunning("; ".join(processes.describe(process) for process in left))

    def _all_ready(self) -> bool:
        """Ours must listen: a stranger that was quicker to take a port would answer as well."""
        ours = self.supervisor.listening()
        return ours.issuperset(self.layers.ports) and all(
            _answers(f"{url}/readyz") for url in self.layers.urls
        )


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2, trust_env=False).status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _write_yaml(document: dict[str, Any], path: Path) -> None:
    with path.open("w") as stream:
        YAML(typ="safe").dump(document, stream)
    path.chmod(0o600)
