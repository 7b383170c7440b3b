"""The executors: a Celery parent without threads, and children that claim attempts from the journal."""

import fcntl
import os
import signal
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from contextvars import Context
from dataclasses import dataclass, replace
from typing import Any, TextIO

import structlog
from celery import signals
from structlog.contextvars import bind_contextvars, unbind_contextvars
from uuid6 import uuid7

from noc_executor_node.bench import Bench
from noc_executor_node.documents import read_checked_attempt
from noc_executor_node.doorbell import DRAIN, celery_app
from noc_executor_node.egress.endpoints import read_endpoints
from noc_executor_node.errors import HandLost, Misconfigured, NocError
from noc_executor_node.executors.by_work import all_executors
from noc_executor_node.executors.interface import Executor
from noc_executor_node.executors.playbook import sweep
from noc_executor_node.executors.resident.key_files import sweep_keys
from noc_executor_node.executors.resident.places import KEYS
from noc_executor_node.executors.resident.start import resident_processes
from noc_executor_node.executors.stopping import end_after
from noc_executor_node.journal import Journal, open_journal
from noc_executor_node.journal.claiming import Claimant, Claimed
from noc_executor_node.journal.standing import Boot
from noc_executor_node.outcomes import Outcome
from noc_executor_node.processes import ProcessId, is_alive, process_id
from noc_executor_node.profiles import read_profiles
from noc_executor_node.settings import Settings
from noc_executor_node.vocabulary import AttemptOutcome, ExecutorKind

#: So long an executor that has worked waits for what comes next before it goes back to Celery: a message of the broker
#: costs several milliseconds of three processes.
LINGER_S = 1.0
#: What every line of log about an attempt names.
NAMED_THERE = ("execution", "host_run", "visit", "node")
NAMED = (*NAMED_THERE, "attempt", "lease")
log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Child:
    """One executor child: claims attempts until none is left."""

    journal: Journal
    executor: Executor
    claimant: Claimant
    parent: int
    bench: Bench
    beside: tuple[ProcessId, ...] = ()

    def drain(self) -> None:
        """Carry out what waits and what comes soon after, one attempt after the other."""
        while self._work() and self.bench.sit(LINGER_S, unless=self.journal.attempts.any_waits):
            pass

    def _work(self) -> int:
        """Carry out what waits; answers how many attempts that were."""
        done = 0
        claimed = self._claim()
        try:
            while claimed is not None:
                bind_contextvars(**_ids(claimed))
                claimed = self._carry_out(claimed)
                done += 1
        finally:
            unbind_contextvars(*NAMED)
        return done

    def _claim(self) -> Claimed | None:
        return self.journal.attempts.claim(self.claimant) if self._may_claim() else None

    def _may_claim(self) -> bool:
        """What only this process can say; whether the executors are being stopped is the journal's to know."""
        if os.getppid() != self.parent:
            return False
        if not all(map(is_alive, self.beside)):
            # They are started with the executors, so these have to end; it is about no attempt that may be in hand.
            Context().run(log.error, "executors.residents_gone")
            with suppress(ProcessLookupError):
                os.kill(self.parent, signal.SIGTERM)
            return False
        return True

    def _carry_out(self, claimed: Claimed) -> Claimed | None:
        """Carry out an attempt and keep what came of it; answers the one that is now to be carried out."""
        attempts = self.journal.attempts
        log.info("attempt.started")
        try:
            attempt = read_checked_attempt(claimed.document)
            outcome = self.executor.run(attempt, lambda: attempts.cancel_reason(claimed.id))
        except HandLost as error:
            log.warning("attempt.lost", reason=str(error))
            self.journal.holdings.abandon([claimed.id])
            return self._claim()
        except Exception as error:  # whatever it is, the attempt must end and the next one must begin
            log.exception("attempt.broke")
            words = f"executor.broke: {type(error).__name__}; the executor node's log has the rest"
            outcome = Outcome(AttemptOutcome.FAILED, message=words, code="executor.broke")
        following = None
        if self._may_claim():
            following = attempts.finish_and_claim(claimed, outcome, self.claimant)
        else:
            attempts.finish(claimed.id, claimed.lease, outcome)
        log.info("attempt.finished", outcome=outcome.outcome.value, transport=outcome.transport)
        return following


def _ids(claimed: Claimed) -> dict[str, object]:
    values = (*map(claimed.document.get, NAMED_THERE), claimed.id, claimed.lease)
    return dict(zip(NAMED, values, strict=True))


def run_executors(settings: Settings, executor_of: Callable[[Settings], Executor] = all_executors) -> int:
    """Run the executors until asked to end (SIGTERM: what runs has a while to finish); answers the exit status.

    `executor_of` makes, in each child, what carries attempts out there.

    Raises Misconfigured when the profiles can't be read or executors of this folder run already.
    """
    read_profiles(settings.profiles)
    read_endpoints(settings.endpoints)
    lock = _only_one(settings)
    # kombu and others put files into the machine's shared folder unless told otherwise.
    tempfile.tempdir = str(settings.temporary_folder)
    boot = _boot(settings)
    app = celery_app(settings)
    children: list[Child] = []
    beside: list[ProcessId] = []

    @app.task(name=DRAIN)
    def drain() -> None:
        children[0].drain()

    def child_started(**_: Any) -> None:
        children[:] = [_child(settings, boot, executor_of(settings), tuple(beside))]

    def stopping(**_: Any) -> None:
        open_journal(settings.journal_file).standing.booted(replace(boot, stopping=True))
        Bench(settings.home).call(settings.slots)
        end_after(settings.stop_grace)

    signals.setup_logging.connect(_leave_logging_alone)
    signals.worker_process_init.connect(child_started, weak=False)
    signals.worker_shutting_down.connect(stopping, weak=False)
    worker = app.Worker(
        pool="prefork",
        concurrency=settings.slots,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        optimization="fair",
        quiet=True,
        hostname=f"executors@{settings.name}",
    )
    log.info("executors.started", boot=boot.id, slots=settings.slots)
    with _beside(settings) as found:
        beside[:] = [found] if found is not None else []
        worker.start()
    lock.close()
    return int(worker.exitcode or 0)


def _beside(settings: Settings) -> AbstractContextManager[ProcessId | None]:
    """What has to run beside the executors."""
    return resident_processes(settings) if settings.executor is ExecutorKind.RESIDENT else nullcontext()


def _leave_logging_alone(**_: Any) -> None:
    """Celery sets up logging unless somebody listens to this signal."""


def _child(settings: Settings, boot: Boot, executor: Executor, beside: tuple[ProcessId, ...]) -> Child:
    """Made in the child, after the fork; when it replaces one that died, it clears up after that one."""
    journal = open_journal(settings.journal_file)

    def alive() -> set[str]:
        return {held.id for held in journal.holdings.held()}

    sweep(settings.attempts_folder, alive)
    sweep_keys(settings.resident_folder / KEYS, alive)
    claimant = Claimant(_own_process(), boot.id)
    return Child(journal, executor, claimant, boot.parent.pid, Bench(settings.home), beside)


def _boot(settings: Settings) -> Boot:
    """Begin a new start of the executors; children of an earlier one may still finish what they have in hand."""
    journal = open_journal(settings.journal_file)
    boot = Boot(str(uuid7()), _own_process(), stopping=False)
    journal.standing.booted(boot)
    journal.database.close()
    bench = Bench(settings.home)
    bench.clear()
    bench.close()
    return boot


def _own_process() -> ProcessId:
    own = process_id(os.getpid())
    if own is None:
        raise NocError("this process is not in /proc; the executors need Linux")
    return own


def _only_one(settings: Settings) -> TextIO:
    """Holds the folder for these executors; unlike flock, this lock is not inherited by children."""
    path = settings.home / "executors.lock"
    file = path.open("w")
    try:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Misconfigured(path, "executors of this folder run already", "end them first") from error
    return file
