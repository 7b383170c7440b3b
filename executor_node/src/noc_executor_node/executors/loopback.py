"""Whether a name leads to this very machine; asks the name service, so it is done where a timeout counts."""

import socket

from noc_executor_node.errors import NotRun
from noc_executor_node.targets import is_loopback


def refuse_loopback(address: str) -> None:
    """Raises NotRun when one of the addresses behind a name is this machine's own."""
    try:
        found = socket.getaddrinfo(address, None, type=socket.SOCK_STREAM)
    except OSError:
        return  # ssh will say so in its own words
    if any(is_loopback(str(place[0])) for *_, place in found):
        raise NotRun(
            "unreachable", "host.loopback", f"{address} is this very machine; the settings don't allow it"
        )
