"""Senders: from which addresses messages may come, and which address one came from behind reverse proxies."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

from noc_scheduler.triggers.errors import InvalidTrigger

MOST = 50
Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network


def read_senders(document: Any) -> tuple[Network, ...]:
    """From a list of networks such as `192.0.2.0/24`; raises InvalidTrigger."""
    if not isinstance(document, list) or not 1 <= len(document) <= MOST:
        raise InvalidTrigger("/senders", "senders.invalid", f"needs a list of 1 to {MOST} networks")
    found: list[Network] = []
    for place, text in enumerate(document):
        try:
            found.append(read_network(text))
        except ValueError as error:
            words = f"{str(text)[:60]!r} is no network such as 192.0.2.0/24 or 2001:db8::/32"
            raise InvalidTrigger(f"/senders/{place}", "senders.invalid", words) from error
    return tuple(found)


def read_network(text: Any) -> Network:
    """The network written as `text`; raises ValueError, also where an address has bits beyond the prefix."""
    if not isinstance(text, str):
        raise ValueError("not a text")
    return ip_network(text)


def origin(peer: str, forwarded: str, proxies: Sequence[Network]) -> Address | None:
    """Where a request came from: `peer`, or what the last of our own `proxies` says in X-Forwarded-For.

    Whatever stands before the last address that is none of our proxies was written by whoever sent it. None where
    somebody of our own wrote what is no address.
    """
    for text in [peer, *reversed(forwarded.split(",") if forwarded.strip() else [])]:
        try:
            here = ip_address(text.strip())
        except ValueError:
            return None
        mapped = here.ipv4_mapped if isinstance(here, IPv6Address) else None
        here = mapped or here
        if not is_among(here, proxies):
            return here
    return here


def is_among(address: Address, networks: Sequence[Network]) -> bool:
    """Whether the address is in one of these networks."""
    return any(address in network for network in networks)
