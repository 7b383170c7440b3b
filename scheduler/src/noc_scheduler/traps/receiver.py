"""The receiver: empties its socket first, reads what came one by one, and counts everything it drops."""

import select
import socket
import time
from collections import Counter, deque
from threading import Event

import httpx
import structlog

from noc_scheduler.traps.configuration import Configuration
from noc_scheduler.traps.handing_on import HandingOn
from noc_scheduler.traps.reading import Reader, Refusal, Trap

MOST_UNREAD = 20_000
BUFFER = 8 * 2**20
TELL_EVERY_S = 10.0
LOOK_AROUND_S = 0.2
log = structlog.get_logger()


class Receiver:
    """Listens from the moment it is made; `address` says where."""

    def __init__(self, configuration: Configuration, client: httpx.Client) -> None:
        family = socket.AF_INET6 if ":" in configuration.host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, BUFFER)
        self._socket.bind((configuration.host, configuration.port))
        self._socket.setblocking(False)
        self.address: tuple[str, int] = self._socket.getsockname()[:2]
        self.counts: Counter[str] = Counter()
        self._reader = Reader(configuration.communities, configuration.users)
        self._rules = {rule.oid: rule for rule in configuration.rules}
        self._handing_on = {rule.oid: HandingOn(client, rule, self.counts) for rule in configuration.rules}
        self._unread: deque[tuple[bytes, tuple[str, int]]] = deque()

    def run(self, stopping: Event) -> None:
        """Receive until told to stop; then hand on what was taken."""
        told, shown = time.monotonic(), Counter[str]()
        while not stopping.is_set():
            self._empty_socket(0.0 if self._unread else LOOK_AROUND_S)
            if self._unread:
                datagram, address = self._unread.popleft()
                self._count(self._take(datagram, address), address[0])
            if time.monotonic() - told > TELL_EVERY_S and shown != self.counts:
                told, shown = time.monotonic(), Counter(self.counts)
                log.info("traps.counted", **shown)
        self._socket.close()
        for one in self._handing_on.values():
            one.stop(within=5)
        log.info("traps.counted", **self.counts)

    def _empty_socket(self, patience: float) -> None:
        """What is not taken out of the kernel's small buffer in time is lost without a trace."""
        if patience:
            select.select([self._socket], [], [], patience)
        while True:
            try:
                datagram, address = self._socket.recvfrom(2**16)
            except BlockingIOError:
                return
            except OSError as error:
                log.warning("traps.socket", problem=str(error))
                return
            self.counts["received"] += 1
            if len(self._unread) < MOST_UNREAD:
                self._unread.append((datagram, address[:2]))
            else:
                self._count(Refusal.FULL, address[0])

    def _take(self, datagram: bytes, address: tuple[str, int]) -> Refusal | None:
        read = self._reader.read(datagram, address)
        if not isinstance(read, Trap):
            return read
        rule = self._rules.get(read.oid)
        if rule is None or (rule.v3_only and read.version != "v3"):
            return Refusal.UNMAPPED
        return self._handing_on[rule.oid].put(read)

    def _count(self, refusal: Refusal | None, source: str) -> None:
        if refusal is None:
            return
        if not self.counts[refusal]:
            log.warning("traps.dropped", reason=str(refusal), source=source, note="the first of its kind")
        self.counts[refusal] += 1
