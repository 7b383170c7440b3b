"""Where a host is: an IP literal or a DNS name, and a port; nothing else can become an argument of ssh."""

import ipaddress
import re

from noc_presentation.errors import Invalid
from noc_presentation.inventory.names import shown

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DNS_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*", re.ASCII)
_READ_AS_NUMBER = re.compile(r"[0-9]+|0[xX][0-9A-Fa-f]*", re.ASCII)
_MEANT_AS_IP = re.compile(r"\[?[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]*(%\w+)?(/[0-9]+)?\]?(:[0-9]+)?", re.ASCII)
_SCOPE = re.compile(r"[A-Za-z0-9_.-]{1,15}", re.ASCII)
_PORT = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)


def address(text: object) -> str:
    """The address in its stored form: RFC 5952 for IPv6, an IPv4-mapped one as the IPv4 address it means.

    Raises Invalid: `address.invalid` for what looks like an IP address and is none that a host can have,
    `inventory.host_invalid` for everything else.
    """
    if not isinstance(text, str):
        raise Invalid("address.invalid", f"{shown(str(text))} is no text; an address goes into quotes")
    try:
        return _ip(ipaddress.ip_address(text), text)
    except ValueError:
        pass
    if len(text) <= 253 and _DNS_NAME.fullmatch(text):
        if _READ_AS_NUMBER.fullmatch(text.rpartition(".")[2]):
            raise Invalid("address.invalid", f"{shown(text)} would be read as an IP address and is none")
        return text
    if _MEANT_AS_IP.fullmatch(text):
        raise Invalid(
            "address.invalid",
            f"{shown(text)} is no IP address; the port and the prefix length don't belong here",
        )
    raise Invalid("inventory.host_invalid", f"{shown(text)} is neither a DNS name nor an IP address")


def _ip(value: ipaddress.IPv4Address | ipaddress.IPv6Address, text: str) -> str:
    if isinstance(value, ipaddress.IPv6Address):
        scope = value.scope_id
        if (scope is not None) != value.is_link_local:
            wants = "needs its interface" if scope is None else "takes no interface"
            raise Invalid("address.invalid", f"{shown(text)} {wants} (fe80::1%eth0)")
        if scope is not None and not _SCOPE.fullmatch(scope):
            raise Invalid("address.invalid", f"{shown(text)} names an impossible interface")
        if value.ipv4_mapped is not None:
            return _ip(value.ipv4_mapped, text)
    if value.is_unspecified or value.is_multicast or value == ipaddress.IPv4Address("255.255.255.255"):
        raise Invalid("address.invalid", f"{shown(text)} is not the address of one host")
    return str(value)


def port(value: object) -> int:
    """A TCP port, as a whole number or as plain digits; raises Invalid `port.invalid`."""
    if isinstance(value, str) and _PORT.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 65535:
        raise Invalid("port.invalid", f"{shown(str(value))} is no port: a whole number from 1 to 65535")
    return value
