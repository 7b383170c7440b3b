"""What a transport needs beside the executor node itself, and how to get it."""

import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from noc_executor_node.errors import NotRun
from noc_executor_node.vocabulary import Transport

NETWORK, WINDOWS = "network", "windows"
EXTRAS: Mapping[Transport, str] = {
    Transport.NETWORK_CLI: NETWORK,
    Transport.HTTPAPI: NETWORK,
    Transport.NETCONF: NETWORK,
    Transport.WINRM: WINDOWS,
    Transport.PSRP: WINDOWS,
}
PACKAGES: Mapping[Transport, str] = {
    Transport.NETCONF: "ncclient",
    Transport.WINRM: "winrm",
    Transport.PSRP: "pypsrp",
}
COLLECTION = "ansible_collections/ansible/netcommon"


def refuse_missing(transport: Transport) -> None:
    """Raises NotRun, saying what to install, when something that the transport needs isn't there."""
    extra = EXTRAS.get(transport)
    if extra is None:
        return
    lacks = [package] if (package := PACKAGES.get(transport)) and find_spec(package) is None else []
    if extra == NETWORK and not _has_collection():
        lacks.append("the collection ansible.netcommon")
    if lacks:
        raise NotRun(
            "unreachable",
            "transport.not_installed",
            f"{transport} needs {' and '.join(lacks)}: install noc-executor-node[{extra}] on this executor node",
        )


def _has_collection() -> bool:
    """Collections lie where Ansible looks for them, or among the packages of Python."""
    folders = [*os.environ.get("ANSIBLE_COLLECTIONS_PATH", "").split(":"), *sys.path]
    return any((Path(folder) / COLLECTION).is_dir() for folder in folders if folder)
