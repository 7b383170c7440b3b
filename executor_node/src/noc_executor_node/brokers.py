"""Which brokers are private enough: on this machine, or behind a password."""

from ipaddress import ip_address
from urllib.parse import urlsplit

#: Brokers that are reached over a network; folders and sockets are guarded by their modes.
NETWORKED = frozenset({"redis", "rediss", "sentinel", "amqp", "amqps", "pyamqp"})


def open_brokers(urls: str) -> list[str]:
    """The hosts among these URLs (`;` between them) that take messages from anybody who reaches them."""
    split = [urlsplit(url) for url in urls.split(";") if url]
    return [
        one.hostname or ""
        for one in split
        if one.scheme in NETWORKED and not one.password and not _is_this_machine(one.hostname)
    ]


def _is_this_machine(host: str | None) -> bool:
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host in (None, "", "localhost")
