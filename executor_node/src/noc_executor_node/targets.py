"""Which hosts may be aimed at: addresses, user names, host keys and variables that can do no harm."""

import ipaddress
import re
from collections.abc import Iterable

LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
HOST_NAME = re.compile(rf"(?=.{{1,253}}\Z){LABEL}(?:\.{LABEL})*\.?", re.ASCII)
INVENTORY_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}", re.ASCII)
ZONE = re.compile(r"[A-Za-z0-9_.-]{1,15}", re.ASCII)
USER = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,31}\$?", re.ASCII)
HOST_KEY = re.compile(
    r"((?:ssh-(?:ed25519|rsa)|ecdsa-sha2-nistp(?:256|384|521)|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com)"
    r" [A-Za-z0-9+/]{16,8192}={0,3})(?: [\x21-\x7e ]{0,200})?",
    re.ASCII,
)
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}", re.ASCII)
LOCAL_NAMES = re.compile(r"(?:localhost|ip6-localhost|ip6-loopback|(?:.+\.)?localhost(?:\.localdomain\d?)?)\.?", re.IGNORECASE)

#: Names that mean something to Ansible itself; a host variable can't take them.
MAGIC_VARIABLES = frozenset(
    "hostvars groups group_names inventory_hostname inventory_hostname_short inventory_dir inventory_file "
    "play_hosts play_name play_batch playbook_dir role_name role_names role_path omit environment vars lookup "
    "query q undef now template finalize".split()
)


def address_fault(address: str) -> str | None:
    """Why a text can't be a host's address, or None: it is an RFC 1123 name or an IP address."""
    bare, percent, zone = address.partition("%")
    if percent and not ZONE.fullmatch(zone):
        return "the zone after % is not one"
    try:
        return None if ipaddress.ip_address(bare) else None
    except ValueError:
        pass
    if percent or not HOST_NAME.fullmatch(address):
        return "must be a host name or an IP address"
    if re.fullmatch(r"[0-9.]+|0[xX][0-9a-fA-F]+", address):
        return "looks like an IP address but is none"
    return None


def is_loopback(address: str) -> bool:
    """Whether an address, as it is written, is this very machine."""
    if LOCAL_NAMES.fullmatch(address):
        return True
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return any(ip.is_loopback or ip.is_unspecified for ip in (parsed, mapped) if ip is not None)


def variable_fault(name: str) -> str | None:
    """Why a host may not have a variable of this name, or None."""
    if not VARIABLE.fullmatch(name):
        return "is no variable name"
    if name.lower().startswith("ansible_"):
        return "how a host is reached is the connection profile's matter"
    if name in MAGIC_VARIABLES:
        return "is a name Ansible keeps for itself"
    return None


def known_hosts(address: str, port: int, host_keys: Iterable[str]) -> str:
    """The lines of a known_hosts file that hold exactly this host's keys, under both ways ssh may ask."""
    names = f"{address},[{address}]:{port}"
    return "".join(f"{names} {match[1]}\n" for key in host_keys if (match := HOST_KEY.fullmatch(key)))
