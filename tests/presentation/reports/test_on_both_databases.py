"""Reports, cards and presses on each kind of database, from what a played scheduler says."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from noc_presentation.actors import Actor
from noc_presentation.asking.asker import Asker
from noc_presentation.asking.pressing import Press, Presses
from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.notifications.channels.telegram import TelegramChannel
from noc_presentation.notifications.delivery import Deliverer
from noc_presentation.notifications.message import Message
from noc_presentation.reports.reporter import Reporter
from noc_presentation.store.accounts import GrantRow, User
from noc_presentation.store.asking import ButtonRow, TelegramAccount
from noc_presentation.store.base import new_id
from noc_presentation.store.database import Database
from noc_presentation.store.notifications import Notification
from noc_presentation.store.reports import DestinationRow
from tests.presentation.conftest import ControlledClock, PlayedScheduler

SETUP = Actor("setup", "setup", "service").document()
EXECUTION: dict[str, Any] = {
    "id": "01a1fb00-0000-7000-8000-0000000000e1",
    "number": 1,
    "procedure": {"name": "restart-web", "version": 1},
    "target": {"groups": [], "hosts": []},
    "schedule": None,
    "status": "failed",
    "counts": {"failed": 1},
    "changed": 0,
    "reason": None,
    "started_at": "2026-11-21T12:00:00.000Z",
    "finished_at": "2026-11-21T12:00:31.000Z",
}
QUESTION: dict[str, Any] = {
    "id": "01a1fb00-0000-7000-8000-0000000000d1",
    "status": "open",
    "kind": "approval",
    "question": "Sure?",
    "approvers": [],
    "quorum": 2,
    "digest": "sha256:1",
    "risk": "normal",
    "execution": EXECUTION["id"],
    "execution_number": 1,
    "procedure": "restart-web",
    "target": EXECUTION["target"],
    "schedule": None,
    "params": {},
    "asked_for": {"id": "p1", "name": "Olga", "kind": "person"},
    "host": "web1",
    "node": "sure",
    "expires_at": "2026-11-22T12:00:00.000Z",
    "outcome": None,
    "answers": [],
}


class Chat:
    """Takes everything as message 7."""

    def deliver(self, message: Message) -> str:
        return "message 7"


@pytest.fixture
def played() -> PlayedScheduler:
    played = PlayedScheduler()
    played.answer("GET", "/v1/events", 200, {"items": [], "next": "c0"})
    played.answer("GET", "/v1/questions", 200, {"items": [QUESTION], "next": None})
    played.answer("GET", f"/v1/questions/{QUESTION['id']}", 200, QUESTION)
    played.answer("GET", f"/v1/executions/{EXECUTION['id']}", 200, EXECUTION)
    played.answer("GET", f"/v1/executions/{EXECUTION['id']}/failures", 200, {"items": []})
    return played


@pytest.fixture
def scheduler(played: PlayedScheduler) -> Iterator[Scheduler]:
    made = Scheduler(lambda: "http://scheduler.test", httpx.Auth(), httpx.MockTransport(played))
    yield made
    made.close()


def a_destination(database: Database, clock: ControlledClock, procedures: Sequence[str] = ()) -> None:
    rules = {
        "language": "en",
        "tell": ["failure", "question"],
        "procedures": list(procedures),
        "schedules": [],
        "nodes": [],
        "severity": "info",
        "quiet": None,
        "digest_seconds": 0,
    }
    with database.writing() as session:
        row = DestinationRow(name="noc", channel="chat", rules=rules)
        row.changed_at, row.changed_by = clock(), SETUP
        session.add(row)


def test_what_ended_is_told_once_by_several_reporters(
    database: Database, played: PlayedScheduler, scheduler: Scheduler
) -> None:
    clock = ControlledClock()
    a_destination(database, clock)
    Reporter(database, scheduler, clock, None).round()
    event = {"id": "event1", "execution": EXECUTION["id"], "data": {}}
    played.answer("GET", "/v1/events", 200, {"items": [event], "next": "c1"})

    together(lambda: Reporter(database, scheduler, clock, None).round(), 4)

    with database.reading() as session:
        told = list(session.scalars(sa.select(Notification.subject)))
    assert told == ["restart-web: 0 of 1 host ok in 31 s"]


def test_one_card_is_made_and_a_press_counts_once_however_often_it_comes_at_the_same_moment(
    database: Database, played: PlayedScheduler, scheduler: Scheduler
) -> None:
    clock = ControlledClock()
    a_destination(database, clock)
    together(lambda: Asker(database, scheduler, clock, {"chat": "telegram"}, None).round(), 4)
    Deliverer(database, {"chat": Chat()}, clock, lambda: 0.0).deliver_next()
    with database.writing() as session:
        user = User(id=new_id(), name="Anna", folded="anna", kind="person", active=True, created_at=clock())
        user.created_by = SETUP
        session.add(user)
        session.flush()
        grant = GrantRow(user_id=user.id, role="approver", granted_at=clock(), granted_by=SETUP)
        session.add_all([grant, TelegramAccount(user_id=user.id, telegram_id=5, linked_at=clock())])
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Notification)) == 1
        button = session.scalars(sa.select(ButtonRow.id).where(ButtonRow.outcome == "approved")).one()
    channel = TelegramChannel(None, -1, "http://nowhere.test")  # type: ignore[arg-type]
    presses = Presses(database, scheduler, clock, {"chat": channel})
    press = Press(1, 5, False, -1, 7, button)

    told = together(lambda: presses.take(press), 8)

    assert sorted(map(str, told)) == ["None"] * 7 + ["✔ 1"]
    answers = [one for one in played.asked if one.url.path.endswith("/answers")]
    assert len(answers) == 1


def test_a_question_that_no_destination_asks_is_not_looked_into(
    database: Database, played: PlayedScheduler, scheduler: Scheduler
) -> None:
    clock = ControlledClock()
    a_destination(database, clock, procedures=["reboot-*"])

    assert not Asker(database, scheduler, clock, {"chat": "telegram"}, None).round()

    assert [one.url.path for one in played.asked] == ["/v1/questions"]


def test_a_card_on_which_nothing_has_changed_is_not_written(
    database: Database, played: PlayedScheduler, scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = ControlledClock()
    a_destination(database, clock)
    asker = Asker(database, scheduler, clock, {"chat": "telegram"}, None)
    assert asker.round()
    written: list[str] = []
    writing = database.writing
    monkeypatch.setattr(database, "writing", lambda: written.append("once") or writing())

    assert not asker.round()
    assert not written

    said = [{"by": "Anna", "outcome": "approved", "reason": "", "at": "2026-11-21T12:00:05.000Z"}]
    played.answer("GET", "/v1/questions", 200, {"items": [{**QUESTION, "answers": said}], "next": None})
    assert asker.round()
    assert written


def together(act: Any, times: int) -> list[Any]:
    """What it returns each time, done so often at once."""
    found: list[Any] = []
    threads = [threading.Thread(target=lambda: found.append(act())) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found
