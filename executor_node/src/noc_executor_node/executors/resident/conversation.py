"""Talking to a hand, from the executor's side."""

import os
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from noc_executor_node.errors import HandLost
from noc_executor_node.executors.resident.places import IMAGE_SOCKET
from noc_executor_node.executors.resident.request import (
    BEGUN,
    ModuleRequest,
    ModuleResult,
    read_result,
    request_line,
)
from noc_executor_node.executors.supervised import LOOK_S, Ending

CHUNK = 2**18
ENDING_S = 10.0
IMAGE_PATIENCE_S = 60.0
STEP_S = 0.05
TRIES = 3


class NotBegun(Exception):
    """The hand was gone before it read the request."""


@dataclass(slots=True)
class Conversation:
    """One hand's attention; made when first needed, made anew when the hand is worn or was ended."""

    folder: Path
    _hand: socket.socket | None = field(default=None)

    def ask(
        self, request: ModuleRequest, deadline: float, asked_to_end: Callable[[], str | None]
    ) -> tuple[ModuleResult | None, Ending]:
        """What came of a request, or how it was ended instead; `deadline` is on the monotonic clock.

        Raises HandLost when the hand went in mid-task: nobody knows what came of the request.
        """
        for _ in range(TRIES):
            hand = self._connected(deadline)
            try:
                _send(hand, request)
                answered, ending = self._await(hand, deadline, asked_to_end)
            except NotBegun:
                self.close()
                continue
            if ending.kind != "exited" or (answered is not None and answered.retire):
                self._end(hand)
            return answered, ending
        raise HandLost("no hand could be had")

    def close(self) -> None:
        """Let go of the hand; it ends."""
        if self._hand is not None:
            self._hand.close()
            self._hand = None

    def _connected(self, deadline: float) -> socket.socket:
        if self._hand is None:
            self._hand = connect_to_image(self.folder, min(deadline, time.monotonic() + IMAGE_PATIENCE_S))
        return self._hand

    def _await(
        self, hand: socket.socket, deadline: float, asked_to_end: Callable[[], str | None]
    ) -> tuple[ModuleResult | None, Ending]:
        watched = select.poll()
        watched.register(hand, select.POLLIN | select.POLLHUP)
        heard = bytearray()
        while not heard.endswith(b"\n", len(BEGUN)):
            left = deadline - time.monotonic()
            if left <= 0:
                return None, Ending("timed_out", None)
            if watched.poll(min(left, LOOK_S) * 1000):
                chunk = _receive(hand)
                if not chunk and not heard:
                    raise NotBegun
                if not chunk:
                    self.close()
                    raise HandLost("the process that ran the module went in mid-task")
                heard += chunk
            elif (reason := asked_to_end()) is not None:
                return None, Ending("cancelled", None, reason=reason)
        return read_result(bytes(heard[len(BEGUN) :])), Ending("exited", 0)

    def _end(self, hand: socket.socket) -> None:
        """End the hand with all that it started, and wait until that is done."""
        try:
            hand.shutdown(socket.SHUT_WR)
            hand.settimeout(ENDING_S)
            while hand.recv(CHUNK):
                pass
        except OSError:
            pass
        self.close()


def connect_to_image(folder: Path, deadline: float) -> socket.socket:
    """A conversation with a new hand; waits until the image is there. Raises HandLost when it never is."""
    descriptor = os.open(folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    # However long the folder's name is, this one is short enough for a socket.
    address = f"/proc/self/fd/{descriptor}/{IMAGE_SOCKET}"
    try:
        while True:
            hand = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                hand.connect(address)
                return hand
            except OSError as error:
                hand.close()
                if time.monotonic() > deadline:
                    raise HandLost("the resident processes don't answer") from error
            time.sleep(STEP_S)
    finally:
        os.close(descriptor)


def _send(hand: socket.socket, request: ModuleRequest) -> None:
    try:
        hand.sendall(request_line(request))
    except OSError as error:
        raise NotBegun from error


def _receive(hand: socket.socket) -> bytes:
    try:
        return hand.recv(CHUNK)
    except ConnectionResetError:
        return b""
