"""`noc-scheduler backup` and `restore` as people type them."""

import os
import subprocess
import sys
from pathlib import Path

from noc_scheduler.settings import PREFIX

COMMAND = (sys.executable, "-c", "from noc_scheduler.cli import main; main()")


def test_a_scheduler_moves_to_another_folder(tmp_path: Path) -> None:
    def run(home: str, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, f"{PREFIX}HOME": str(tmp_path / home)}
        return subprocess.run(
            (*COMMAND, *words), env=environment, capture_output=True, text=True, check=False
        )

    backup = str(tmp_path / "backup.tar.gz")
    assert run("old", "setup").returncode == 0
    made = run("old", "backup", backup)
    assert (made.returncode, made.stdout.endswith(" bytes\n")) == (0, True), made.stderr
    again = run("old", "backup", backup)
    assert (again.returncode, "never overwritten" in again.stderr) == (78, True)

    restored = run("new", "restore", backup)
    assert (restored.returncode, restored.stdout.startswith("restored what noc-scheduler ")) == (0, True)
    assert run("old", "key").stdout == run("new", "key").stdout
    refused = run("new", "restore", backup)
    assert (refused.returncode, "--force replaces it" in refused.stderr) == (78, True)
