"""Files for this user's eyes only: made once, read only while nobody else can read them."""

import os
from collections.abc import Callable
from pathlib import Path

from noc_executor_node.errors import InsecureKeyFile


def private_bytes(path: Path, make: Callable[[], bytes]) -> bytes:
    """What is in `path`, made there (mode 0600) when it is missing; raises InsecureKeyFile if others may read it."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        if path.stat().st_mode & 0o077:
            raise InsecureKeyFile(path) from None
        return path.read_bytes()
    with os.fdopen(descriptor, "wb") as file:
        made = make()
        file.write(made)
    return made
