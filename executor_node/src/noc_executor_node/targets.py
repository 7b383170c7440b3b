"""Which hosts may be aimed at: addresses, user names, host keys and variables that can do no harm."""

import ipaddress
import re
from collections.abc import Iterable

LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
HOST_NAME = rf"(?=.{{1,253}}$){LABEL}(?:\.{LABEL})*\.?"
INVENTORY_NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}"
ZONE = r"[A-Za-z0-9_.-]{1,15}"
USER = r"[A-Za-z_][A-Za-z0-9_.-]{0,31}\$?"
HOST_KEY = (
    r"((?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)"
    r" [A-Za-z0-9+/]{16,8192}={0,3})(?: [\x21-\x7e ]{0,200})?"
)
VARIABLE = r"[A-Za-z_][A-Za-z0-9_]{0,127}"
LOCAL_NAMES = re.compile(
    r"(?:localhost|ip6-localhost|ip6-loopback|(?:.+\.)?localhost(?:\.localdomain\d?)?)\.?", re.IGNORECASE
)

#: Names that mean something to Ansible itself; a host variable can't take them.
MAGIC_VARIABLES = frozenset(
    [
        "groups",
        "group_names",
        "hostvars",
        "inventory_dir",
        "inventory_file",
        "inventory_hostname",
        "inventory_hostname_short",
        "play_batch",
        "play_hosts",
        "play_name",
        "playbook_dir",
        "role_name",
        "role_names",
        "role_path",
        "environment",
        "finalize",
        "lookup",
        "now",
        "omit",
        "q",
        "query",
        "template",
        "undef",
        "vars",
    ]
)


def address_fault(address: str) -> str | None:
    """Why a text can't be a host's address, or None: it is an RFC 1123 name or an IP address."""
    bare, percent, zone = address.partition("%")
    if percent and not re.fullmatch(ZONE, zone):
        return "the zone after % is not one"
    if _ip(bare) is not None:
        return None
    if percent or not re.fullmatch(HOST_NAME, address):
        return "must be a host name or an IP address"
    if re.fullmatch(r"[0-9.]+|0[xX][0-9a-fA-F]+", address):
        return "looks like an IP address but is none"
    return None


def is_loopback(address: str) -> bool:
    """Whether an address, as it is written, is this very machine."""
    if LOCAL_NAMES.fullmatch(address):
        return True
    parsed = _ip(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    return any(ip.is_loopback or ip.is_unspecified for ip in (parsed, mapped) if ip is not None)


def _ip(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def variable_fault(name: str) -> str | None:
    """Why a host may not have a variable of this name, or None."""
    if not re.fullmatch(VARIABLE, name):
        return "is no variable name"
    if name.lower().startswith("ansible_"):
        return "how a host is reached is the connection profile's matter"
    if name in MAGIC_VARIABLES:
        return "is a name Ansible keeps for itself"
    return None


def known_hosts(address: str, port: int, host_keys: Iterable[str]) -> str:
    """The lines of a known_hosts file that hold exactly this host's keys, under both ways ssh may ask."""
    names = f"{address},[{address}]:{port}"
    return "".join(f"{names} {match[1]}\n" for key in host_keys if (match := re.fullmatch(HOST_KEY, key)))
