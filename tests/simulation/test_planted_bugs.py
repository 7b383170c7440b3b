"""Bugs planted into the scheduler, one at a time: the simulation must find each within a few seeds."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from noc_scheduler.clients.presentation import Delivery, Presentation
from noc_scheduler.nodes.documents import Errand
from noc_scheduler.service.attempts import report
from noc_scheduler.service.attempts.delivery import errand
from noc_scheduler.service.walks.progress import Progress
from noc_scheduler.store import host_run_changes, inbox, leases, peers
from noc_scheduler.store.attempts import Turn
from noc_scheduler.store.events import Stream
from noc_scheduler.store.host_run_changes import Change
from noc_scheduler.store.tables import attempts, host_runs
from tests.simulation.environment import simulate
from tests.simulation.faults import ALL, ONLY_CRASHES, WITHOUT_LOCKS, Faults

MOST_SEEDS = 12


def found(faults: Faults, *words: str, first_seed: int = 0) -> bool:
    """Whether one of some seeds breaks an invariant that says one of these words."""
    for seed in range(first_seed, first_seed + MOST_SEEDS):
        broken = simulate(seed, faults).violations
        if broken:
            assert any(word in line for word in words for line in broken), broken
            return True
    return False


@pytest.mark.proof  # it takes many seeds
def test_writing_what_was_read_before_others_wrote_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """No version is compared, and the numbers of events are taken anew: the last writer wins."""
    honest = host_run_changes.save
    present: dict[UUID, tuple[int, int]] = {}

    def save(connection: sa.Connection, changes: Sequence[Change], now: datetime) -> None:
        query = sa.select(host_runs.c.id, host_runs.c.version, host_runs.c.last_seq)
        rows = connection.execute(query.where(host_runs.c.id.in_([one.before.id for one in changes])))
        present.update({row.id: (row.version, row.last_seq) for row in rows})
        honest(
            connection,
            [replace(one, before=replace(one.before, version=present[one.before.id][0])) for one in changes],
            now,
        )

    def stream(progress: Progress) -> Stream:
        loaded = progress.loaded
        return Stream(loaded.id, present[loaded.id][1], loaded.execution.id, loaded.id)

    monkeypatch.setattr(host_run_changes, "save", save)
    monkeypatch.setattr(Progress, "stream", property(stream))
    invariants = ("I2", "I3", "will end it", "has no attempt", "stands nowhere", "not over")
    assert found(WITHOUT_LOCKS, *invariants, first_seed=44)  # few seeds find it


def test_comparing_versions_is_enough_without_any_lock() -> None:
    """The same seeds and interleavings as above, with the scheduler as it is."""
    for seed in range(4):
        story = simulate(seed, WITHOUT_LOCKS)
        assert not story.violations, str(story)


def test_applying_a_doubled_report_again_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def judge(batch: Any, one: report.Report) -> report.Judged:
        row = batch.rows.get(one.attempt)
        if row is None:
            return report.Judged(one, "refused", "attempt.unknown")
        turn = batch.turns.get(row.id) or Turn(row.id, row.version, row.status, row.seq)
        report._take(batch, one, row, turn, begins=False)
        return report.Judged(one, "applied")

    monkeypatch.setattr(inbox, "add", lambda *_: None)
    monkeypatch.setattr(report, "_judge", judge)
    assert found(ALL, "began", "ended", "I8", "has no attempt")


def test_dropping_the_outbox_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def notify(client: Any, url: str, notifications: Sequence[Mapping[str, Any]]) -> list[Delivery]:
        return [Delivery(str(one["id"]), "accepted", None) for one in notifications]

    monkeypatch.setattr(Presentation, "notify", notify)
    assert found(ALL, "notifications")


def test_telling_executor_nodes_only_once_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a process leased and died before sending is never sent."""
    monkeypatch.setattr(leases, "claim_undelivered", lambda *_: [])
    assert found(ONLY_CRASHES, "lost though its executor node was well", first_seed=13)


def test_ending_leases_while_nobody_listened_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "listening_since", lambda *_: datetime(2026, 1, 1, tzinfo=UTC))
    assert found(ONLY_CRASHES, "lost though its executor node was well", first_seed=13)


@pytest.mark.proof  # it takes many seeds
def test_giving_away_what_may_have_been_delivered_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bug that this simulation has found: whoever fails to deliver takes back what another delivered."""

    def give_back(
        connection: sa.Connection, told: Sequence[tuple[UUID, int, int]], next_try_at: datetime
    ) -> list[UUID]:
        table = attempts
        here = sa.tuple_(table.c.id, table.c.lease).in_([one[:2] for one in told])
        values = {"executor_node": None, "lease_until": None, "next_try_at": next_try_at}
        update = sa.update(table).where(here, table.c.status == "queued", table.c.accepted_at.is_(None))
        return list(connection.scalars(update.values(**values).returning(table.c.id)))

    monkeypatch.setattr(leases, "give_back", give_back)
    monkeypatch.setattr("noc_scheduler.service.attempts.dispatch.errand", _always_fresh)
    assert found(ALL, "I6", first_seed=5)


def _always_fresh(row: Any, lease: int, again: bool) -> Errand:
    return errand(row, lease, again=False)
