"""Enrolment: this executor node shows its key to the scheduler and is given an id; people then compare fingerprints."""

import threading
from typing import Any

import structlog
from tenacity import (
    RetryCallState,
    RetryError,
    Retrying,
    retry_if_exception_type,
    stop_when_event_set,
    wait_random_exponential,
)
from tenacity.nap import sleep_using_event

from noc_executor_node import __version__
from noc_executor_node.clients.scheduler import SchedulerClient
from noc_executor_node.errors import SchedulerRefused, SchedulerSilent
from noc_executor_node.sealing_key import SealingKey
from noc_executor_node.settings import Settings

MOST_WAIT_S = 5
log = structlog.get_logger()


def description(
    settings: Settings, public_key: str, sealing: SealingKey, introduction: dict[str, str] | None = None
) -> dict[str, Any]:
    """What this executor node says about itself; without a URL it is never told anything unasked."""
    return {
        **({} if introduction is None else {"introduction": introduction}),
        "name": settings.name,
        "public_key": public_key,
        "url": None if settings.pull else settings.url,
        "labels": dict(settings.labels),
        "version": __version__,
        "slots": settings.slots,
        "sealing_key": sealing.public,
        "sealing_proof": sealing.proof,
    }


def enrol(client: SchedulerClient, described: dict[str, Any], stopping: threading.Event) -> str | None:
    """The id the scheduler gives, asked for until it does; None when asked to stop before.

    The same key gets the same id however often it asks.
    """
    patience = Retrying(
        retry=retry_if_exception_type((SchedulerSilent, SchedulerRefused)),
        wait=wait_random_exponential(multiplier=0.5, max=MOST_WAIT_S),
        stop=stop_when_event_set(stopping),
        sleep=sleep_using_event(stopping),
        before_sleep=_say,
    )
    try:
        answer = patience(shown_once, client, described)
    except RetryError:
        return None
    log.info(
        "executor_node.enrolled",
        id=answer["id"],
        status=answer.get("status"),
        fingerprint=answer.get("fingerprint"),
    )
    return str(answer["id"])


def shown_once(client: SchedulerClient, described: dict[str, Any]) -> dict[str, Any]:
    """The scheduler's answer to `described`; an introduction that doesn't hold is left out of it from then on."""
    try:
        return client.enrol(described)
    except SchedulerRefused as error:
        if not error.code.startswith("introduction.") or described.pop("introduction", None) is None:
            raise
        log.error(
            "executor_node.introduction_refused", code=error.code, reason=str(error.body.get("detail"))[:200]
        )
        return client.enrol(described)


def _say(state: RetryCallState) -> None:
    error = state.outcome.exception() if state.outcome else None
    log.warning("executor_node.not_enrolled_yet", reason=str(error))
