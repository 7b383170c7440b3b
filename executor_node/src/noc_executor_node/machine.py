"""How this machine does: processors, memory, disk, and the versions that matter; information only."""

import os
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

MEMORY = Path("/proc/meminfo")


def health(home: Path) -> dict[str, Any]:
    """In per cent of what there is: the processors' waiting line over a minute, memory and disk in use."""
    return {
        "cpu_percent": _cpu(),
        "memory_percent": _memory(),
        "disk_percent": _disk(home),
        "python": platform.python_version(),
        "ansible": _ansible(),
    }


@cache
def _ansible() -> str:
    """Looked up once: it is searched for among the files of everything that is installed."""
    return version("ansible-core")


def _cpu() -> int | None:
    try:
        return round(100 * os.getloadavg()[0] / (os.cpu_count() or 1))
    except OSError:
        return None


def _memory() -> int | None:
    try:
        lines = dict(line.split(":", 1) for line in MEMORY.read_text().splitlines() if ":" in line)
        total, free = (int(lines[name].split()[0]) for name in ("MemTotal", "MemAvailable"))
        return round(100 * (total - free) / total)
    except (OSError, KeyError, ValueError, ZeroDivisionError):
        return None


def _disk(home: Path) -> int | None:
    try:
        found = os.statvfs(home)
        return round(100 * (found.f_blocks - found.f_bavail) / found.f_blocks)
    except (OSError, ZeroDivisionError):
        return None
