"""Which TCP ports are ours to use, and which of ours something still listens on."""

import random
import socket
from collections.abc import Iterable, Sequence
from contextlib import closing

OUR_PORTS = range(20_000, 30_000)  # below those that the kernel picks for outgoing connections

#: The ports that this process has reserved, each held until the process ends.
_reserved: dict[int, socket.socket] = {}


def is_free(address: str, port: int) -> bool:
    """Whether a server could listen there now."""
    with closing(socket.socket()) as candidate:
        candidate.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            candidate.bind((address, port))
        except OSError:
            return False
    return True


def answers(address: str, port: int) -> bool:
    """Whether something accepts connections there."""
    with closing(socket.socket()) as client:
        client.settimeout(1)
        return client.connect_ex((address, port)) == 0


def free_port_on_all(addresses: Sequence[str]) -> int:
    """A port that is free on all `addresses` and reserved for this process."""
    for _ in range(100):
        port = random.choice(OUR_PORTS)
        if reserve(port) and all(is_free(address, port) for address in addresses):
            return port
    raise OSError(f"no port from {OUR_PORTS.start} to {OUR_PORTS.stop - 1} is free on all of {addresses}")


def free_ports(preferred: Iterable[int]) -> list[int]:
    """One free port of 127.0.0.1 for each preferred one, reserved: itself when it is free, else any other.

    Who prefers 0 gets any.
    """
    chosen: list[int] = []
    for port in preferred:
        while port == 0 or port in chosen or not (reserve(port) and is_free("127.0.0.1", port)):
            port = random.choice(OUR_PORTS)
        chosen.append(port)
    return chosen


def reserve(port: int) -> bool:
    """Keeps other demos and tests off this port until this process ends.

    False where another has it, or this process has given it away before.

    Seconds pass between choosing a port and listening on it, in which two demos would choose the same. The
    reservation is a socket with an abstract name: the kernel lets one process have it, in the same network
    namespace as the port, and takes it back however that process ends.
    """
    if port in _reserved:
        return False
    holder = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        holder.bind(f"\0noc-demo-port-{port}")
    except OSError:
        holder.close()
        return False
    _reserved[port] = holder
    return True
