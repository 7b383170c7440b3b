"""A hand: forked from the loaded image, it carries out one request after the other until it is worn or ended."""

import os
import resource
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import mitogen.core
import mitogen.unix
from ansible.errors import AnsibleConnectionFailure
from ansible_mitogen import process as mitogen_process

from noc_executor_node.errors import NotRun
from noc_executor_node.executors.resident.interpreters import learn, with_interpreter
from noc_executor_node.executors.resident.loading import carried_by
from noc_executor_node.executors.resident.permission import refuse
from noc_executor_node.executors.resident.places import KNOWN_HOSTS, MULTIPLEXER_SOCKET
from noc_executor_node.executors.resident.request import (
    BEGUN,
    ModuleRequest,
    ModuleResult,
    read_request,
    result_line,
)
from noc_executor_node.executors.resident.tasks import run_module
from noc_executor_node.executors.results import refusal
from noc_executor_node.vocabulary import Transport

LOOK_AT_MEMORY_EVERY = 25
MULTIPLEXER_PATIENCE_S = 10.0
STEP_S = 0.02
MASTER_S = 60
EXIT_ALONE = 3


@dataclass(frozen=True, slots=True)
class Wear:
    """When a hand is worn: after so many requests, or with so much memory of its own. Memory is in bytes."""

    requests: int = 1_000
    own_memory: int = 200 * 2**20
    address_space: int = 2 * 2**30


class Multiplexed(mitogen_process.WorkerModel):
    """How Mitogen's connection plugins find the multiplexer; one connection to it per hand, made when first needed."""

    def __init__(self) -> None:
        self._broker: Any = None
        self._router: Any = None
        self._parent: Any = None

    def get_binding(self, inventory_name: str) -> "Multiplexed":
        """Mitogen asks per host; all are served by one multiplexer."""
        if self._parent is None:
            self._broker = mitogen_process.Broker()
            self._router, self._parent = self._connect()
            self._router.max_message_size = mitogen_process.MAX_MESSAGE_SIZE
            mitogen.core.listen(self._parent, "disconnect", self._disconnected)
        return self

    def _connect(self) -> tuple[Any, Any]:
        """It may be just being started."""
        patience = time.monotonic() + MULTIPLEXER_PATIENCE_S
        while True:
            try:
                connected: tuple[Any, Any] = mitogen.unix.connect(MULTIPLEXER_SOCKET, self._broker)
                return connected
            except mitogen.unix.ConnectError as error:
                if time.monotonic() > patience:
                    raise AnsibleConnectionFailure("the multiplexer doesn't answer") from error
            time.sleep(STEP_S)

    def get_service_context(self) -> Any:
        """Whom to ask for connections."""
        return self._parent

    get_child_service_context = get_service_context

    def close(self) -> None:
        """The attempt is over; the connection to the multiplexer is for the next one as well."""

    def _disconnected(self) -> None:
        """Without the multiplexer nobody would ever answer this hand; what came of its attempt is not known."""
        os._exit(EXIT_ALONE)


def run_hand(conversation: socket.socket, wear: Wear) -> None:
    """Answer requests until the other side goes, or this hand is worn and has said so."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (wear.address_space, most))
    mitogen_process.set_worker_model(Multiplexed())
    with conversation, conversation.makefile("rb") as lines:
        for done, line in enumerate(lines, start=1):
            conversation.sendall(BEGUN)
            kept = _carry_out(read_request(line))
            worn = done >= wear.requests or (_is_due(done) and own_memory() > wear.own_memory)
            conversation.sendall(result_line(ModuleResult(kept, retire=worn)))
            if worn:
                return


def own_memory() -> int:
    """Bytes that this process shares with nobody."""
    figures = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return sum(int(line.split()[1]) for line in figures if line.startswith("Private")) * 1024


def _carry_out(request: ModuleRequest) -> dict[str, Any]:
    try:
        refuse(request)
    except NotRun as error:
        return refusal(error)
    known = Path(KNOWN_HOSTS) / request.key
    if not known.exists():
        unfinished = known.with_name(f"{known.name}.{os.getpid()}")
        unfinished.write_text(request.known_hosts, encoding="ascii")
        unfinished.replace(known)
    prepared = replace(request, connection=with_interpreter(_with_own_master(request), request.key))
    with carried_by(request.transport):
        kept = run_module(prepared)
    learn(kept, request.key)
    return kept


def _with_own_master(request: ModuleRequest) -> Mapping[str, Any]:
    """Stock ssh keeps a connection per hand, which ends with it."""
    if request.transport is not Transport.SSH:
        return request.connection
    master = (
        f"-o ControlMaster=auto -o ControlPath=cp-{os.getpid()}-{request.key} -o ControlPersist={MASTER_S}"
    )
    arguments = f"{request.connection['ansible_ssh_args']} {master}"
    return {**request.connection, "ansible_ssh_args": arguments}


def _is_due(done: int) -> bool:
    return done % LOOK_AT_MEMORY_EVERY == 0
