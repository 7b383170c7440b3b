"""Which addresses an identity provider may have: https, or plain http where everything stays on this machine."""

import ipaddress
from urllib.parse import SplitResult, urlsplit


def is_sound(url: str, issuer: str) -> bool:
    """Whether we may go there for this issuer.

    Without a user, a query and a fragment. Numbers instead of a name, and loopback, only where the issuer itself is
    there: what a provider elsewhere tells of itself can't send us to a neighbour.
    """
    place, home = _parts(url), _parts(issuer)
    if place is None or home is None:
        return False
    if place.hostname == home.hostname:
        return place.scheme == "https" or (home.scheme == "http" and _is_loopback(place.hostname or ""))
    return (
        place.scheme == "https" and not _is_number(place.hostname or "") and not _is_loopback(place.hostname)
    )


def _parts(url: str) -> SplitResult | None:
    if not url.isascii() or not url.isprintable() or set(url) & set(" \\"):
        return None
    try:
        parts = urlsplit(url)
        port_is_sound = parts.port != 0
    except ValueError:
        return None
    plain = not (parts.username is not None or parts.password is not None or parts.query or parts.fragment)
    known = parts.scheme in ("http", "https") and bool(parts.hostname)
    return parts if known and plain and port_is_sound else None


def _is_loopback(host: str | None) -> bool:
    name = (host or "").rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _is_number(host: str) -> bool:
    """An address, in any of the ways that resolvers read one: 127.1, 0x7f000001, 2130706433, ::1."""
    last = host.rstrip(".").rpartition(".")[2]
    return ":" in host or last.isdigit() or last.startswith("0x")
