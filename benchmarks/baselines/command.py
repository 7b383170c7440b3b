"""A baseline that is a command: started for each run, waited for, its output kept for when it fails."""

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contenders import RunFailed

DEADLINE_S = 1_800.0
WORDS_SHOWN = 300


@dataclass(frozen=True)
class Command:
    """See `contenders.Contender`; it keeps no process between runs."""

    words: Sequence[str]
    env: Mapping[str, str]
    folder: Path

    @property
    def parts(self) -> Mapping[str, Sequence[int]]:
        """Nothing runs between two runs."""
        return {}

    def run(self) -> float:
        """From the start of the command to its end."""
        began = time.monotonic()
        self.output()
        return time.monotonic() - began

    def output(self) -> str:
        """What it printed; raises RunFailed unless it ended with 0."""
        try:
            # A file and not a pipe: a connection that outlives the command would keep a pipe open.
            with (self.folder / "output").open("w+") as output:
                ended = subprocess.run(
                    self.words,
                    env=dict(self.env),
                    cwd=self.folder,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    timeout=DEADLINE_S,
                    check=False,
                )
                output.seek(0)
                said = output.read()
        except subprocess.TimeoutExpired as error:
            raise RunFailed(f"not over after {DEADLINE_S:.0f} s") from error
        if ended.returncode != 0:
            raise RunFailed(
                f"{Path(self.words[0]).name} ended with {ended.returncode}: {said[-WORDS_SHOWN:]}"
            )
        return said
