"""Knocking at a host: one address is connected to, its SSH banner and keys are read, and perhaps logged in."""

import socket
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import paramiko

from noc_executor_node.errors import NotRun
from noc_executor_node.executors.cleaning import clean_text
from noc_executor_node.probing.verdict import Reachability, Seen, fingerprint, key_status
from noc_executor_node.targets import is_loopback

#: The types of keys that are asked for one after another, since a server shows one at a time; best first.
FAMILIES: tuple[tuple[str, ...], ...] = (
    ("ssh-ed25519",),
    ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"),
    ("rsa-sha2-512", "rsa-sha2-256"),
)
#: An RSA key is called otherwise than the signatures made with it.
_KEY_TYPE = {"rsa-sha2-512": "ssh-rsa", "rsa-sha2-256": "ssh-rsa"}
BANNER_LENGTH = 255
#: Lines before the banner are waited for a little longer than its first byte.
BANNER_LINES_S = 3


@dataclass(frozen=True, slots=True)
class Login:
    """As whom to log in, with the text of a private key or with a password."""

    user: str
    private_key_file: Path | None = None
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to knock; `patience_s` is for each connection."""

    address: str
    port: int
    known: tuple[str, ...]
    patience_s: float
    allow_loopback: bool


class _Ended(Exception):
    """Nothing more is to be found out."""

    def __init__(self, status: Reachability, message: str) -> None:
        super().__init__(message)
        self.status, self.message = status, message


class _NoSuchKey(Exception):
    """The host has no key of the types it was asked for."""


def knock(place: Place, login: Login | None) -> Seen:
    """What the host shows. Raises NotRun for one that is this very machine, unless that is allowed.

    The name is looked up once, and what was looked at is connected to. Nobody is logged in to a host whose key
    is not the known one.
    """
    address: str | None = None
    banner: str | None = None
    keys: list[str] = []
    let_in: str | None = None
    try:
        address = _connectable(place)
        for types in _families(place.known):
            try:
                with _spoken_to(address, place, types) as transport:
                    banner = clean_text(str(transport.remote_version))[:BANNER_LENGTH]
                    key = transport.get_remote_server_key()
                    keys.append(f"{key.get_name()} {key.get_base64()}")
                    if place.known and key_status(place.known, keys) is Reachability.REACHABLE:
                        let_in = None if login is None else _log_in(transport, login)
                        break
            except _NoSuchKey:
                continue
        status, words = _judged(place.known, keys, let_in)
    except _Ended as end:
        status, words = end.status, end.message
    return Seen(status, words, address, banner, tuple(keys), let_in)


def _judged(known: Sequence[str], keys: Sequence[str], let_in: str | None) -> tuple[Reachability, str]:
    if not keys:
        return Reachability.NOT_SSH, "it offers no type of host key that is still taken for safe"
    status = key_status(known, keys)
    shown = ", ".join(f"{line.split()[0]} {fingerprint(line)}" for line in keys)
    match status:
        case Reachability.KEY_UNKNOWN:
            return status, f"no key of it is known; it shows {shown}"
        case Reachability.KEY_CHANGED:
            return status, f"it is not the host that is known by this name, or has new keys: it shows {shown}"
        case _ if let_in is not None and let_in.startswith("refused"):
            return Reachability.LOGIN_REFUSED, let_in
    return status, "its key is the known one" + ("" if let_in is None else f", {let_in}")


def _families(known: Sequence[str]) -> Iterable[tuple[str, ...]]:
    """Known types first: where one of them is shown as it should be, no other need be asked for."""
    types = {line.split()[0] for line in known}
    return sorted(FAMILIES, key=lambda family: not {_KEY_TYPE.get(name, name) for name in family} & types)


def _connectable(place: Place) -> str:
    try:
        found = socket.getaddrinfo(place.address, place.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _Ended(Reachability.UNRESOLVED, f"{place.address} has no address: {error}") from error
    addresses = [str(each[4][0]) for each in found]
    if not place.allow_loopback and any(map(is_loopback, addresses)):
        raise NotRun(
            "unreachable",
            "host.loopback",
            f"{place.address} is this very machine; the settings don't allow it",
        )
    return addresses[0]


@contextmanager
def _spoken_to(address: str, place: Place, types: tuple[str, ...]) -> Iterator[paramiko.Transport]:
    """A connection whose keys were exchanged; raises _NoSuchKey when the host has none of these types."""
    begun = time.monotonic()
    with _connected(address, place) as connection:
        transport = paramiko.Transport(connection)
        try:
            transport.banner_timeout = transport.handshake_timeout = place.patience_s
            transport.auth_timeout = place.patience_s
            transport.get_security_options().key_types = types
            transport.start_client(timeout=place.patience_s + BANNER_LINES_S)
            if not transport.initial_kex_done:  # paramiko says nothing when its time is over
                raise EOFError
            yield transport
        except paramiko.IncompatiblePeer as error:
            raise _NoSuchKey from error
        except (paramiko.SSHException, EOFError, OSError) as error:
            if transport.remote_version and time.monotonic() - begun >= place.patience_s:
                raise _Ended(
                    Reachability.TIMED_OUT, "it says it speaks SSH, and then nothing more"
                ) from error
            words = "what answers there does not speak SSH with us"
            raise _Ended(Reachability.NOT_SSH, f"{words}: {_words(error)}") from error
        finally:
            transport.close()


def _connected(address: str, place: Place) -> socket.socket:
    try:
        return socket.create_connection((address, place.port), place.patience_s)
    except ConnectionRefusedError as error:
        raise _Ended(Reachability.REFUSED, f"nothing listens at port {place.port}") from error
    except TimeoutError as error:
        words = f"no answer from port {place.port} within {place.patience_s:g} s"
        raise _Ended(Reachability.TIMED_OUT, words) from error
    except OSError as error:
        raise _Ended(Reachability.NO_ROUTE, f"no way to it: {error.strerror or error}") from error


def _log_in(transport: paramiko.Transport, login: Login) -> str:
    try:
        if login.password is not None:
            transport.auth_password(login.user, login.password)
        else:
            transport.auth_publickey(login.user, _private_key(login.private_key_file))
    except paramiko.AuthenticationException:
        return f"refused to let {login.user} in"
    return (
        f"logged in as {login.user}" if transport.is_authenticated() else f"refused {login.user}, wants more"
    )


def _private_key(path: Path | None) -> paramiko.PKey:
    if path is None:
        raise NotRun("unreachable", "profile.key_missing", "there is no key to log in with")
    try:
        return paramiko.PKey.from_path(path)
    except (OSError, ValueError, TypeError, paramiko.SSHException) as error:
        raise NotRun(
            "unreachable", "profile.key_unreadable", "the key to log in with can't be read"
        ) from error


def _words(error: BaseException) -> str:
    return clean_text(str(error) or type(error).__name__)[:200]
