"""What was seen of hosts: the newest of each thing is kept with its age, and unknown keys go to people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.errors import Invalid
from noc_presentation.instants import text
from noc_presentation.inventory import hosts, key_reviews
from noc_presentation.inventory.host_keys import host_key
from noc_presentation.store.inventory import HostRow
from noc_presentation.store.observations import HostObservation


class Reachability(StrEnum):
    """What came of knocking at a host's SSH port."""

    REACHABLE = "reachable"
    UNRESOLVED = "unresolved"
    REFUSED = "refused"
    NO_ROUTE = "no_route"
    TIMED_OUT = "timed_out"
    NOT_SSH = "not_ssh"
    KEY_UNKNOWN = "key_unknown"
    KEY_CHANGED = "key_changed"
    LOGIN_REFUSED = "login_refused"


@dataclass(frozen=True, slots=True)
class Observation:
    """What an executor node saw of a host at an instant; `reachability` is None where nobody looked."""

    host: str
    execution: str
    executor_node: str
    at: datetime
    facts: Mapping[str, str | int]
    reachability: Mapping[str, Any] | None


def keep(session: Session, seen: Observation, now: datetime) -> None:
    """Keep what is newer than what is known; told twice, it changes nothing.

    Keys that are not those of the host become a review; those that nobody could accept, such as short ones, don't.
    Raises NotFound for an unknown host.
    """
    host = hosts.one(session, seen.host)
    session.execute(sa.select(HostRow.id).where(HostRow.id == host.id).with_for_update())
    row = of_host(session, host)
    if row is None:
        row = HostObservation(host_id=host.id, facts={}, reachability=None, reached_at=None)
        session.add(row)
    row.facts = merged(row.facts, seen.facts, text(seen.at))
    if seen.reachability is None or (row.reached_at is not None and seen.at <= row.reached_at):
        return
    told = {name: value for name, value in seen.reachability.items() if name != "host_keys"}
    row.reachability = {**told, "executor_node": seen.executor_node, "execution": seen.execution}
    row.reached_at = seen.at
    if keys := [line for line in seen.reachability["host_keys"] if _is_acceptable(line)]:
        by = Actor(seen.executor_node, seen.executor_node, "layer")
        key_reviews.seen(session, host.name, keys, by, now)


def merged(known: Mapping[str, Any], seen: Mapping[str, str | int], at: str) -> dict[str, Any]:
    """Each fact as it was seen last; `at` is an instant as text, all of the same form."""
    newer = {name: {"value": value, "at": at} for name, value in seen.items()}
    return {**known, **{name: fact for name, fact in newer.items() if _at(known.get(name)) <= at}}


def of_host(session: Session, host: HostRow) -> HostObservation | None:
    """What was seen of the host, if anything was."""
    return session.scalar(sa.select(HostObservation).where(HostObservation.host_id == host.id))


def _is_acceptable(line: str) -> bool:
    try:
        host_key(line)
    except Invalid:
        return False
    return True


def _at(fact: Mapping[str, Any] | None) -> str:
    return "" if fact is None else str(fact["at"])
