"""C09: whoever reaches the broker can wake somebody up, and nothing more."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kombu
import pytest
from kombu.exceptions import ContentDisallowed
from kombu.serialization import pickle

import noc_executor_node.settings
import noc_scheduler.settings
from noc_executor_node.brokers import open_brokers as open_brokers_of_a_node
from noc_executor_node.doorbell import celery_app
from noc_executor_node.errors import Misconfigured
from noc_scheduler.brokers import open_brokers
from noc_scheduler.errors import WrongSettings
from noc_scheduler.jobs.app import JOBS, QUEUE, make_app
from noc_scheduler.service.means import Means
from noc_scheduler.settings import Settings
from noc_scheduler.store.database import Database


class Marking:
    """What a pickle that is read runs."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str, int]]:
        return os.mkdir, (str(self.path), 0o700)


@pytest.mark.parametrize(
    ("content_type", "encoding"),
    [
        ("application/x-python-serialize", "binary"),
        ("application/x-yaml", "utf-8"),
        ("application/x-msgpack", "binary"),
    ],
)
def test_a_message_that_is_not_json_is_never_opened(tmp_path: Path, content_type: str, encoding: str) -> None:
    marker = tmp_path / "marker"
    settings = Settings(home=tmp_path / "scheduler")
    noc_scheduler.settings.make_home(settings)
    database = Database(settings.database)
    app = make_app(settings, Means(settings, database, None, None))  # type: ignore[arg-type]
    (job,) = sorted(JOBS)[:1]
    with app.connection_for_write() as connection:
        connection.Producer().publish(
            pickle.dumps(Marking(marker)),
            routing_key=QUEUE,
            declare=[kombu.Queue(QUEUE)],
            content_type=content_type,
            content_encoding=encoding,
            headers={"task": job, "id": "1"},
        )
    refused: list[Exception] = []
    with app.connection_for_read() as connection:
        consumer = app.amqp.TaskConsumer(
            connection.default_channel, on_decode_error=lambda message, error: refused.append(error)
        )
        consumer.register_callback(lambda body, message: pytest.fail("it was read"))
        with consumer:
            connection.drain_events(timeout=60)
    app.close()
    database.close()

    assert [type(error) for error in refused] == [ContentDisallowed]
    assert not marker.exists()


OPEN = [
    "redis://10.0.0.5:6379/0",
    "rediss://queue.example:6379/0",
    "amqp://noc@192.0.2.1//",
    "redis://:secret@10.0.0.5/0;redis://10.0.0.6/0",
    "sentinel://203.0.113.7:26379",
]
CLOSED = [
    "",
    "filesystem://",
    "redis://127.0.0.1:6379/0",
    "redis://[::1]:6379/0",
    "redis://localhost/0",
    "redis+socket:///run/redis.sock",
    "redis://:secret@10.0.0.5:6379/0",
    "amqps://noc:secret@queue.example//",
]


@pytest.mark.parametrize("looked_at", [open_brokers, open_brokers_of_a_node])
def test_only_a_broker_on_this_machine_may_do_without_a_password(
    looked_at: Callable[[str], list[str]],
) -> None:
    assert [url for url in OPEN if not looked_at(url)] == []
    assert [url for url in CLOSED if looked_at(url)] == []


def test_nothing_starts_with_a_broker_that_anybody_can_write_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOC_SCHEDULER_BROKER_URL", "redis://10.0.0.5/0")
    monkeypatch.setenv("NOC_EXECUTOR_NODE_BROKER_URL", "redis://10.0.0.5/0")

    with pytest.raises(WrongSettings, match=r"config\.insecure_broker"):
        noc_scheduler.settings.read_settings()
    with pytest.raises(Misconfigured, match=r"config\.insecure_broker"):
        noc_executor_node.settings.read_settings()


def test_an_executor_nodes_own_broker_can_no_more(tmp_path: Path) -> None:
    app = celery_app(noc_executor_node.settings.Settings(home=tmp_path, profiles=tmp_path / "profiles.yml"))

    assert app.conf.accept_content == app.conf.result_accept_content == ["json"]
    assert (app.conf.task_serializer, app.conf.task_ignore_result) == ("json", True)
    assert (app.conf.worker_enable_remote_control, app.conf.worker_send_task_events) == (False, False)
    assert type(app.backend).__name__ == "DisabledBackend"
    app.close()


def test_what_somebody_wrote_as_a_result_is_never_read(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "scheduler")
    app = make_app(settings, Means(settings, Database(settings.database), None, None))  # type: ignore[arg-type]

    assert app.conf.task_ignore_result is True
    assert type(app.backend).__name__ == "DisabledBackend"
    with pytest.raises(NotImplementedError):
        app.backend.get_result("1")
    app.close()
