"""Procedures, inventory and schedules as files: applied all at once or not at all, and again without effect."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest

from noc_presentation.service.schedules import KINDS
from tests.presentation.people import somebody

from .terminal import Run, typed

PROCEDURE = "apiVersion: noc/v1\nkind: Procedure\nmetadata: {name: restart}\nspec: {}\n"
INVENTORY = """apiVersion: noc/v1
kind: Inventory
metadata: {name: lisbon}
spec:
  groups:
    web: {description: what people see}
  hosts:
    web1: {address: 10.0.0.1, groups: [web], vars: {role: front}}
    web2: {groups: [web, canary], port: 2222}
"""
SCHEDULE = """apiVersion: noc/v1
kind: Schedule
metadata: {name: nightly}
spec:
  procedure: restart
  target: {groups: [web]}
  trigger: {kind: cron, expression: "0 3 * * *", time_zone: Europe/Lisbon}
"""


class Schedules:
    """The scheduler's schedules, played: kept by name, given ids, and refused where that is wanted."""

    def __init__(self, played: Any) -> None:
        self.kept: dict[str, dict[str, Any]] = {}
        self.refused = False
        self.listings = 0
        self._number = 0
        self._others = played.__class__.__call__
        played.__class__ = type("WithSchedules", (played.__class__,), {"__call__": self._answer_of()})

    def _answer_of(self) -> Any:
        def answer(played: Any, request: httpx.Request) -> httpx.Response:
            if not request.url.path.startswith("/v1/schedules"):
                response: httpx.Response = self._others(played, request)
                return response
            if request.method == "GET":
                self.listings += 1
                items = [{**one, "next_fires": [], "warnings": []} for one in self.kept.values()]
                return httpx.Response(200, json={"items": items, "next": None})
            if request.method == "DELETE":
                identity = request.url.path.rpartition("/")[2]
                self.kept = {name: one for name, one in self.kept.items() if one["id"] != identity}
                return httpx.Response(204)
            order = json.loads(request.content)
            if self.refused and order["trigger"].get("expression") == "1 1 1 1 1":
                errors = [{"path": "/params/marker", "code": "param.missing", "message": "has no value"}]
                problem = {"code": "cron.never", "detail": "never", "errors": errors}
                return httpx.Response(422, json=problem)
            self._number += 1
            self.kept[order["name"]] = {**order, "id": f"schedule-{self._number}"}
            return httpx.Response(201, json=self.kept[order["name"]])

        return answer


@pytest.fixture
def schedules(house: Any) -> Schedules:
    return Schedules(house.scheduler)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    for name, text in (("a-schedule", SCHEDULE), ("b-procedure", PROCEDURE), ("c-inventory", INVENTORY)):
        (folder / f"{name}.yml").write_text(text)
    return folder


def listed(run: Run, noun: str) -> Any:
    return json.loads(run("get", noun, "-o", "json").stdout)


def test_everything_is_applied_in_the_order_it_needs_and_the_second_time_nothing_changes(
    run: Run, site: Path, schedules: Schedules
) -> None:
    assert run("diff", "-f", str(site)).exit_code == 2
    assert listed(run, "hosts") == []
    first = run("apply", "-f", str(site), "--source", "git")
    assert first.exit_code == 0, first.stderr
    assert first.stdout.splitlines() == [
        "Group web: created",
        "Host web1: created",
        "Host web2: created",
        "Procedure restart: created (version 1)",
        "Schedule nightly: created",
        "5 created, 0 updated, 0 removed, 0 unchanged",
    ]
    assert list(schedules.kept) == ["nightly"]
    same = run("diff", "-f", str(site), "--source", "git")
    assert (same.exit_code, same.stdout) == (0, "would be: 0 created, 0 updated, 0 removed, 5 unchanged\n")
    assert "0 created, 0 updated, 0 removed, 5 unchanged" in run("apply", "-f", str(site)).stdout
    assert list(schedules.kept["nightly"]["procedure"]) == ["name", "version", "digest", "canonical"]


def test_several_files_and_folders_are_applied_at_once_and_none_of_them_twice(
    run: Run, site: Path, schedules: Schedules
) -> None:
    places = ["-f", str(site / "a-schedule.yml"), "-f", str(site / "b-procedure.yml"), "-f", str(site)]
    assert "3 valid" in run("validate", *places).stdout
    assert "Schedule nightly: created" in run("diff", *places).stdout
    assert "5 created" in run("apply", *places).stdout


def test_one_error_anywhere_applies_nothing_and_every_error_is_told_at_its_file_and_line(
    run: Run, site: Path, schedules: Schedules
) -> None:
    (site / "d.yml").write_text(INVENTORY.replace("lisbon", "porto").replace("port: 2222", "prot: 2222"))
    (site / "e.yml").write_text(SCHEDULE.replace("nightly", "daily").replace("kind: cron", "kind: moon"))
    (site / "f.yml").write_text(PROCEDURE.replace("restart", "other") + "surprise: broken\n")
    result = run("apply", "-f", str(site))
    assert result.exit_code == 2
    assert f"{site}/d.yml:9: spec.hosts.web2.prot: is not a field here (field.unknown)" in result.stderr
    assert (
        f"{site}/e.yml:7: spec.trigger.kind: must be one of: {', '.join(KINDS)} (value.unknown)"
        in result.stderr
    )
    assert f"{site}/f.yml:5: spec.nodes.begin: there is no node 'x' (edge.dangling)" in result.stderr
    assert run("diff", "-f", str(site)).exit_code == 1
    assert [listed(run, noun) for noun in ("hosts", "groups", "procedures", "schedules")] == [[], [], [], []]


def test_errors_are_told_file_by_file_each_from_top_to_bottom(
    run: Run, site: Path, schedules: Schedules
) -> None:
    (site / "a-schedule.yml").write_text(SCHEDULE.replace("[web]", "[nobody]").replace("restart", "none"))
    (site / "c-inventory.yml").write_text(INVENTORY)
    (site / "d.yml").write_text(SCHEDULE.replace("nightly", "daily").replace("[web]", "[nobody]"))
    lines = run("apply", "-f", str(site)).stderr.splitlines()
    assert [line for line in lines if str(site) in line and "warning" not in line] == [
        f"  {site}/a-schedule.yml:5: spec.procedure: there is no procedure called 'none' (procedure.unknown)",
        f"  {site}/d.yml:6: spec.target.groups.0: there is no group 'nobody' (target.unknown_group)",
    ]
    (site / "a-schedule.yml").write_text(SCHEDULE.replace("0 3 * * *", "").replace("Europe/Lisbon", '""'))
    (site / "d.yml").write_text(INVENTORY.replace("lisbon", "porto").replace("description", "text"))
    told = [line.split(": ")[0] for line in run("apply", "-f", str(site)).stderr.splitlines()]
    files = [line.strip().rpartition(":")[0] for line in told if str(site) in line]
    assert files == [f"{site}/a-schedule.yml"] * 2 + [f"{site}/d.yml"]


def test_what_the_scheduler_refuses_at_the_end_takes_everything_back(
    run: Run, site: Path, schedules: Schedules
) -> None:
    run("apply", "-f", str(site))
    before = schedules.kept["nightly"]["trigger"]
    schedules.refused = True
    (site / "a-schedule.yml").write_text(SCHEDULE.replace("0 3", "0 4"))
    (site / "z.yml").write_text(SCHEDULE.replace("nightly", "never").replace("0 3 * * *", "1 1 1 1 1"))
    (site / "c-inventory.yml").write_text(INVENTORY.replace("front", "back"))
    refused = run("apply", "-f", str(site))
    assert refused.exit_code == 2
    assert f"{site}/z.yml:4: spec.params.marker: has no value (param.missing)" in refused.stderr
    assert {name: one["trigger"] for name, one in schedules.kept.items()} == {"nightly": before}
    assert [host["vars"] for host in listed(run, "hosts")] == [{"role": "front"}, {}]


def test_objects_say_which_file_they_come_from_and_that_somebody_changed_them_by_hand(
    run: Run, site: Path, schedules: Schedules, house: Any
) -> None:
    run("apply", "-f", str(site), "--source", "git.example.net/noc")
    seen = house.person.get("/api/v1/hosts/web1")
    assert (seen.json["managed_by"]["document"], seen.json["managed_by"]["source"]) == (
        "Inventory/lisbon",
        "git.example.net/noc",
    )
    assert seen.json["managed_by"]["changed_by_hand"] is False
    changed = house.person.put(
        "/api/v1/hosts/web1",
        json={"name": "web1", "address": "10.0.0.9"},
        headers={"If-Match": seen.headers["ETag"]},
    )
    assert changed.json["managed_by"]["changed_by_hand"] is True
    told = run("diff", "-f", str(site), "--source", "git.example.net/noc")
    assert told.exit_code == 2
    assert "Host web1: updated (address, groups, vars.role); was changed by hand" in told.stdout
    run("apply", "-f", str(site), "--source", "git.example.net/noc")
    assert house.person.get("/api/v1/hosts/web1").json["managed_by"]["changed_by_hand"] is False
    assert house.person.get("/api/v1/groups/web").json["managed_by"]["document"] == "Inventory/lisbon"
    (restart,) = house.person.get("/api/v1/procedures").json["items"]
    assert (restart["managed_by"]["document"], restart["managed_by"]["changed_by_hand"]) == (
        "Procedure/restart",
        False,
    )
    house.person.put("/api/v1/procedures/restart", json={"text": PROCEDURE + "x: 1\n"})
    assert house.person.get("/api/v1/procedures/restart").json["managed_by"]["changed_by_hand"] is True


def test_a_host_that_its_document_drops_is_removed_and_others_stay(
    run: Run, site: Path, schedules: Schedules, house: Any
) -> None:
    house.person.post("/api/v1/hosts", json={"name": "by-hand"})
    run("apply", "-f", str(site))
    (site / "c-inventory.yml").write_text("".join(INVENTORY.splitlines(keepends=True)[:-1]))
    assert "Host web2: removed" in run("diff", "-f", str(site)).stdout
    assert "1 removed" in run("apply", "-f", str(site)).stdout
    assert [host["name"] for host in listed(run, "hosts")] == ["by-hand", "web1"]


def test_known_host_keys_survive_a_document_that_is_silent_about_them(
    run: Run, site: Path, schedules: Schedules, house: Any
) -> None:
    key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDEBJ5vIdcNFLfFdTnvzw6TMaPCLgAl2kxfR8Q4fCIDz"
    house.person.post("/api/v1/hosts", json={"name": "web1", "host_keys": [key]})
    run("apply", "-f", str(site))
    assert house.person.get("/api/v1/hosts/web1").json["host_keys"] == [key]


def test_many_schedules_are_held_against_one_listing(run: Run, site: Path, schedules: Schedules) -> None:
    for number in range(5):
        (site / f"d-{number}.yml").write_text(SCHEDULE.replace("nightly", f"nightly-{number}"))

    assert run("apply", "-f", str(site)).exit_code == 0

    assert schedules.listings == 1
    assert len(schedules.kept) == 6


def test_an_object_has_one_document(run: Run, site: Path, schedules: Schedules) -> None:
    run("apply", "-f", str(site))
    (site / "c-inventory.yml").write_text(INVENTORY.replace("lisbon", "porto"))
    refused = run("apply", "-f", str(site / "c-inventory.yml"))
    assert refused.exit_code == 2
    assert "comes from Inventory/lisbon already" in refused.stderr


def test_an_author_applies_procedures_and_needs_more_rights_for_what_starts_them(
    house: Any, site: Path, schedules: Schedules
) -> None:
    author = somebody(house, "rui", ("author", None)).client.environ_base["HTTP_AUTHORIZATION"]
    run = typed(httpx.WSGITransport(house.app), author.removeprefix("Bearer "))
    assert run("diff", "-f", str(site / "b-procedure.yml")).exit_code == 2
    assert "1 created" in run("apply", "-f", str(site / "b-procedure.yml")).stdout
    for other in ("a-schedule.yml", "c-inventory.yml"):
        refused = run("apply", "-f", str(site / other))
        assert (refused.exit_code, "permission.denied" in refused.stderr) == (2, True)


def test_a_schedule_made_by_hand_is_not_taken_over(
    run: Run, site: Path, schedules: Schedules, house: Any
) -> None:
    run("apply", "-f", str(site / "b-procedure.yml"))
    run("apply", "-f", str(site / "c-inventory.yml"))
    schedules.kept["nightly"] = {"id": "by-hand", "name": "nightly"}
    refused = run("apply", "-f", str(site))
    assert (refused.exit_code, "`noc schedules delete nightly`, then" in refused.stderr) == (2, True)


def test_what_is_exported_is_applied_again_without_a_difference(
    run: Run, site: Path, schedules: Schedules, tmp_path: Path
) -> None:
    run("apply", "-f", str(site))
    over = {"kind": "once", "at": "2026-11-20T09:00:00.000Z"}
    schedules.kept["fired"] = {**schedules.kept["nightly"], "name": "fired", "trigger": over}
    out = tmp_path / "out"
    told = run("export", str(out))
    assert told.exit_code == 0
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*.yml")) == [
        "inventory/by-hand.yml",
        "inventory/lisbon.yml",
        "procedures/restart.yml",
        "schedules/nightly.yml",
    ]
    (out / "inventory" / "by-hand.yml").unlink()
    same = run("diff", "-f", str(out))
    assert same.exit_code == 0, same.stdout + same.stderr
    assert run("export", str(out)).exit_code == 2


def test_files_are_judged_without_a_server(run: Run, site: Path, house: Any) -> None:
    valid = run("validate", "-f", str(site))
    assert (valid.exit_code, valid.stdout) == (0, "3 valid, 0 not valid\n")
    assert f"flowcharts were not judged here: `noc-scheduler check {site}/b-procedure.yml`" in valid.stderr
    assert run("validate", "-f", str(site / "c-inventory.yml")).stderr == ""
    (site / "c-inventory.yml").write_text(INVENTORY.replace("10.0.0.1", "256.1.1.1"))
    wrong = run("validate", "-f", str(site))
    assert wrong.exit_code == 1
    assert f"{site}/c-inventory.yml:8: spec.hosts.web1.address: '256.1.1.1'" in wrong.stderr
    assert house.scheduler.asked == []
