"""The executor that lets stock Ansible run each attempt in a private folder, below a supervisor."""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import structlog

from noc_executor_node.attempts import Attempt
from noc_executor_node.credentials import Opened
from noc_executor_node.executors import callbacks
from noc_executor_node.executors.carrying_out import carried_out
from noc_executor_node.executors.collections_path import collections_environment
from noc_executor_node.executors.configuration import CONFIGURATION
from noc_executor_node.executors.controller_side import literal_arguments
from noc_executor_node.executors.folder import files_for
from noc_executor_node.executors.interface import AskedToEnd
from noc_executor_node.executors.login import ASKPASS, Login, login_for
from noc_executor_node.executors.results import RESULT_FILE, outcome_of
from noc_executor_node.executors.supervised import Limits, run_supervised
from noc_executor_node.executors.transports import transport_alone
from noc_executor_node.outcomes import Outcome
from noc_executor_node.processes import PROC, all_pids
from noc_executor_node.profiles import Profile, read_profiles
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import Transport

ORDER = "order.json"
OUTPUT_TAIL = 65_536
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Prepared:
    """What an attempt's private folder holds, the program that plays it there, and what its environment adds.

    `transport` is what carries a module to the host, where there is a choice.
    """

    files: Mapping[str, str]
    program: str
    environment: Mapping[str, str]
    transport: Transport | None = None


Prepare = Callable[[Attempt, Settings, Profile, Login], Prepared]


@dataclass(frozen=True, slots=True)
class FolderExecutor:
    """Has ansible-runner play a private folder that was prepared for the attempt; see `interface.Executor`."""

    settings: Settings
    prepare: Prepare

    def run(self, attempt: Attempt, asked_to_end: AskedToEnd) -> Outcome:
        """Carry out the attempt; its private folder is gone afterwards."""
        folder = self.settings.attempts_folder / f"{attempt.id}-{attempt.lease}"
        try:
            return carried_out(
                attempt, self.settings, lambda opened: self._run_in(folder, attempt, opened, asked_to_end)
            )
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _run_in(self, folder: Path, attempt: Attempt, opened: Opened, asked_to_end: AskedToEnd) -> Outcome:
        login = login_for(opened, folder)
        profiles = read_profiles(self.settings.profiles)
        profile = profiles.profile_for(attempt.host, login.private_key_file)
        prepared = self.prepare(attempt, self.settings, profile, login)
        _write_folder(folder, {**prepared.files, **login.files})
        ending = run_supervised(
            [sys.executable, "-I", "-m", prepared.program],
            folder,
            {
                **_environment(folder, self.settings.output_limit),
                **collections_environment(self.settings.collections),
                **prepared.environment,
                **login.environment,
            },
            Limits.of(self.settings, attempt.timeout_ms / 1000),
            asked_to_end,
        )
        if ending.kind == "supervisor_died":
            _kill(ending.survivors)
        outcome = outcome_of(_read_result(folder / RESULT_FILE), ending, _output(folder))
        return replace(outcome, transport=prepared.transport)


def PlaybookExecutor(settings: Settings) -> FolderExecutor:
    """Runs one-task playbooks."""
    return FolderExecutor(settings, _one_task)


def _one_task(attempt: Attempt, settings: Settings, profile: Profile, login: Login) -> Prepared:
    transport = transport_alone(profile)
    order = {
        "module": attempt.module,
        "transport": transport,
        "arguments": literal_arguments(attempt.arguments, attempt.template),
        "address": attempt.host.address,
        "allow_loopback": settings.allow_loopback_targets,
    }
    files = {**files_for(attempt, profile, login), ORDER: json.dumps(order)}
    return Prepared(files, "noc_executor_node.executors.play", {}, transport)


def sweep(attempts_folder: Path, alive: Callable[[], Collection[str]]) -> None:
    """End the processes and remove the folders that attempts left behind; those whose ids are `alive` stay.

    `alive` is asked after the folders were listed: an attempt has its id before it has a folder.
    """
    folders = list(attempts_folder.iterdir())
    spared = alive() if folders else ()
    for folder in folders:
        if folder.name.rpartition("-")[0] not in spared:
            _kill(pids_in(folder))
            shutil.rmtree(folder, ignore_errors=True)
            log.info("attempt.swept", folder=folder.name)


def pids_in(folder: Path) -> tuple[int, ...]:
    """The processes whose home is an attempt's private folder: its own, all of them, and nobody else's."""
    mark = f"HOME={folder}".encode()
    return tuple(pid for pid in all_pids() if mark in _environment_of(pid))


def _environment_of(pid: int) -> list[bytes]:
    try:
        return (PROC / str(pid) / "environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _write_folder(folder: Path, files: Mapping[str, str]) -> None:
    folder.mkdir(mode=0o700)
    (folder / "tmp").mkdir(mode=0o700)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(mode=0o700, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)
            if name == ASKPASS:
                os.fchmod(file.fileno(), 0o700)


def _environment(folder: Path, output_limit: int) -> dict[str, str]:
    """Everything the attempt's processes find in their environment; nothing of ours is passed on."""
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "LANG": "C.UTF-8",
        "ANSIBLE_CONFIG": str(folder / CONFIGURATION),
        "ANSIBLE_HOST_KEY_CHECKING": "True",  # ansible-runner would turn it off
        "ANSIBLE_CALLBACK_PLUGINS": str(Path(callbacks.__file__).parent),
        "ANSIBLE_STDOUT_CALLBACK": "noc_result",
        "NOC_RESULT_FILE": str(folder / RESULT_FILE),
        "NOC_OUTPUT_LIMIT": str(output_limit),
    }


def _read_result(path: Path) -> dict[str, Any] | None:
    try:
        recorded: dict[str, Any] = json.loads(path.read_text())
    except FileNotFoundError:
        return None
    return recorded


def _output(folder: Path) -> str:
    """The end of what ansible-playbook, or else our own process, printed."""
    for path in (folder / "artifacts" / "run" / "stdout", folder / "output"):
        if path.exists() and path.stat().st_size:
            with path.open("rb") as file:
                file.seek(max(0, path.stat().st_size - OUTPUT_TAIL))
                return file.read().decode(errors="replace")
    return ""


def _kill(pids: tuple[int, ...]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
