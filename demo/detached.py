"""A demo in the background: a process of its own that another terminal starts and ends."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from demo.claim import Claim, Running
from demo.layers import ROOT
from demo.servers import Backing

STOP_DEADLINE = 60.0  # seconds that a demo has to end itself


def start(claim: Claim, port: int | None, backing: Backing) -> Running:
    """Starts it and waits until everything is up; its output is demo.log in its folder."""
    folder = Path(tempfile.mkdtemp(prefix="noc-"))
    log = folder / "demo.log"
    words = [sys.executable, "-m", "demo", "--state", str(claim.folder)]
    wanted = ["--port", str(port)] if port else []
    with log.open("wb") as output:
        demo = subprocess.Popen(
            [*words, "start", "--folder", str(folder), "--stack", backing.value, *wanted],
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
        with log.open() as told:
            while not ((running := claim.read()) and running.pid == demo.pid and running.url):
                if demo.poll() is not None:
                    shutil.rmtree(folder, ignore_errors=True)
                    raise click.ClickException(f"the demo did not start:\n{told.read()}")
                time.sleep(0.2)
    return running


def end(claim: Claim, running: Running) -> None:
    """Asks it to end and waits until it has, or has had time enough; a killed one needs no asking."""
    if not claim.held():
        return
    os.kill(running.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_DEADLINE
    while claim.held() and time.monotonic() < deadline:
        time.sleep(0.1)
