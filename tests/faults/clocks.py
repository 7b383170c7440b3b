"""Processes whose wall clock is wrong: a library of a few lines, compiled for the test, that they preload.

Debian 12's libfaketime can't serve here: with it `time.sleep` of Python 3.11 raises or never ends (libfaketime#426).
"""

import subprocess
from pathlib import Path

SOURCE = Path(__file__).with_name("shifted_clock.c")


def library(folder: Path) -> Path:
    """The compiled library, made once in `folder`."""
    made = folder / "shifted_clock.so"
    if not made.exists():
        command = ["cc", "-shared", "-fPIC", "-O2", "-o", made, SOURCE, "-ldl"]
        subprocess.run(command, check=True, capture_output=True, timeout=60)
    return made


def wrong_by(folder: Path, seconds: int) -> dict[str, str]:
    """What puts the wall clock of a process ahead by so many seconds, as its environment."""
    return {"LD_PRELOAD": str(library(folder)), "CLOCK_SHIFT": str(seconds)}
