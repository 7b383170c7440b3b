"""What this layer is told by its environment, read once and checked whole."""

import os
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from environs import Env, EnvError, validate

from noc_scheduler.brokers import open_brokers
from noc_scheduler.environment import refuse_public_without_tls, refuse_unknown
from noc_scheduler.errors import WrongSettings
from noc_scheduler.logs import LogFormat
from noc_scheduler.metrics_token import read_metrics_token
from noc_scheduler.tls import Tls, read_tls
from noc_scheduler.triggers.senders import Network, read_network

PREFIX = "NOC_SCHEDULER_"
#: Every setting with its default and what it means; `--help` shows this.
TEXTS = {
    "HOME": (".run/scheduler", "the state folder"),
    "LISTEN": ("127.0.0.1:8100", "HOST:PORT of the API"),
    "DATABASE_URL": ("", "SQLAlchemy URL (a SQLite file in HOME)"),
    "BROKER_URL": ("", "Celery broker (filesystem:// in HOME)"),
    "ARCHIVE": ("", "where old executions are put away (the folder archive in HOME)"),
    "LOG_FORMAT": ("json", "how log lines are written: json, or text for people"),
    "TLS_CERTIFICATE": ("", "path of the certificate chain to serve TLS with (none)"),
    "TLS_KEY": ("", "path of the certificate's private key (none)"),
    "TRUST": ("", "path of the certificates the others' TLS certificates are checked against (the system's)"),
    "PROXIES": ("", "networks of own reverse proxies before webhooks, with commas between (none)"),
    "METRICS_TOKEN": ("", "who sends it as a bearer token may read /metrics (nobody)"),
    "METRICS_TOKEN_FILE": ("", "the same in a file that only its owner may read"),
}
DURATIONS = {
    "LEASE_MS": (12_000, "how long an attempt belongs to an executor node that is not heard of"),
    "HEARTBEAT_TIMEOUT_MS": (4_000, "an executor node silent for longer gets nothing new"),
    "NODE_TIMEOUT_MS": (5_000, "how long an executor node may take to answer"),
    "NODE_PAUSE_MS": (
        10_000,
        "how long one that let us wait in vain is told things only when it is heard of",
    ),
    "TICK_MS": (1_000, "how often the worker looks for what nobody did"),
    "QUEUE_TIMEOUT_MS": (3_600_000, "how long a task may wait for an executor node and in its queue"),
    "DECISION_TIMEOUT_MS": (604_800_000, "how long a lost visit waits for a person"),
    "CROSSING_TIMEOUT_MS": (604_800_000, "how long a host waits for other hosts at a gate or shared step"),
    "TARGETS_TIMEOUT_MS": (3_600_000, "how long an execution waits for presentation to name its hosts"),
    "MISFIRE_GRACE_MS": (60_000, "how late a schedule's instant may still be fired"),
    "AGEING_MS": (60_000, "who waits for so long comes before those of the next priority"),
    "TURN_TIMEOUT_MS": (604_800_000, "how long an execution waits behind others before it fails"),
    "LOCK_TIMEOUT_MS": (604_800_000, "how long a host waits for its lock before its walk ends"),
}
NUMBERS = {
    "MAX_HOSTS": (10_000, "the most hosts of one execution"),
    "MAX_BACKLOG": (20_000, "the most items that may wait for one schedule; further messages are refused"),
    "MOST_LOSSES": (3, "how many lost attempts of one step on one host are made again before it is given up"),
    "API_PROCESSES": (2, "how many processes serve the API (with SQLite always one: it has one writer)"),
    "KEEP_DAYS": (90, "so long after their end executions are kept before they are archived"),
    "KEEP_OUTPUT_DAYS": (30, "so long after their end long outputs of visits are kept whole"),
}
SWITCHES = {
    "PLAIN_HTTP": (False, "whether a proxy before this serves TLS, so that LISTEN may be a public address"),
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that may differ between two installations."""

    home: Path
    listen: str = "127.0.0.1:8100"
    database_url: str = ""
    broker_url: str = ""
    lease: timedelta = timedelta(seconds=12)
    heartbeat_timeout: timedelta = timedelta(seconds=4)
    node_timeout: timedelta = timedelta(seconds=5)
    node_pause: timedelta = timedelta(seconds=10)
    tick: timedelta = timedelta(seconds=1)
    queue_timeout: timedelta = timedelta(hours=1)
    decision_timeout: timedelta = timedelta(days=7)
    crossing_timeout: timedelta = timedelta(days=7)
    targets_timeout: timedelta = timedelta(hours=1)
    misfire_grace: timedelta = timedelta(minutes=1)
    ageing: timedelta = timedelta(minutes=1)
    turn_timeout: timedelta = timedelta(days=7)
    lock_timeout: timedelta = timedelta(days=7)
    max_hosts: int = 10_000
    max_backlog: int = 20_000
    most_losses: int = 3
    most_api_processes: int = 2
    keep: timedelta = timedelta(days=90)
    keep_output: timedelta = timedelta(days=30)
    archive_folder: Path | None = None
    log_format: LogFormat = LogFormat.JSON
    metrics_token: str | None = field(default=None, repr=False)
    proxies: tuple[Network, ...] = ()
    tls: Tls = field(default_factory=Tls)

    @property
    def key_file(self) -> Path:
        """This layer's private key."""
        return self.home / "key.pem"

    @property
    def database(self) -> str:
        """The database's URL; a SQLite file in `home` unless told otherwise."""
        return self.database_url or f"sqlite:///{(self.home / 'scheduler.sqlite3').absolute()}"

    @property
    def api_processes(self) -> int:
        """How many processes serve the API: one alone where they could only queue for the one writer of SQLite."""
        return 1 if self.database.startswith("sqlite") else self.most_api_processes

    @property
    def archive(self) -> Path:
        """Where old executions are put away; all schedulers of a database should share it."""
        return self.archive_folder or self.home / "archive"

    @property
    def broker(self) -> str:
        """The broker's URL; folders in `home` unless told otherwise."""
        return self.broker_url or "filesystem://"

    @property
    def broker_folder(self) -> Path:
        """Where a `filesystem://` broker keeps its messages."""
        return self.home / "broker"

    @property
    def address(self) -> tuple[str, int]:
        """Host and port of the API."""
        host, _, port = self.listen.rpartition(":")
        return host.strip("[]"), int(port)


def read_settings() -> Settings:
    """The settings of this process; raises WrongSettings that names every setting that is wrong."""
    refuse_unknown(os.environ, PREFIX, {**TEXTS, **DURATIONS, **NUMBERS, **SWITCHES})
    env = Env(prefix=PREFIX, eager=False)
    texts = {name: env.str(name, default=default) for name, (default, _) in TEXTS.items()}
    positive = validate.Range(min=1, error="must be at least 1")
    numbers = {
        name: env.int(name, default=default, validate=positive)
        for name, (default, _) in {**DURATIONS, **NUMBERS}.items()
    }
    switches = {name: env.bool(name, default=default) for name, (default, _) in SWITCHES.items()}
    try:
        env.seal()
    except EnvError as error:
        raise WrongSettings(f"{error}; see noc-scheduler --help") from error
    durations = {
        name.removesuffix("_MS").lower(): timedelta(milliseconds=numbers[name]) for name in DURATIONS
    }
    host, colon, port = texts["LISTEN"].rpartition(":")
    if not (host and colon and port.isdecimal() and int(port) < 2**16):
        raise WrongSettings(f"{PREFIX}LISTEN is {texts['LISTEN']!r}; write HOST:PORT, such as 127.0.0.1:8100")
    tls = read_tls(PREFIX, texts["TLS_CERTIFICATE"], texts["TLS_KEY"], texts["TRUST"])
    refuse_public_without_tls(PREFIX, host.strip("[]"), switches["PLAIN_HTTP"] or tls.key is not None)
    if texts["LOG_FORMAT"] not in list(LogFormat):
        raise WrongSettings(f"{PREFIX}LOG_FORMAT is {texts['LOG_FORMAT']!r}; write json or text")
    if hosts := open_brokers(texts["BROKER_URL"]):
        raise WrongSettings(
            f"{PREFIX}BROKER_URL: the broker on {hosts[0]} takes messages from anybody who reaches it "
            "(config.insecure_broker); give it a password and write it into the URL"
        )
    if durations["heartbeat_timeout"] * 3 > durations["lease"]:
        raise WrongSettings(
            f"{PREFIX}LEASE_MS must be at least three times {PREFIX}HEARTBEAT_TIMEOUT_MS, "
            "or a running attempt could be taken for lost"
        )
    return Settings(
        home=Path(texts["HOME"]),
        listen=texts["LISTEN"],
        database_url=texts["DATABASE_URL"],
        broker_url=texts["BROKER_URL"],
        max_hosts=numbers["MAX_HOSTS"],
        max_backlog=numbers["MAX_BACKLOG"],
        most_losses=numbers["MOST_LOSSES"],
        most_api_processes=numbers["API_PROCESSES"],
        keep=timedelta(days=numbers["KEEP_DAYS"]),
        keep_output=timedelta(days=numbers["KEEP_OUTPUT_DAYS"]),
        archive_folder=Path(texts["ARCHIVE"]) if texts["ARCHIVE"] else None,
        log_format=LogFormat(texts["LOG_FORMAT"]),
        metrics_token=read_metrics_token(PREFIX, texts["METRICS_TOKEN"], texts["METRICS_TOKEN_FILE"]),
        proxies=_networks(texts["PROXIES"]),
        tls=tls,
        **durations,
    )


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return tuple(read_network(one.strip()) for one in text.split(",") if one.strip())
    except ValueError as error:
        raise WrongSettings(f"{PREFIX}PROXIES: {error}; write 192.0.2.1/32,2001:db8::/64") from error


def make_home(settings: Settings) -> None:
    """The state folder with its subfolders, private to this user; harmless when they exist."""
    os.umask(0o077)
    for folder in (settings.home, settings.broker_folder, settings.broker_folder / "control"):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    settings.home.chmod(0o700)


def settings_help() -> str:
    """What `--help` says about the environment, one line per setting."""
    return "\n".join(
        f"{PREFIX}{name:<22} {meaning} [{default}]" if default != "" else f"{PREFIX}{name:<22} {meaning}"
        for name, (default, meaning) in {**TEXTS, **DURATIONS, **NUMBERS, **SWITCHES}.items()
    )
