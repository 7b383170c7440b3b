"""The outbox: what is still to be sent is pending, and what would stop wanted work is wrong."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from noc_scheduler.flowchart.audit.finding import Finding, Invariant
from noc_scheduler.service.upkeep.verifying.movers import Moment
from noc_scheduler.store.attempts import OPEN
from noc_scheduler.store.outbox import Letter


def check_letters(
    letters: Sequence[Any], attempts: Mapping[UUID, Any], executions: Mapping[UUID, Any], moment: Moment
) -> list[Finding]:
    """What is wrong with letters that wait; `attempts` and `executions` are those they are about."""
    found = []
    for letter in letters:
        subject = f"{letter.kind} {letter.id}"
        for message in _wrong(letter, attempts, executions):
            found.append(Finding(Invariant.MOVES_ON, subject, None, message))
        if moment.overdue(letter.next_try_at):
            late = (moment.now - letter.next_try_at).total_seconds()
            words = f"it should have been sent {late:.0f} s ago"
            found.append(Finding(Invariant.MOVES_ON, subject, None, words))
    return found


def about(letters: Sequence[Any], kind: Letter, name: str) -> set[UUID]:
    """The ids under `name` in the letters of this kind."""
    return {UUID(letter.document[name]) for letter in letters if letter.kind == kind}


def _wrong(letter: Any, attempts: Mapping[UUID, Any], executions: Mapping[UUID, Any]) -> list[str]:
    if letter.kind == Letter.OBSERVATION:
        return []  # it is about a host, whatever becomes of the execution
    if letter.kind == Letter.NOTIFICATION:
        known = UUID(letter.document["execution"]) in executions
        return [] if known else ["it tells of an execution that is not there"]
    attempt = attempts.get(UUID(letter.document["id"]))
    if attempt is None:
        return ["it withdraws an attempt that is not there"]
    if attempt.status in OPEN and attempt.lease == letter.document["lease"]:
        return [f"it withdraws attempt {attempt.number} of visit {attempt.visit}, which a walk waits for"]
    return ["nobody is to receive it"] if letter.receiver is None else []
