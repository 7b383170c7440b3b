"""The process that holds the warm connections and everything that is said over them; hands come and go beside it."""

import threading
from dataclasses import dataclass

import mitogen.core
import mitogen.master
import mitogen.service
import mitogen.unix
from ansible_mitogen.process import MAX_MESSAGE_SIZE, _setup_responder, increase_open_file_limit
from ansible_mitogen.services import ModuleDepService

from noc_executor_node.executors.resident.contexts import SWEEP_S, WarmContexts
from noc_executor_node.executors.resident.places import MULTIPLEXER_SOCKET

OWN_PACKAGE = "noc_executor_node"


@dataclass(frozen=True, slots=True)
class Warmth:
    """How many interpreters on hosts stay warm, for how many seconds without use, and how many connect at once."""

    most: int = 100
    idle_s: float = 300.0
    threads: int = 16


def run_multiplexer(warmth: Warmth) -> None:
    """Serve hands on the socket in the current folder, until the process is ended from outside."""
    increase_open_file_limit()
    broker = mitogen.master.Broker(install_watcher=False)
    router = mitogen.master.Router(broker=broker, max_message_size=MAX_MESSAGE_SIZE)
    _setup_responder(router.responder)
    router.responder.whitelist_prefix(OWN_PACKAGE)
    contexts = WarmContexts(router, warmth.most, warmth.idle_s)
    pool = mitogen.service.Pool(router=router, size=warmth.threads)
    pool.add(mitogen.service.FileService(router=router))
    pool.add(mitogen.service.PushFileService(router=router))
    pool.add(contexts)
    pool.add(ModuleDepService(router))
    mitogen.unix.Listener.build_stream(router=router, path=MULTIPLEXER_SOCKET, backlog=128)
    stop = threading.Event()
    while not stop.wait(SWEEP_S):
        contexts.make_room(warmth.most)
