"""Backup and restore: made while the scheduler works, checked before anything is touched, walked on to the end."""

import io
import json
import tarfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from noc_scheduler.backup import dumping
from noc_scheduler.backup.bundle import pack
from noc_scheduler.backup.saving import restore, save
from noc_scheduler.errors import BrokenBackup
from noc_scheduler.keys import own_key
from noc_scheduler.service.listening import listen
from noc_scheduler.settings import Settings, make_home
from noc_scheduler.store import events
from noc_scheduler.store.database import Database
from noc_scheduler.store.events import FeedCursor
from tests.scheduler.conftest import unhurried


@pytest.fixture
def settings(tmp_path: Path, url: str) -> Settings:
    """A scheduler that was set up, on either database."""
    settings = unhurried(tmp_path / "scheduler", url)
    make_home(settings)
    own_key(settings.key_file)
    return settings


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "backup.tar.gz"


def destroy(world: Any, settings: Settings) -> None:
    """The machine burns down: neither database nor key is left."""
    world.means.database.close()
    database = Database(settings.database)
    if dumping.kind_of(settings.database) == "sqlite":
        database.close()
        for path in Path(database.engine.url.database or "").parent.glob("store.sqlite3*"):
            path.unlink()
    else:
        with database.engine.begin() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
    database.close()
    settings.key_file.unlink()


def let_leases_end(world: Any, journal: list[dict[str, Any]]) -> None:
    """A lease's time goes by; node-1 speaks of what it holds."""
    for _ in range(10):
        world.pass_time(4)
        listen(world.means)
        world.beat(journal=journal)
        world.reap()


def attempts_of(world: Any, host: str) -> list[str]:
    return [one["id"] for one in world.nodes["node-1"].held if one["host"]["name"] == host]


def test_it_goes_on_to_the_end_where_the_backup_was_made(
    world: Any, settings: Settings, backup: Path
) -> None:
    node = world.node(slots=8)
    ended = world.start()
    world.drain()
    for host in ("web1", "web2", "web3"):
        world.finish(node.on(host))
    execution = world.start()
    world.drain()
    for host in ("web1", "web2", "web3"):
        world.say(node.on(host))
    world.finish(node.on("web3"), outcome="failed", rc=3)
    restart = node.on("web3", "restart")
    before = world.shown(ended)
    key = settings.key_file.read_bytes()

    save(settings, backup)
    forgotten = node.on("web2")
    world.finish(forgotten, outcome="succeeded", rc=0)
    world.finish(restart, outcome="succeeded", rc=0)
    destroy(world, settings)
    restore(settings, backup, force=False, cancel=False)

    assert settings.key_file.read_bytes() == key
    assert settings.key_file.stat().st_mode & 0o777 == 0o600
    assert world.shown(ended) == before
    kept = node.on("web1")
    let_leases_end(world, [kept])
    world.drain()
    assert attempts_of(world, "web1").count(kept["id"]) == 1
    assert len(attempts_of(world, "web1")) == 2, "what the node still holds is not tried again"
    again = node.on("web2")
    assert (again["id"] != forgotten["id"], again["number"]) == (True, 2)
    assert node.on("web3", "restart")["id"] == restart["id"], "what may run once is not tried again"
    assert world.host(execution, "web3")["status"] == "waiting"

    world.finish(kept)
    world.finish(again)
    visit = world.host(execution, "web3")["path"][-1]
    world.decide(execution, visit["id"], "succeeded", "nginx runs, I looked")
    assert world.shown(execution)["status"] == "succeeded"
    assert world.shown(execution)["counts"] == {"succeeded": 3}


def test_what_nobody_had_yet_may_have_been_handed_out_since(
    world: Any, settings: Settings, backup: Path
) -> None:
    world.presentation.has("web1")
    node = world.node()
    execution = world.start()
    world.drain()
    node.mood = "unreachable"
    world.finish(node.on("web1"), outcome="failed", rc=3)
    save(settings, backup)
    destroy(world, settings)
    restore(settings, backup, force=False, cancel=False)
    node.mood = "takes"
    let_leases_end(world, [])

    host = world.host(execution, "web1")
    assert host["path"][-1]["node"] == "restart"
    assert host["status"] == "waiting"
    assert not [one for one in node.held if one["node"] == "restart"]


def test_all_that_was_under_way_can_be_ended_instead(world: Any, settings: Settings, backup: Path) -> None:
    world.node()
    execution = world.start()
    world.drain()
    save(settings, backup)
    destroy(world, settings)
    restore(settings, backup, force=False, cancel=True)
    world.drain()

    shown = world.shown(execution)
    assert shown["status"] == "cancelled"
    assert shown["reason"].startswith("the scheduler was restored from a backup of ")
    restored = [event for event in world.events() if event.type == "scheduler.restored"]
    assert [event.data["cancelled"] for event in restored] == [True]


def test_a_reader_of_the_feed_hears_what_comes_after_the_restore(
    world: Any, settings: Settings, backup: Path
) -> None:
    world.start()
    save(settings, backup)
    for _ in range(5):
        world.start()
    with world.means.database.reading() as connection:
        rows, cursor = events.read_after(connection, FeedCursor(), None, 1_000)
    if dumping.kind_of(settings.database) == "postgresql":
        cursor = FeedCursor(
            cursor.txid + 10**6, cursor.position
        )  # restored on a server with few transactions
    destroy(world, settings)
    restore(settings, backup, force=False, cancel=False)

    heard = []
    with world.means.database.reading() as connection:
        cursor = events.read_after(connection, cursor, None, 1_000)[1]
    execution = world.start()
    with world.means.database.reading() as connection:
        heard = events.read_after(connection, cursor, None, 1_000)[0]
    assert execution in {str(event.execution) for event in heard}
    assert len(rows) > len(heard)


def test_backups_are_made_while_others_write(
    world: Any, settings: Settings, tmp_path: Path, database: Database
) -> None:
    over = threading.Event()

    def write() -> None:
        while not over.is_set():
            world.start()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            save(settings, tmp_path / f"{number}.tar.gz")
    finally:
        over.set()
        writer.join(30)
    destroy(world, settings)
    restore(settings, tmp_path / "2.tar.gz", force=False, cancel=False)

    told = [event for event in world.events() if event.type == "execution.created"]
    with database.reading() as connection:
        count = connection.execute(sa.text("SELECT count(*) FROM executions")).scalar_one()
    assert len(told) == count > 0


def test_nothing_is_replaced_unless_it_is_asked_for(world: Any, settings: Settings, backup: Path) -> None:
    first = world.start()
    save(settings, backup)
    second = world.start()

    with pytest.raises(BrokenBackup, match="never overwritten"):
        save(settings, backup)
    with pytest.raises(BrokenBackup, match="not empty; --force"):
        restore(settings, backup, force=False, cancel=False)
    listen(world.means)
    with pytest.raises(BrokenBackup, match="this scheduler works"):
        restore(settings, backup, force=True, cancel=False)
    assert world.shown(second)["number"] == 2

    world.pass_time(11)
    restore(settings, backup, force=True, cancel=False)
    assert world.shown(first)["number"] == 1
    with pytest.raises(Exception, match="not_found"):
        world.shown(second)
    assert backup.stat().st_mode & 0o777 == 0o600


def spoiled(backup: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """The same backup with other files in it."""
    with tarfile.open(backup) as tar:
        files = {member.name: tar.extractfile(member).read() for member in tar.getmembers()}  # type: ignore[union-attr]
    change(files)
    other = backup.with_name("spoiled.tar.gz")
    with tarfile.open(other, "w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return other


def said(content: dict[str, bytes], **changes: Any) -> None:
    content["manifest.json"] = json.dumps({**json.loads(content["manifest.json"]), **changes}).encode()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda files: files.update({"key.pem": b"another"}), "is not what was backed up"),
        (lambda files: files.pop("key.pem"), "key.pem is missing"),
        (lambda files: files.pop("manifest.json"), "no manifest"),
        (lambda files: said(files, layer="noc-presentation"), "a backup of noc-presentation"),
        (lambda files: said(files, schema="9999"), "version 9999"),
        (lambda files: said(files, database="oracle"), "of a oracle database"),
        (lambda files: said(files, files={"../key.pem": {"sha256": ""}}), "is missing"),
        (lambda files: said(files, files={}), "lacks the database"),
        (lambda files: said(files, made_at=7), "can't be read"),
    ],
)
def test_what_is_no_good_touches_nothing(
    world: Any, settings: Settings, backup: Path, change: Any, words: str
) -> None:
    execution = world.start()
    save(settings, backup)
    key = settings.key_file.read_bytes()
    with pytest.raises(BrokenBackup, match=words):
        restore(settings, spoiled(backup, change), force=True, cancel=False)

    assert world.shown(execution)["number"] == 1
    assert settings.key_file.read_bytes() == key
    assert not list(settings.home.glob(".restore-*"))


def test_half_a_backup_is_none(settings: Settings, world: Any, backup: Path) -> None:
    save(settings, backup)
    backup.write_bytes(backup.read_bytes()[:-100])
    with pytest.raises(BrokenBackup, match="can't be read"):
        restore(settings, backup, force=True, cancel=False)


def test_missing_programs_are_named(
    settings: Settings, world: Any, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    if dumping.kind_of(settings.database) == "sqlite":
        save(settings, backup)
        return
    with pytest.raises(BrokenBackup, match="pg_dump is missing"):
        save(settings, backup)
    assert not backup.exists()


def test_an_older_backup_is_brought_to_this_version(world: Any, settings: Settings, backup: Path) -> None:
    execution = world.start()
    with world.means.database.writing() as connection:
        later = [("executions", name) for name in ("outputs_cut_at", "sealed_at", "check_mode", "diff")]
        later += [("executor_nodes", name) for name in ("sealing_key", "sealing_proof", "health", "serves")]
        later += [("questions", "risk"), ("visits", "code"), ("visits", "message_said")]
        for table, column in later:
            connection.execute(sa.text(f"ALTER TABLE {table} DROP COLUMN {column}"))
        for index in ("executions_finished_at", "attempts_execution", "queue_messages_execution"):
            connection.execute(sa.text(f"DROP INDEX ix_{index}"))
        for column in ("target_digest VARCHAR(80)", "targets_resolved_at TIMESTAMP"):
            connection.execute(sa.text(f"ALTER TABLE executions ADD COLUMN {column}"))
        of_targets = "account_id, target_digest, targets_resolved_at"
        index = "ix_executions_account_id_target_digest_targets_resolved_at"
        connection.execute(sa.text(f"CREATE INDEX {index} ON executions ({of_targets})"))
        connection.execute(sa.text("ALTER TABLE executor_nodes DROP COLUMN modules"))
        connection.execute(sa.text("DROP TABLE module_catalogues"))
        connection.execute(sa.text("DROP INDEX ix_schedules_queue"))
        for column in ("queue", "broker", "expect_every_ms", "check_mode", "diff"):
            connection.execute(sa.text(f"ALTER TABLE schedules DROP COLUMN {column}"))
        for table in (
            "reached",
            "wakes",
            "departures",
            "troubles",
            "archives",
            "chores",
            "intakes",
            "deliveries",
            "work_items",
            "storms",
            "signals",
        ):
            connection.execute(sa.text(f"DROP TABLE {table}"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '0009'"))
    folder = backup.parent / "old"
    folder.mkdir()
    dumping.dump(settings.database, folder)
    (folder / "key.pem").write_bytes(settings.key_file.read_bytes())
    pack(backup, folder, "0009", dumping.kind_of(settings.database))
    destroy(world, settings)
    restore(settings, backup, force=False, cancel=False)

    assert world.shown(execution)["number"] == 1


def test_the_settings_of_another_kind_of_database_are_refused(
    world: Any, settings: Settings, backup: Path, tmp_path: Path
) -> None:
    urls = {"sqlite": "", "postgresql": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    mine = dumping.kind_of(settings.database)
    (other,) = urls.keys() - {mine}
    save(settings, backup)
    elsewhere = replace(settings, home=tmp_path / "other", database_url=urls[other])
    with pytest.raises(BrokenBackup, match=f"of a {mine} database, this scheduler has {other}"):
        restore(elsewhere, backup, force=False, cancel=False)
