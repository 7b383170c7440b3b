"""The three layers as processes: their settings, and the commands that the Procfile lists."""

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from honcho.environ import parse_procfile

from demo.ports import free_ports

ROOT = Path(__file__).parents[1]
PREFERRED_PORTS = (8080, 8100, 8200)  # presentation, scheduler, executor node
PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True)
class Layers:
    """Where everything of the three layers is: all below `folder`, whose path should be short."""

    folder: Path
    presentation_port: int
    scheduler_port: int
    executor_node_port: int
    node_name: str = "node-1"
    #: Settings beside the usual ones: servers to use, times to shorten.
    extra: Mapping[str, str] = field(default_factory=dict)
    stream_port: int = field(default_factory=lambda: free_ports((0,))[0])

    @property
    def presentation_url(self) -> str:
        return f"http://127.0.0.1:{self.presentation_port}"

    @property
    def scheduler_url(self) -> str:
        return f"http://127.0.0.1:{self.scheduler_port}"

    @property
    def executor_node_url(self) -> str:
        return f"http://127.0.0.1:{self.executor_node_port}"

    @property
    def urls(self) -> tuple[str, str, str]:
        return self.presentation_url, self.scheduler_url, self.executor_node_url

    @property
    def ports(self) -> tuple[int, int, int, int]:
        return self.presentation_port, self.scheduler_port, self.executor_node_port, self.stream_port

    @property
    def token_file(self) -> Path:
        return self.folder / "token"

    @property
    def profiles(self) -> Path:
        return self.folder / "profiles.yml"

    @property
    def channels(self) -> Path:
        return self.folder / "channels.yml"

    @property
    def environment(self) -> dict[str, str]:
        """The whole environment of every process: nothing of the caller's gets in but where programs are."""
        return {
            "PATH": f"{PROGRAMS}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "LANG": "C.UTF-8",
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder / "tmp"),
            "NOC_PRESENTATION_HOME": str(self.folder / "presentation"),
            "NOC_PRESENTATION_LISTEN": f"127.0.0.1:{self.presentation_port}",
            "NOC_PRESENTATION_STREAM_LISTEN": f"127.0.0.1:{self.stream_port}",
            "NOC_PRESENTATION_CHANNELS": str(self.channels),
            "NOC_SCHEDULER_HOME": str(self.folder / "scheduler"),
            "NOC_SCHEDULER_LISTEN": f"127.0.0.1:{self.scheduler_port}",
            "NOC_EXECUTOR_NODE_HOME": str(self.folder / "node"),
            "NOC_EXECUTOR_NODE_NAME": self.node_name,
            "NOC_EXECUTOR_NODE_LISTEN": f"127.0.0.1:{self.executor_node_port}",
            "NOC_EXECUTOR_NODE_PROFILES": str(self.profiles),
            "NOC_EXECUTOR_NODE_ALLOW_LOOPBACK_TARGETS": "true",
            **self.operator_environment,
            **self.extra,
        }

    @property
    def operator_environment(self) -> dict[str, str]:
        """What the `noc` command needs."""
        return {"NOC_URL": self.presentation_url, "NOC_TOKEN_FILE": str(self.token_file)}

    def prepare(self) -> None:
        """Makes the folders that every process finds at its start."""
        for name in ("home", "tmp"):
            (self.folder / name).mkdir(parents=True, exist_ok=True, mode=0o700)


def commands() -> Mapping[str, tuple[str, ...]]:
    """The processes of the Procfile: name → command."""
    listed = parse_procfile((ROOT / "Procfile").read_text()).processes
    return {name: tuple(command.split()) for name, command in listed.items()}
