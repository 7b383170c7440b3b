"""Which Python was found on a host, so that it isn't looked for at each step: looking takes a second.

Kept beside the host's keys, for all hands; forgotten after an hour, and whenever no module came to run with it.
"""

import os
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from noc_executor_node.executors.resident.places import KNOWN_HOSTS

FACT, VARIABLE = "discovered_interpreter_python", "ansible_python_interpreter"
LOOKED_FOR = "auto"
KEPT_S = 3_600
PROGRAM = re.compile(r"/[A-Za-z0-9_./+-]{1,255}")


def with_interpreter(connection: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The connection variables with what was found before, where they ask to look for it."""
    if not str(connection[VARIABLE]).startswith(LOOKED_FOR):
        return connection
    path = _place(key)
    try:
        if path.stat().st_mtime < time.time() - KEPT_S:
            return connection
        return {**connection, VARIABLE: path.read_text(encoding="ascii")}
    except FileNotFoundError:
        return connection


def learn(record: Mapping[str, Any], key: str) -> None:
    """Remember what a step has found, or forget what no module ran with."""
    path = _place(key)
    if record["status"] in ("failed", "unreachable") and record["rc"] is None and not record["result"]:
        path.unlink(missing_ok=True)
        return
    found = record["facts"].get(FACT)
    if isinstance(found, str) and PROGRAM.fullmatch(found):
        unfinished = path.with_name(f"{path.name}.{os.getpid()}")
        unfinished.write_text(found, encoding="ascii")
        unfinished.replace(path)


def _place(key: str) -> Path:
    return Path(KNOWN_HOSTS) / f"{key}.python"
