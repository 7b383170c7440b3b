"""What this executor node is told by its environment, read once and checked whole."""

import os
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env, EnvError, validate

from noc_executor_node.brokers import open_brokers
from noc_executor_node.environment import refuse_public_without_tls, refuse_unknown
from noc_executor_node.errors import InsecureKeyFile, Misconfigured
from noc_executor_node.logs import LogFormat
from noc_executor_node.metrics_token import read_metrics_token
from noc_executor_node.vocabulary import ExecutorKind

PREFIX = "NOC_EXECUTOR_NODE_"
#: Every setting with its default and what it means; `--help` shows this.
TEXTS = {
    "HOME": ("./.run/executor-node", "the state folder"),
    "NAME": ("", "what people call this executor node (the machine's name)"),
    "LISTEN": ("127.0.0.1:8200", "HOST:PORT of the API"),
    "URL": ("", "where the scheduler reaches the API (http://LISTEN)"),
    "LABELS": ("", "what to tell about it: site=south,role=edge"),
    "PROFILES": ("", "path of the connection profiles, YAML (profiles.yml in HOME)"),
    "PLAYBOOKS": ("", "path of the folder with the playbooks that tasks may name (playbooks in HOME)"),
    "ENDPOINTS": ("", "path of the endpoints that requests may go to, YAML (endpoints.yml in HOME)"),
    "SOURCES": ("", "path of the folder with the inventory sources, each NAME.yml (sources in HOME)"),
    "INVENTORY_PLUGINS": (
        "noc.orchestrator.noc,ansible.builtin.generator",
        "which inventory plugins sources may be for, in full, with commas in between",
    ),
    "COLLECTIONS": ("", "paths of folders with more collections, with colons in between (none)"),
    "BROKER_URL": ("", "Celery broker (filesystem:// in HOME)"),
    "SCHEDULERS": ("", "URLs of the scheduler, separated by commas, in the order to be tried (as paired)"),
    "EXECUTOR": ("resident", "what runs modules: resident, or playbook (Ansible anew for each attempt)"),
    "LOG_FORMAT": ("json", "how log lines are written: json, or text for people"),
    "METRICS_TOKEN": ("", "who sends it as a bearer token may read /metrics (nobody)"),
    "METRICS_TOKEN_FILE": ("", "path of a file with the same that only its owner may read"),
    "TRUST": (
        "",
        "path of the certificates the scheduler's TLS certificate is checked against (the system's)",
    ),
    "TLS_CERTIFICATE": ("", "path of the certificate chain to serve TLS with (none)"),
    "TLS_KEY": ("", "path of the certificate's private key (none)"),
}
NUMBERS = {
    "SLOTS": (4, "how many attempts run at the same time"),
    "QUEUE_LIMIT": (1_000, "how many attempts may wait here"),
    "HEARTBEAT_MS": (2_000, "time between two heartbeats"),
    "STOP_GRACE_MS": (60_000, "time that what runs has to finish when the executor node is asked to stop"),
    "SCHEDULER_TIMEOUT_MS": (
        10_000,
        "how long the scheduler may take to answer, and the longest pause before reports are sent again",
    ),
    "GRACE_MS": (1_000, "time between asking an attempt's processes to end and ending them"),
    "OUTPUT_LIMIT": (10 * 2**20, "most bytes kept of an attempt's stdout, and of its stderr"),
    "MEMORY_LIMIT_MB": (2_048, "most memory one process of an attempt may ask for"),
    "PROCESSES_LIMIT": (256, "most processes of one playbook at once"),
    "DISK_LIMIT_MB": (1_024, "most that one playbook may write in its folder, and into one file anywhere"),
    "THREADS": (8, "requests answered at the same time"),
    "HAND_REQUESTS": (1_000, "attempts after which a resident process that runs modules is replaced"),
    "HAND_MEMORY_MB": (200, "memory of its own at which it is replaced"),
    "WARM_TARGETS": (100, "most interpreters that are kept warm on hosts"),
    "WARM_IDLE_MS": (300_000, "how long one is kept that nobody uses"),
}
SWITCHES = {
    "PLAIN_HTTP": (
        False,
        "whether a proxy before this serves TLS, so that LISTEN may be a public address without it",
    ),
    "PULL": (False, "whether attempts are only taken in answers to heartbeats: nobody can reach the API"),
    "TELL_MODULES": (True, "whether the scheduler is told what the modules here take"),
    "ALLOW_LOOPBACK_TARGETS": (False, "whether hosts may have an address of this very machine"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between two executor nodes."""

    home: Path
    name: str = "executor-node"
    listen: str = "127.0.0.1:8200"
    url: str = "http://127.0.0.1:8200"
    labels: Mapping[str, str] = field(default_factory=dict)
    profiles: Path = Path("profiles.yml")
    endpoints: Path = Path("endpoints.yml")
    playbooks: Path = Path("playbooks")
    sources: Path = Path("sources")
    inventory_plugins: tuple[str, ...] = ("noc.orchestrator.noc", "ansible.builtin.generator")
    collections: tuple[Path, ...] = ()
    broker_url: str = "filesystem://"
    schedulers: tuple[str, ...] = ()
    trust: Path | None = None
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    slots: int = 4
    queue_limit: int = 1_000
    heartbeat: timedelta = timedelta(seconds=2)
    stop_grace: timedelta = timedelta(minutes=1)
    scheduler_timeout: timedelta = timedelta(seconds=10)
    grace: timedelta = timedelta(seconds=1)
    output_limit: int = 10 * 2**20
    memory_limit: int = 2 * 2**30
    processes_limit: int = 256
    disk_limit: int = 2**30
    threads: int = 8
    executor: ExecutorKind = ExecutorKind.RESIDENT
    hand_requests: int = 1_000
    hand_memory: int = 200 * 2**20
    warm_targets: int = 100
    warm_idle: timedelta = timedelta(minutes=5)
    pull: bool = False
    tell_modules: bool = True
    allow_loopback_targets: bool = False
    log_format: LogFormat = LogFormat.JSON
    metrics_token: str | None = field(default=None, repr=False)

    @property
    def key_file(self) -> Path:
        """This executor node's private key."""
        return self.home / "key.pem"

    @property
    def introduction_file(self) -> Path:
        """The introduction that is shown at the next enrolment, if there is one."""
        return self.home / "introduction"

    @property
    def sealing_key_file(self) -> Path:
        """The key that secrets for this executor node are sealed to."""
        return self.home / "sealing.key"

    @property
    def journal_file(self) -> Path:
        """The journal."""
        return self.home / "journal.sqlite3"

    @property
    def broker_folder(self) -> Path:
        """Where a `filesystem://` broker keeps its messages."""
        return self.home / "broker"

    @property
    def attempts_folder(self) -> Path:
        """Where each running attempt has its private folder."""
        return self.home / "attempts"

    @property
    def resident_folder(self) -> Path:
        """Where the processes that keep Ansible loaded run."""
        return self.home / "resident"

    @property
    def temporary_folder(self) -> Path:
        """What stands in for the machine's own, shared one."""
        return self.home / "tmp"


def read_settings() -> Settings:
    """The settings of this process; raises Misconfigured naming every setting that is wrong."""
    refuse_unknown(os.environ, PREFIX, {**TEXTS, **NUMBERS, **SWITCHES})
    env = Env(prefix=PREFIX, eager=False)
    texts = {name: env.str(name, default=default).strip() for name, (default, _) in TEXTS.items()}
    positive = validate.Range(min=1, error="must be at least 1")
    numbers = {
        name: env.int(name, default=default, validate=positive) for name, (default, _) in NUMBERS.items()
    }
    switches = {name: env.bool(name, default=default) for name, (default, _) in SWITCHES.items()}
    try:
        env.seal()
    except EnvError as error:
        raise Misconfigured(
            "environment", str(error), f"see the settings named {PREFIX}... in --help"
        ) from error
    host, colon, port = texts["LISTEN"].rpartition(":")
    if not (host and colon and port.isascii() and port.isdigit() and 0 < int(port) < 2**16):
        raise Misconfigured(f"{PREFIX}LISTEN", f"{texts['LISTEN']!r} is no address", "write 127.0.0.1:8200")
    if bool(texts["TLS_CERTIFICATE"]) != bool(texts["TLS_KEY"]):
        raise Misconfigured(
            f"{PREFIX}TLS_CERTIFICATE", "TLS needs a certificate and its key", "set both or none"
        )
    refuse_public_without_tls(PREFIX, host.strip("[]"), switches["PLAIN_HTTP"] or bool(texts["TLS_KEY"]))
    if hosts := open_brokers(texts["BROKER_URL"]):
        raise Misconfigured(
            f"{PREFIX}BROKER_URL",
            f"the broker on {hosts[0]} takes messages from anybody who reaches it (config.insecure_broker)",
            "give it a password and write it into the URL",
        )
    _refuse_shown(_path(texts["TLS_KEY"]))
    if texts["LOG_FORMAT"] not in list(LogFormat):
        raise Misconfigured(
            f"{PREFIX}LOG_FORMAT", f"{texts['LOG_FORMAT']!r} is no format", "write json or text"
        )
    if texts["EXECUTOR"] not in list(ExecutorKind):
        raise Misconfigured(
            f"{PREFIX}EXECUTOR", f"{texts['EXECUTOR']!r} is none", "write resident or playbook"
        )
    home = Path(texts["HOME"]).absolute()
    scheme = "https" if texts["TLS_CERTIFICATE"] else "http"
    return Settings(
        home=home,
        name=texts["NAME"] or socket.gethostname(),
        listen=texts["LISTEN"],
        url=texts["URL"] or f"{scheme}://{texts['LISTEN']}",
        labels=_labels(texts["LABELS"]),
        profiles=_path(texts["PROFILES"]) or home / "profiles.yml",
        playbooks=_path(texts["PLAYBOOKS"]) or home / "playbooks",
        sources=_path(texts["SOURCES"]) or home / "sources",
        inventory_plugins=tuple(
            name.strip() for name in texts["INVENTORY_PLUGINS"].split(",") if name.strip()
        ),
        collections=tuple(Path(place).absolute() for place in texts["COLLECTIONS"].split(":") if place),
        endpoints=_path(texts["ENDPOINTS"]) or home / "endpoints.yml",
        broker_url=texts["BROKER_URL"] or "filesystem://",
        schedulers=_schedulers(texts["SCHEDULERS"]),
        trust=_path(texts["TRUST"]),
        tls_certificate=_path(texts["TLS_CERTIFICATE"]),
        tls_key=_path(texts["TLS_KEY"]),
        slots=numbers["SLOTS"],
        queue_limit=numbers["QUEUE_LIMIT"],
        heartbeat=timedelta(milliseconds=numbers["HEARTBEAT_MS"]),
        stop_grace=timedelta(milliseconds=numbers["STOP_GRACE_MS"]),
        scheduler_timeout=timedelta(milliseconds=numbers["SCHEDULER_TIMEOUT_MS"]),
        grace=timedelta(milliseconds=numbers["GRACE_MS"]),
        output_limit=numbers["OUTPUT_LIMIT"],
        memory_limit=numbers["MEMORY_LIMIT_MB"] * 2**20,
        processes_limit=numbers["PROCESSES_LIMIT"],
        disk_limit=numbers["DISK_LIMIT_MB"] * 2**20,
        threads=numbers["THREADS"],
        executor=ExecutorKind(texts["EXECUTOR"]),
        hand_requests=numbers["HAND_REQUESTS"],
        hand_memory=numbers["HAND_MEMORY_MB"] * 2**20,
        warm_targets=numbers["WARM_TARGETS"],
        warm_idle=timedelta(milliseconds=numbers["WARM_IDLE_MS"]),
        pull=switches["PULL"],
        tell_modules=switches["TELL_MODULES"],
        allow_loopback_targets=switches["ALLOW_LOOPBACK_TARGETS"],
        log_format=LogFormat(texts["LOG_FORMAT"]),
        metrics_token=read_metrics_token(PREFIX, texts["METRICS_TOKEN"], texts["METRICS_TOKEN_FILE"]),
    )


def make_home(settings: Settings) -> None:
    """The state folder with its subfolders, for this user's eyes only; harmless when they exist."""
    os.umask(0o077)
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.home.chmod(0o700)
    for folder in (settings.broker_folder, settings.attempts_folder, settings.temporary_folder):
        folder.mkdir(mode=0o700, exist_ok=True)
    (settings.broker_folder / "control").mkdir(mode=0o700, exist_ok=True)


def settings_help() -> str:
    """What `--help` says about the environment, one line per setting."""
    known = {**TEXTS, **NUMBERS, **SWITCHES}
    return "\n".join(
        f"{PREFIX + name:<42} {meaning}" + (f" [{default}]" if default != "" else "")
        for name, (default, meaning) in known.items()
    )


def _labels(text: str) -> dict[str, str]:
    pairs = [word.partition("=") for word in text.split(",") if word.strip()]
    return {name.strip(): value.strip() for name, _, value in pairs}


def scheduler_urls(text: str) -> tuple[str, ...]:
    """The places in a text with commas in between; raises ValueError unless each is http://HOST:PORT or https."""
    places = tuple(place.strip().rstrip("/") for place in text.split(",") if place.strip())
    for place in places:
        parts = urlsplit(place)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.port == 0:
            raise ValueError(place)
    return places


def _schedulers(text: str) -> tuple[str, ...]:
    try:
        return scheduler_urls(text)
    except ValueError as error:
        fix = "write http://HOST:PORT or https://HOST:PORT, several with commas in between"
        raise Misconfigured(f"{PREFIX}SCHEDULERS", f"{text!r} is no list of URLs", fix) from error


def _path(text: str) -> Path | None:
    return Path(text).absolute() if text else None


def _refuse_shown(key: Path | None) -> None:
    """A TLS key that everybody may read; its group may, as tools for certificates arrange it."""
    if key is not None and key.exists() and key.stat().st_mode & 0o007:
        raise InsecureKeyFile(key)
