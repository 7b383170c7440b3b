"""The process above an attempt: whatever the attempt starts, and however it detaches itself, ends with it.

Started by `supervised.py` with one JSON line on standard input: `{"command", "environment", "timeout_s", "grace_s",
"memory_limit", "processes_limit", "disk_limit"}`. It becomes the one to whom orphans below it fall
(PR_SET_CHILD_SUBREAPER), starts the command, and waits for the first of: the command's end, the timeout, more
processes or bytes in its folder than allowed, a byte on standard input (cancel), the end of standard input (the
executor died), a signal. Then it ends everything below itself, makes sure of it, and answers with one JSON line:
`{"ending", "rc", "survivors"}`. It needs nothing but the standard library, so that it starts in milliseconds.
"""

import ctypes
import json
import os
import resource
import select
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

from noc_executor_node.processes import descendants

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
STUBBORN_S = 5.0  # a process in the kernel's hands may outlive SIGKILL; after this it is reported instead
STEP_S = 0.02
LOOK_S = 0.5  # so often processes are counted, and bytes on the disk
TOO_MANY_PROCESSES, TOO_MUCH_DISK = "too_many_processes", "too_much_disk"
BEYOND = (TOO_MANY_PROCESSES, TOO_MUCH_DISK)
END_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Order:
    """What to run and for how long."""

    command: list[str]
    environment: dict[str, str]
    timeout_s: float
    grace_s: float
    memory_limit: int
    processes_limit: int
    disk_limit: int


def main() -> None:
    """Carry out one order and answer; the exit status says nothing."""
    order = Order(**json.loads(_read_line(sys.stdin.fileno())))
    become_subreaper()
    wakeup, _keep = _signal_pipe()
    deadline = time.monotonic() + order.timeout_s
    child = _start(order)
    ending = _wait(child, wakeup, deadline, order)
    if ending in BEYOND:
        _freeze(os.getpid())  # whoever multiplies is quicker than who is asked to end
    survivors = end_everything_below(os.getpid(), order.grace_s)
    answer = {"ending": ending, "rc": child.poll(), "survivors": survivors}
    os.write(sys.stdout.fileno(), json.dumps(answer).encode() + b"\n")


def become_subreaper() -> None:
    """From now on orphans below this process become its children."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_CHILD_SUBREAPER) failed")


def die_with_parent(parent: int) -> None:
    """From now on the end of the parent, whose number is `parent`, is the end of this process, on the spot."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG) failed")
    if os.getppid() != parent:
        os._exit(1)


def end_everything_below(pid: int, grace_s: float) -> list[int]:
    """Asks all descendants of `pid` to end, and ends those that don't within the grace; answers who is left."""
    _signal(descendants(pid), signal.SIGTERM)
    patience = time.monotonic() + grace_s
    stubborn = patience + STUBBORN_S
    while left := descendants(pid):
        _bury()
        now = time.monotonic()
        if now > stubborn:
            return left
        if now > patience:
            _signal(left, signal.SIGKILL)
        time.sleep(STEP_S)
    _bury()
    return []


def _start(order: Order) -> "subprocess.Popen[bytes]":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    limit = order.memory_limit if most == resource.RLIM_INFINITY else min(order.memory_limit, most)
    try:
        return subprocess.Popen(
            order.command,
            env=order.environment,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr.fileno(),
            preexec_fn=lambda: _limit(limit, most, order.disk_limit),
        )
    finally:
        os.set_inheritable(sys.stdin.fileno(), False)


def _limit(memory: int, most_memory: int, file_size: int) -> None:
    """What the kernel itself holds each process to."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, most_memory))
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = file_size if most == resource.RLIM_INFINITY else min(file_size, most)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _beyond(order: Order) -> str | None:
    """Which limit is passed that the kernel doesn't hold, if one is."""
    if len(descendants(os.getpid())) > order.processes_limit:
        return TOO_MANY_PROCESSES
    if _bytes_below(".", order.disk_limit) > order.disk_limit:
        return TOO_MUCH_DISK
    return None


def _bytes_below(folder: str, enough: int) -> int:
    """What the files in a folder take on the disk; counting ends beyond `enough`."""
    found = 0
    for *_, files, place in os.fwalk(folder):
        for name in files:
            try:
                found += os.lstat(name, dir_fd=place).st_blocks * 512
            except OSError:
                continue  # gone meanwhile
            if found > enough:
                return found
    return found


def _freeze(pid: int) -> None:
    """Stop everything below `pid`, and what it started before it was stopped."""
    stopped: set[int] = set()
    stubborn = time.monotonic() + STUBBORN_S
    while (new := set(descendants(pid)) - stopped) and time.monotonic() < stubborn:
        _signal(list(new), signal.SIGSTOP)
        stopped |= new


def _wait(child: Any, wakeup: int, deadline: float, order: Order) -> str:
    watched = select.poll()
    exits = os.pidfd_open(child.pid)
    for descriptor in (exits, wakeup, sys.stdin.fileno()):
        watched.register(descriptor, select.POLLIN | select.POLLHUP)
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            return "timed_out"
        ready = {descriptor for descriptor, _ in watched.poll(min(left, LOOK_S) * 1000)}
        if exits in ready:
            child.wait()
            return "exited"
        if wakeup in ready:
            return "orphaned"
        if sys.stdin.fileno() in ready:
            return "cancelled" if os.read(sys.stdin.fileno(), 1) else "orphaned"
        _bury(except_for=child.pid)
        if not ready and (beyond := _beyond(order)) is not None:
            return beyond


def _bury(except_for: int | None = None) -> None:
    """Reap adopted children that have ended; the command itself is left to its owner while it is awaited."""
    while True:
        try:
            found = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except ChildProcessError:
            return
        if found is None or found.si_pid == except_for:
            return
        os.waitpid(found.si_pid, os.WNOHANG)


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            continue


def _signal_pipe() -> tuple[int, int]:
    """A descriptor that becomes readable when this process is asked to end."""
    readable, writable = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    for number in END_SIGNALS:
        signal.signal(number, lambda *_: None)
    signal.set_wakeup_fd(writable)
    return readable, writable


def _read_line(descriptor: int) -> bytes:
    """One line, byte by byte: nothing after it may be swallowed by a buffer."""
    line = bytearray()
    while (byte := os.read(descriptor, 1)) not in (b"", b"\n"):
        line += byte
    return bytes(line)


if __name__ == "__main__":
    main()
