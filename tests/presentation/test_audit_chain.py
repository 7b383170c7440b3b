"""The audit chain: every act of a person is in it, or doesn't happen, and no rewriting goes unseen."""

import csv
import io
import json
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noc_presentation.api.auditing import CHANGING, QUESTIONS
from noc_presentation.api.blueprint import Blueprint
from noc_presentation.api.guards import person
from noc_presentation.audit.checkpoints import Checkpoint, Checkpoints, read_checkpoints
from noc_presentation.audit.entries import BEGINNING, Said, sealed
from noc_presentation.audit.recording import record
from noc_presentation.audit.verifying import verify
from noc_presentation.store import audit as store
from noc_presentation.store.audit import AuditRow
from noc_presentation.store.database import Database
from tests.presentation.conftest import NOON, PlayedScheduler

AUDIT = "/api/v1/audit"


def entries(house: Any) -> list[dict[str, Any]]:
    """Oldest first."""
    items: list[dict[str, Any]] = house.person.get(f"{AUDIT}?limit=200").json["items"]
    return items[::-1]


def codes(house: Any) -> list[str]:
    return [finding["code"] for finding in house.person.get(f"{AUDIT}/verification").json["findings"]]


def acts(house: Any) -> list[tuple[str, str]]:
    """Every route that changes something for a person."""
    found = []
    for rule in house.app.url_map.iter_rules():
        blueprint = house.app.blueprints.get(rule.endpoint.partition(".")[0])
        if isinstance(blueprint, Blueprint) and blueprint.guard is person and rule.endpoint not in QUESTIONS:
            found += [(method, rule.rule) for method in sorted((rule.methods or set()) & CHANGING)]
    return sorted(found)


def busy(house: Any, count: int = 12) -> None:
    for number in range(count):
        assert house.person.post("/api/v1/groups", json={"name": f"g{number}"}).status_code == 201


def sql(house: Any, statement: str) -> None:
    with house.resources.database.engine.begin() as connection:
        connection.exec_driver_sql(statement)


def test_a_done_and_a_refused_act_say_who_what_and_how_it_ended(house: Any) -> None:
    done = house.person.post("/api/v1/groups", json={"name": "edge"})
    refused = house.person.delete("/api/v1/groups/nobody")
    one, two = entries(house)
    assert (one["seq"], one["verb"], one["object"], one["outcome"]) == (1, "groups.create", "edge", "done")
    assert (one["actor"]["name"], one["at"]) == ("ana", "2026-11-21T12:00:00.000Z")
    assert one["request_id"] == done.headers["X-Request-Id"]
    assert (two["verb"], two["object"], two["outcome"]) == ("groups.delete", "nobody", "refused")
    assert (two["status"], two["code"]) == (404, "not_found")
    assert two["request_id"] == refused.headers["X-Request-Id"]
    assert two["previous"] == one["hash"]


def test_every_route_that_changes_something_leaves_its_word(house: Any) -> None:
    routes = acts(house)
    assert len(routes) > 25
    for method, rule in routes:
        path = "/".join("1" if part.startswith("<") else part for part in rule.split("/"))
        before = len(entries(house))
        answer = house.person.open(path, method=method, json={})
        new = entries(house)[before:]
        assert [entry["request_id"] for entry in new] == [answer.headers["X-Request-Id"]] * len(new), rule
        assert len(new) == 1 or new[0]["outcome"] == "asked", (method, rule, new)
        assert len(new) in (1, 2), (method, rule)
    assert codes(house) == []


def test_what_another_layer_does_is_recorded_before_it_is_told(
    house: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []
    played = PlayedScheduler.__call__

    def watched(scheduler: PlayedScheduler, request: httpx.Request) -> httpx.Response:
        with house.resources.database.reading() as session:
            seen.append([row.outcome for row in store.found(session, store.Search(), None, 10)])
        return played(scheduler, request)

    monkeypatch.setattr(PlayedScheduler, "__call__", watched)
    house.person.post("/api/v1/executions/1/cancel", json={})
    assert seen == [["asked"]]
    assert [entry["outcome"] for entry in entries(house)] == ["asked", "done"]


def test_an_act_that_can_t_be_recorded_does_not_happen_and_reading_goes_on(house: Any) -> None:
    sql(house, "ALTER TABLE audit_entries RENAME TO elsewhere")
    for answer in (
        house.person.post("/api/v1/groups", json={"name": "edge"}),
        house.person.post("/api/v1/executions/1/cancel", json={}),
    ):
        assert (answer.status_code, answer.json["code"]) == (503, "audit.unavailable")
    assert house.scheduler.asked == []
    assert house.person.get("/api/v1/groups").json["items"] == []


def test_no_secret_and_no_body_is_in_the_chain(house: Any) -> None:
    body = {"name": "web", "kind": "password", "values": {"password": "S3cr3t-marker"}}
    house.person.post("/api/v1/credentials", json=body)
    house.person.put("/api/v1/credentials/web/secret", json={"values": {"password": "S3cr3t-marker-2"}})
    house.person.post("/api/v1/credentials", json={**body, "kind": "S3cr3t-marker"})
    assert len(entries(house)) == 3
    assert "S3cr3t" not in json.dumps(entries(house))


def test_a_request_nobody_sent_with_a_token_is_in_the_log_and_not_in_the_chain(house: Any) -> None:
    house.anybody.post("/api/v1/groups", json={"name": "edge"})
    assert entries(house) == []


def test_a_login_that_failed_was_nobodys_and_the_description_knows_nobody(house: Any) -> None:
    house.anybody.post("/api/v1/session", json={"name": "ana", "password": "wrong wrong wrong"})
    (entry,) = entries(house)
    assert entry["actor"] == {"id": "", "name": "nobody", "kind": "nobody"}
    schemas = house.anybody.get("/openapi.json").json["components"]["schemas"]
    assert entry["actor"]["kind"] in schemas["RecordedActor"]["properties"]["kind"]["enum"]


def test_a_changed_row_is_found(house: Any) -> None:
    busy(house)
    assert codes(house) == []
    sql(house, "UPDATE audit_entries SET object = 'another' WHERE seq = 5")
    report = house.person.get(f"{AUDIT}/verification").json
    assert (report["whole"], report["findings"][0]["seq"]) == (False, 5)
    assert codes(house) == ["entry.changed"]


def test_the_last_ten_deleted_are_missed(house: Any) -> None:
    busy(house)
    sql(house, "DELETE FROM audit_entries WHERE seq > 2")
    assert codes(house) == ["tail.missing"]
    sql(house, "DELETE FROM audit_entries")
    assert codes(house) == ["tail.missing"]


def test_rows_taken_out_of_the_middle_or_swapped_are_missed(house: Any) -> None:
    busy(house)
    sql(house, "DELETE FROM audit_entries WHERE seq = 7")
    assert "entry.missing" in codes(house)


def test_a_chain_written_anew_is_not_the_one_that_was_signed(house: Any) -> None:
    busy(house)
    with house.resources.database.writing() as session:
        previous = BEGINNING
        for entry in list(store.chain(session)):
            said = Said(**{**_said(entry.said), "object": "harmless"})
            anew = sealed(entry.seq, said, previous)
            previous = anew.hash
            session.execute(
                sa.update(AuditRow)
                .where(AuditRow.seq == entry.seq)
                .values(object="harmless", previous=anew.previous, hash=anew.hash)
            )
    found = codes(house)
    assert set(found) == {"chain.rewritten"} and len(found) == 12


def test_checkpoints_nobody_signed_and_lost_ones_are_found(house: Any) -> None:
    busy(house, 3)
    path = house.resources.checkpoints.path
    kept = path.read_text()
    path.write_text(kept + kept.splitlines()[0].replace('"seq": 1', '"seq": 99') + "\nnonsense\n")
    assert codes(house) == ["checkpoint.forged", "checkpoint.forged"]
    path.unlink()
    assert codes(house) == ["checkpoint.none"]


def test_the_log_tells_every_checkpoint_too(house: Any, capsys: pytest.CaptureFixture[str]) -> None:
    busy(house, 1)
    assert "audit.checkpoint" in capsys.readouterr().out
    (checkpoint,) = read_checkpoints(house.resources.checkpoints.path)
    assert isinstance(checkpoint, Checkpoint) and checkpoint.seq == 1
    assert house.resources.checkpoints.path.stat().st_mode & 0o777 == 0o600


def test_it_is_searched_by_who_what_and_when(house: Any) -> None:
    busy(house, 3)
    house.person.delete("/api/v1/groups/g1")
    for query, count in (
        ("verb=groups.delete", 1),
        ("outcome=done", 4),
        ("text=g1", 2),
        ("text=%25", 0),
        ("since=2026-11-21T12:00:01Z", 0),
        ("until=2026-11-21T12:00:01Z", 4),
        ("actor=nobody", 0),
    ):
        assert len(house.person.get(f"{AUDIT}?{query}").json["items"]) == count, query
    page = house.person.get(f"{AUDIT}?limit=3").json
    rest = house.person.get(f"{AUDIT}?limit=3&cursor={page['next']}").json
    assert [item["seq"] for item in page["items"] + rest["items"]] == [4, 3, 2, 1]
    assert house.person.get(f"{AUDIT}?order_by=hash").status_code == 422


def test_an_export_is_whole_and_holds_no_formula(house: Any) -> None:
    for name in ("=HYPERLINK(1)", "+1", "@SUM(1)", 'a","b'):
        house.person.delete(f"/api/v1/groups/{name}")
    lines = house.person.get(f"{AUDIT}/export").get_data(as_text=True).splitlines()
    assert [json.loads(line)["object"] for line in lines] == ["=HYPERLINK(1)", "+1", "@SUM(1)", 'a","b']
    text = house.person.get(f"{AUDIT}/export?format=csv").get_data(as_text=True)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["object"] for row in rows] == ["'=HYPERLINK(1)", "'+1", "'@SUM(1)", 'a","b']
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())


def test_the_chain_is_the_same_on_both_databases(database: Database, tmp_path: Any) -> None:
    said = Said(NOON, {"id": "1", "name": "ana", "kind": "person"}, "::1", "x.y", "é", "done", "r1")
    for _ in range(5):
        with database.writing() as session:
            last = record(session, said)
    key = Ed25519PrivateKey.generate()
    checkpoints = Checkpoints(tmp_path / "checkpoints", key)
    checkpoints.add(last.seq, last.hash, NOON)
    with database.reading() as session:
        report = verify(store.chain(session), read_checkpoints(checkpoints.path), key.public_key())
    assert (report.entries, report.last_hash, report.findings) == (5, last.hash, ())


def _said(said: Said) -> dict[str, Any]:
    return {name: getattr(said, name) for name in Said.__slots__}
