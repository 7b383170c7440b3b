"""Ansible's collections for devices and Windows hosts, out of the package `ansible` (54 MB), which proofs fetch once.

They lie in a folder beside the virtual environment that is kept.
"""

import fcntl
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

PACKAGE = "ansible>=12,<13"
WANTED = ("ansible/netcommon", "ansible/utils", "ansible/windows", "cisco/ios")


def fetched_collections() -> Path:
    """The folder with the collections."""
    folder = Path(sys.prefix) / "collections-for-proofs"
    folder.mkdir(exist_ok=True)
    whole = folder / "+".join(name.replace("/", ".") for name in WANTED)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not whole.exists():
            with tempfile.TemporaryDirectory() as place:
                pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", place, PACKAGE]
                subprocess.run(pip, check=True, timeout=240)
                wanted = tuple(f"ansible_collections/{name}/" for name in WANTED)
                with zipfile.ZipFile(next(Path(place).glob("*.whl"))) as wheel:
                    wheel.extractall(folder, [name for name in wheel.namelist() if name.startswith(wanted)])
            whole.touch()
    return folder
