"""The image: a process that has loaded Ansible and is forked from, once for the multiplexer and once per hand.

It has one thread. Whoever connects to its socket talks to a hand of its own; this process keeps a second copy of that
conversation's end and looks only at whether the other side has gone. Then it ends the hand and all that the hand
started, and lets go of the copy: so the end of the conversation tells the other side that nothing runs any more.
"""

import json
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from noc_executor_node.executors.resident.hand import Wear, run_hand
from noc_executor_node.executors.resident.loading import load_ansible
from noc_executor_node.executors.resident.multiplexer import Warmth, run_multiplexer
from noc_executor_node.executors.resident.places import IMAGE_SOCKET
from noc_executor_node.executors.supervisor import become_subreaper, die_with_parent
from noc_executor_node.processes import children, descendants

STEP_S = 0.01
PAUSE_S = 0.2
HANGS_UP = select.POLLRDHUP | select.POLLHUP | select.POLLERR


@dataclass(slots=True)
class Hand:
    """A hand as the image sees it."""

    pid: int
    conversation: socket.socket
    ending: bool = False


@dataclass(slots=True)
class Image:
    """The loop that forks, watches and buries."""

    listener: socket.socket
    wear: Wear
    warmth: Warmth
    hands: dict[int, Hand] = field(default_factory=dict)
    multiplexer: int = 0

    def run(self) -> None:
        """Serve until standard input ends."""
        wakeup = _wakeup()
        self._start_multiplexer()
        while True:
            watched = select.poll()
            watched.register(sys.stdin.fileno(), select.POLLIN | select.POLLHUP)
            watched.register(wakeup, select.POLLIN)
            watched.register(self.listener, select.POLLIN)
            for hand in self.hands.values():
                if not hand.ending:
                    watched.register(hand.conversation, HANGS_UP)
            some_end = any(hand.ending for hand in self.hands.values())
            ready = {descriptor for descriptor, _ in watched.poll(STEP_S * 1000 if some_end else None)}
            if sys.stdin.fileno() in ready:
                return
            if wakeup in ready:
                os.read(wakeup, 4096)
            if self.listener.fileno() in ready:
                self._start_hand()
            for hand in self.hands.values():
                hand.ending = hand.ending or hand.conversation.fileno() in ready
                if hand.ending:
                    end_whole(hand.pid)
            self._bury()

    def _start_hand(self) -> None:
        conversation, _ = self.listener.accept()
        pid = _fork(lambda: self._be_hand(conversation))
        self.hands[pid] = Hand(pid, conversation)

    def _be_hand(self, conversation: socket.socket) -> None:
        self.listener.close()
        for other in self.hands.values():
            other.conversation.close()
        become_subreaper()
        run_hand(conversation, self.wear)

    def _start_multiplexer(self) -> None:
        def be_multiplexer() -> None:
            self.listener.close()
            for hand in self.hands.values():
                hand.conversation.close()
            run_multiplexer(self.warmth)

        self.multiplexer = _fork(be_multiplexer)

    def _bury(self) -> None:
        while True:
            try:
                pid, _ = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            if pid == self.multiplexer:
                time.sleep(PAUSE_S)
                self._start_multiplexer()
            if (hand := self.hands.pop(pid, None)) is not None:
                self._end_orphans()
                hand.conversation.close()

    def _end_orphans(self) -> None:
        """End what a hand that went by itself has left; it fell to this process."""
        for pid in children(os.getpid()):
            if pid != self.multiplexer and pid not in self.hands:
                for one in (pid, *descendants(pid)):
                    with suppress(ProcessLookupError):
                        os.kill(one, signal.SIGKILL)


def end_whole(pid: int) -> None:
    """Kill a hand with all below it; it is held still meanwhile, and goes last, when nothing is below it any more."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)
        for one in descendants(pid) or (pid,):
            os.kill(one, signal.SIGKILL)


def _fork(work: Callable[[], None]) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        os.setsid()
        die_with_parent(parent)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        work()
        status = 0
    except BaseException:  # whatever it is, it must not go on as if it were the image
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _wakeup() -> int:
    """A descriptor that becomes readable when a child has ended."""
    readable, writable = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(writable)
    return readable


def main() -> None:
    """Be the image in the current folder; the first line of standard input says what wears hands and what is warm."""
    os.umask(0o077)
    become_subreaper()
    told = json.loads(sys.stdin.buffer.readline())
    load_ansible()
    Path(IMAGE_SOCKET).unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(IMAGE_SOCKET)
        listener.listen(128)
        Image(listener, Wear(**told["wear"]), Warmth(**told["warmth"])).run()


if __name__ == "__main__":
    main()
