"""A loopback wire between two layers that a test can cut: it forwards, refuses, resets, or swallows in silence."""

import socket
import struct
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from enum import StrEnum
from select import select

LOOK_S = 0.05
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)  # SO_LINGER of zero seconds: close() sends RST


class Mood(StrEnum):
    """What a wire does with bytes and with new connections."""

    FORWARD = "forward"
    REFUSE = "refuse"  # nobody listens; what was open is reset
    RESET = "reset"  # connections are taken and reset at once
    LOSE_ANSWERS = "lose answers"  # what goes there arrives, what comes back does not
    SWALLOW = "swallow"  # connections stay open or are taken, but packets are dropped


class Wire:
    """Listens on `port` of 127.0.0.1 and forwards to the first of `upstreams` (ports there) that answers.

    What was swallowed goes on its way when the wire forwards again, as TCP would send it again.
    """

    def __init__(self, port: int, upstreams: Sequence[int]) -> None:
        self.port = port
        self.mood = Mood.FORWARD
        self._upstreams = tuple(upstreams)
        self._cuts = 0
        self._over = threading.Event()
        self._listener: socket.socket | None = None
        self._threads: list[threading.Thread] = []
        self._listen()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def be(self, mood: Mood) -> None:
        """From now on; REFUSE and RESET also end what is open, and so does the end of LOSE_ANSWERS."""
        if mood is not self.mood and {mood, self.mood} & {Mood.REFUSE, Mood.RESET, Mood.LOSE_ANSWERS}:
            self._cuts += 1
        self.mood = mood
        if mood is Mood.REFUSE:
            self._stop_listening()
        elif self._listener is None:
            self._listen()

    def close(self) -> None:
        """Ends everything; twice is no harm."""
        self._over.set()
        self._stop_listening()
        for thread in self._threads:
            thread.join(timeout=5)
        assert not any(thread.is_alive() for thread in self._threads)
        self._threads.clear()

    def _listen(self) -> None:
        listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
        listener.settimeout(LOOK_S)
        self._listener = listener
        self._start(self._accept, listener)

    def _stop_listening(self) -> None:
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()

    def _start(self, act: object, *arguments: object) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=act, args=arguments, daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _accept(self, listener: socket.socket) -> None:
        while not self._over.is_set():
            try:
                near, _ = listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            near.setblocking(True)
            if self.mood is Mood.RESET:
                _reset(near)
            else:
                self._start(self._carry, near)

    def _carry(self, near: socket.socket) -> None:
        cuts = self._cuts
        while self.mood is Mood.SWALLOW and cuts == self._cuts and not self._over.is_set():
            time.sleep(LOOK_S)
        far = self._upstream()
        if far is None:
            _reset(near)
            return
        other = {near: far, far: near}
        flowing = {near, far}
        with suppress(OSError):
            while flowing and cuts == self._cuts and not self._over.is_set():
                if self.mood is Mood.SWALLOW:
                    time.sleep(LOOK_S)
                    continue
                for one in select(list(flowing), [], [], LOOK_S)[0]:
                    if self.mood is Mood.SWALLOW:
                        break
                    data = one.recv(65_536)
                    if data and one is far and self.mood is Mood.LOSE_ANSWERS:
                        continue
                    if data:
                        other[one].sendall(data)
                    else:
                        flowing.discard(one)
                        other[one].shutdown(socket.SHUT_WR)
        for one in (near, far):
            if flowing:
                _reset(one)
            else:
                one.close()

    def _upstream(self) -> socket.socket | None:
        for port in self._upstreams:
            with suppress(OSError):
                far = socket.create_connection(("127.0.0.1", port), timeout=1)
                far.settimeout(None)
                return far
        return None


def _reset(one: socket.socket) -> None:
    with suppress(OSError):
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
    one.close()
