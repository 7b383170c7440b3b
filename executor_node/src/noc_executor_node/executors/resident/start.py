"""Starting the resident processes beside the executors."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from noc_executor_node.executors.collections_path import collections_environment
from noc_executor_node.executors.resident.places import ANSIBLE_FILE, FILES, KEYS, KNOWN_HOSTS, TEMPORARY
from noc_executor_node.processes import ProcessId, process_id
from noc_executor_node.settings import Settings


@contextmanager
def resident_processes(settings: Settings) -> Iterator[ProcessId | None]:
    """Image, multiplexer and hands of this executor node until the end of the block; answers who keeps them.

    They are ready when the image's socket is there; whoever asks before that waits.
    """
    folder = settings.resident_folder
    _make(folder)
    limits = {
        "wear": {
            "requests": settings.hand_requests,
            "own_memory": settings.hand_memory,
            "address_space": settings.memory_limit,
        },
        "warmth": {"most": settings.warm_targets, "idle_s": settings.warm_idle.total_seconds()},
    }
    with (folder / "log").open("wb") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-I", "-m", "noc_executor_node.executors.resident.keeper"],
            cwd=folder,
            env={**_environment(folder), **collections_environment(settings.collections)},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )
    with keeper:
        assert keeper.stdin is not None
        keeper.stdin.write(json.dumps(limits).encode() + b"\n")
        keeper.stdin.flush()
        yield process_id(keeper.pid)


def _make(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for path in (folder, folder / TEMPORARY, folder / KNOWN_HOSTS, folder / KEYS):
        path.mkdir(mode=0o700)
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")


def _environment(folder: Path) -> dict[str, str]:
    """All that these processes find in their environment; nothing of ours is passed on."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:{os.defpath}",
        "HOME": str(folder),
        "TMPDIR": str(folder / TEMPORARY),
        "LANG": "C.UTF-8",
        "ANSIBLE_CONFIG": str(folder / ANSIBLE_FILE),
    }
