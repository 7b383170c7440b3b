"""Which addresses a request may go to: what a name resolves to is looked at, and connected to, only once."""

import ipaddress
import socket
from collections.abc import Callable, Sequence

from noc_executor_node.errors import NotRun

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
#: Answers the addresses of a name; raises OSError when it has none.
Resolver = Callable[[str, int], Sequence[str]]

#: They carry another address inside and could lead anywhere.
_WRAPPING = tuple(
    map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96"))
)
#: Metadata services of clouds live here: an endpoint on a private network is none of these.
_NEVER = tuple(map(ipaddress.ip_network, ("169.254.0.0/16", "fe80::/10", "fd00:ec2::254/128")))


def resolve(name: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them."""
    found = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def allowed(name: str, port: int, allow_private: bool, resolver: Resolver = resolve) -> list[str]:
    """The addresses to connect to; raises NotRun unless every address of the name may be asked.

    One bad address refuses the name: a name that leads to two kinds of places is not to be trusted.
    """
    try:
        found = resolver(name, port)
    except OSError as error:
        raise NotRun("failed", "egress.unresolved", f"{name} has no address: {error}") from error
    if not found:
        raise NotRun("failed", "egress.unresolved", f"{name} has no address")
    for text in found:
        fault = address_fault(text, allow_private)
        if fault:
            raise NotRun("failed", "egress.blocked", f"{name} leads to {text}, which {fault}")
    return list(found)


def address_fault(text: str, allow_private: bool) -> str | None:
    """Why an address may not be asked, or None."""
    try:
        address: Address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return "is no IP address"
    if isinstance(address, ipaddress.IPv6Address) and (
        address.ipv4_mapped is not None or (_within(address, _WRAPPING) and not address.is_loopback)
    ):
        return "carries another address inside"
    if address.is_unspecified or address.is_multicast or _within(address, _NEVER):
        return "is no place for requests"
    if not address.is_global and not allow_private:
        return "is not public, and the endpoint doesn't say allow_private"
    return None


def _within(address: Address, networks: Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]) -> bool:
    return any(address.version == network.version and address in network for network in networks)
