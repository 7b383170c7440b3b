"""Virtual environments for baselines: made on first use below a cache folder, kept for the next comparison."""

import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

INSTALL_DEADLINE = 900.0  # seconds
WORDS_SHOWN = 200


class NotInstalled(Exception):
    """A baseline can't be had here; the text says why, in one line."""


@dataclass(frozen=True)
class Environments:
    """One environment per set of packages."""

    folder: Path
    say: Callable[[str], None]

    def having(self, *packages: str) -> Path:
        """The folder of programs of an environment with these packages; raises NotInstalled."""
        name = packages[0].partition("=")[0].partition(">")[0]
        target = self.folder / f"{name}-{_digest(packages)}"
        if not (target / "complete").exists():
            self._make(target, packages)
        return target / "bin"

    def _make(self, target: Path, packages: Sequence[str]) -> None:
        self.say(f"installing {', '.join(packages)} into {target}")
        shutil.rmtree(target, ignore_errors=True)
        try:
            venv.create(target, with_pip=True)
        except (OSError, subprocess.CalledProcessError) as error:
            raise NotInstalled(f"no environment can be made: {error}") from error
        pip = [str(target / "bin" / "pip"), "install", "-q", "--disable-pip-version-check", *packages]
        try:
            ended = subprocess.run(
                pip,
                capture_output=True,
                text=True,
                timeout=INSTALL_DEADLINE,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        except subprocess.TimeoutExpired as error:
            raise NotInstalled(f"pip took longer than {INSTALL_DEADLINE:.0f} s") from error
        if ended.returncode != 0:
            words = [line for line in ended.stderr.splitlines() if line.startswith("ERROR")]
            raise NotInstalled((words or ["pip failed"])[-1][:WORDS_SHOWN])
        (target / "complete").touch()


def _digest(packages: Sequence[str]) -> str:
    """Another Python or another set of packages is another environment."""
    return sha256("\n".join([sys.version, *packages]).encode()).hexdigest()[:10]
