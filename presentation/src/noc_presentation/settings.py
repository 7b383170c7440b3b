"""The settings of a process, read once from the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from environs import Env, EnvError
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from noc_presentation.environment import refuse_public_without_tls, refuse_unknown
from noc_presentation.errors import InsecureKeyFile, Misconfigured
from noc_presentation.logs import LogFormat
from noc_presentation.metrics_token import read_metrics_token

PREFIX = "NOC_PRESENTATION_"
MOST_DAYS = 3_650
HELP = {
    "HOME": "folder of this layer's state (./.run/presentation)",
    "LISTEN": "address and port of the API (127.0.0.1:8080)",
    "STREAM_LISTEN": "address and port of the streams of changes (127.0.0.1:8081)",
    "DATABASE_URL": "database (SQLite in HOME); postgresql+psycopg:// at scale",
    "CHANNELS": "path of the YAML file of notification channels (one log channel called oncall)",
    "OIDC": "path of the YAML file of the identity provider to log in through (none)",
    "KEEP_NOTIFICATIONS_DAYS": "how long messages to people are kept once nobody tries them any more (90)",
    "PUBLIC_URL": "address that people open this layer at, for links in messages (no links)",
    "SOURCES": "path of the YAML file of places that hosts are pulled from (none)",
    "FOUR_EYES": "true: nobody publishes a procedure that they have changed themselves (false)",
    "LOG_FORMAT": "how log lines are written: json, or text for people (json)",
    "METRICS_TOKEN": "who sends it as a bearer token may read /metrics (nobody)",
    "METRICS_TOKEN_FILE": "path of a file with the same that only its owner may read",
    "THREADS": "requests answered at the same time (8)",
    "TLS_CERTIFICATE": "path of the certificate chain to serve TLS with (none)",
    "TLS_KEY": "path of the certificate's private key (none)",
    "PLAIN_HTTP": "true: a proxy before this serves TLS, so that LISTEN may be a public address without it (false)",
    "TRUST": "path of the certificates the scheduler's TLS certificate is checked against (the system's)",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Where this process lives, what it listens on, and where its database and channels are."""

    home: Path
    host: str
    port: int
    database_url: str
    channels: Path | None
    threads: int
    tls_certificate: Path | None
    tls_key: Path | None
    trust: Path | None
    oidc: Path | None = None
    log_format: LogFormat = LogFormat.JSON
    metrics_token: str | None = field(default=None, repr=False)
    public_url: str | None = None
    sources: Path | None = None
    stream_host: str = "127.0.0.1"
    stream_port: int = 8081
    four_eyes: bool = False
    keep_notifications: timedelta = timedelta(days=90)

    @property
    def key_file(self) -> Path:
        """This layer's private key."""
        return self.home / "key.pem"

    @property
    def credentials_key_file(self) -> Path:
        """The keys that credentials are encrypted with."""
        return self.home / "credentials.key"

    @property
    def audit_key_file(self) -> Path:
        """The key that checkpoints of the audit chain are signed with."""
        return self.home / "audit.key"

    @property
    def checkpoints_file(self) -> Path:
        """Where checkpoints of the audit chain are kept."""
        return self.home / "audit-checkpoints.jsonl"

    def make_home(self) -> None:
        """Make the state folder, for nobody else's eyes; harmless when it exists."""
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.home.chmod(0o700)


def read_settings() -> Settings:
    """The settings in the environment; raises Misconfigured naming the variable that is wrong."""
    refuse_unknown(os.environ, PREFIX, HELP)
    env = Env(prefix=PREFIX)
    try:
        plain_http = env.bool("PLAIN_HTTP", False)
        home = env.path("HOME", Path(".run/presentation")).absolute()
        host, port = _address(env, "LISTEN", "127.0.0.1:8080")
        stream_host, stream_port = _address(env, "STREAM_LISTEN", "127.0.0.1:8081")
        settings = Settings(
            home=home,
            host=host,
            port=port,
            stream_host=stream_host,
            stream_port=stream_port,
            database_url=env.str("DATABASE_URL", f"sqlite:///{home / 'presentation.sqlite'}"),
            channels=_optional_path(env, "CHANNELS"),
            oidc=_optional_path(env, "OIDC"),
            threads=_threads(env.int("THREADS", 8)),
            sources=_optional_path(env, "SOURCES"),
            four_eyes=env.bool("FOUR_EYES", False),
            tls_certificate=_optional_path(env, "TLS_CERTIFICATE"),
            tls_key=_optional_path(env, "TLS_KEY"),
            trust=_optional_path(env, "TRUST"),
            log_format=_log_format(env.str("LOG_FORMAT", "json")),
            metrics_token=read_metrics_token(
                PREFIX, env.str("METRICS_TOKEN", ""), env.str("METRICS_TOKEN_FILE", "")
            ),
            public_url=_public_url(env.str("PUBLIC_URL", "")),
            keep_notifications=_days(env.int("KEEP_NOTIFICATIONS_DAYS", 90), "KEEP_NOTIFICATIONS_DAYS"),
        )
    except EnvError as error:
        raise Misconfigured(
            "environment", str(error), f"see the settings named {PREFIX}... in --help"
        ) from error
    _refuse_no_url(settings.database_url)
    _refuse_shown(settings.tls_key)
    if (settings.tls_certificate is None) != (settings.tls_key is None):
        raise Misconfigured(
            f"{PREFIX}TLS_CERTIFICATE", "TLS needs a certificate and its key", f"set {PREFIX}TLS_KEY as well"
        )
    safe = plain_http or settings.tls_key is not None
    refuse_public_without_tls(PREFIX, settings.host, safe)
    refuse_public_without_tls(PREFIX, settings.stream_host, safe, "STREAM_LISTEN")
    return settings


def settings_help(descriptions: Mapping[str, str] = HELP) -> str:
    """The lines `--help` shows about the environment."""
    return "\n".join(f"  {PREFIX}{name}: {words}" for name, words in descriptions.items())


def _address(env: Env, name: str, usual: str) -> tuple[str, int]:
    text = env.str(name, usual)
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise Misconfigured(f"{PREFIX}{name}", f"{text!r} is no address", f"write it as {usual}")
    return host.strip("[]"), int(port)


def _refuse_no_url(text: str) -> None:
    try:
        make_url(text)
    except ArgumentError as error:
        raise Misconfigured(
            f"{PREFIX}DATABASE_URL",
            "this is no database URL",
            "write it as sqlite:////path or postgresql+psycopg://",
        ) from error


def _days(number: int, name: str) -> timedelta:
    if not 1 <= number <= MOST_DAYS:
        raise Misconfigured(f"{PREFIX}{name}", f"{number} days", f"write a number from 1 to {MOST_DAYS}")
    return timedelta(days=number)


def _optional_path(env: Env, name: str) -> Path | None:
    text = env.str(name, "")
    return Path(text).absolute() if text else None


def _public_url(text: str) -> str | None:
    if not text:
        return None
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.hostname or url.query or url.fragment or "@" in text:
        raise Misconfigured(f"{PREFIX}PUBLIC_URL", f"{text!r} is no address", "write https://noc.example.org")
    return text.rstrip("/")


def _log_format(text: str) -> LogFormat:
    if text not in list(LogFormat):
        raise Misconfigured(f"{PREFIX}LOG_FORMAT", f"{text!r} is no format", "write json or text")
    return LogFormat(text)


def _threads(number: int) -> int:
    if number < 1:
        raise Misconfigured(f"{PREFIX}THREADS", "somebody must answer", "set it to 1 or more")
    return number


def _refuse_shown(key: Path | None) -> None:
    """A TLS key that everybody may read; its group may, as tools for certificates arrange it."""
    if key is not None and key.exists() and key.stat().st_mode & 0o007:
        raise InsecureKeyFile(key)
