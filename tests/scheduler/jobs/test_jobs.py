"""Celery's jobs: messages say nothing, so losing, doubling and delaying them changes nothing."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import Celery

from noc_scheduler.jobs.app import JOBS, QUEUE, make_app
from noc_scheduler.settings import Settings, make_home


@pytest.fixture
def app(world: Any, settings: Settings) -> Iterator[Celery]:
    """The application over a broker of folders."""
    umask = os.umask(0o077)
    make_home(settings)
    app = make_app(settings, world.means)
    yield app
    app.close()
    os.umask(umask)


def messages(settings: Settings) -> list[Path]:
    return sorted(settings.broker_folder.glob("*.msg"))


def ring(app: Celery, name: str, times: int = 1, **options: Any) -> None:
    for _ in range(times):
        app.send_task(name, queue=QUEUE, **options)


def test_nothing_can_be_controlled_or_read_from_elsewhere(app: Celery) -> None:
    assert app.conf.accept_content == ["json"]
    assert app.conf.task_serializer == "json"
    assert app.conf.worker_enable_remote_control is False
    assert app.conf.worker_send_task_events is False
    assert app.conf.task_ignore_result is True
    assert {name for name in app.tasks if not name.startswith("celery.")} == set(JOBS)


def test_a_message_says_nothing_and_expires(app: Celery, settings: Settings) -> None:
    entry = app.conf.beat_schedule["noc.tick"]
    ring(app, entry["task"], expires=entry["options"]["expires"])
    (message,) = messages(settings)
    document = json.loads(message.read_text())

    assert document["headers"]["argsrepr"] == "()"
    assert document["headers"]["kwargsrepr"] == "{}"
    assert document["headers"]["expires"]
    assert message.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", sorted(set(JOBS) - {"noc.housekeep", "noc.watch"}))
def test_a_job_doubled_does_what_it_does_once(app: Celery, world: Any, name: str) -> None:
    fake = world.node()
    execution = world.start()
    for _ in range(3):
        app.tasks[name]()

    assert len(fake.held) == 3
    assert world.types(execution).count("attempt.dispatched") == 3
    assert [one["lease"] for one in fake.held] == [1, 1, 1]


def test_when_every_message_was_lost_the_next_one_does_it_all(
    app: Celery, settings: Settings, world: Any
) -> None:
    fake = world.node()
    world.start()
    ring(app, "noc.tick", times=5)
    for message in messages(settings):
        message.unlink()
    assert fake.held == []

    app.tasks["noc.tick"]()
    assert len(fake.held) == 3


def test_a_job_survives_a_database_that_is_away(app: Celery, world: Any, settings: Settings) -> None:
    execution = world.start()
    hidden = Path(settings.database.removeprefix("sqlite:///"))
    world.means.database.close()
    for suffix in ("-wal", "-shm"):
        hidden.with_name(hidden.name + suffix).unlink(missing_ok=True)
    hidden.rename(hidden.with_suffix(".away"))
    hidden.mkdir()
    app.tasks["noc.tick"]()

    hidden.rmdir()
    hidden.with_suffix(".away").rename(hidden)
    app.tasks["noc.tick"]()
    assert world.shown(execution)["counts"] == {"running": 3}


def test_the_folder_broker_shows_only_whole_messages(app: Celery, settings: Settings) -> None:
    ring(app, "noc.tick", times=20)

    assert len(messages(settings)) == 20
    assert not list(settings.broker_folder.glob("*.part"))
    assert all(
        json.loads(message.read_text())["headers"]["task"] == "noc.tick" for message in messages(settings)
    )
