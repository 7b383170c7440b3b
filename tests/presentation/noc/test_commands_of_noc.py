"""Everything else that `noc` does, against the real presentation layer."""

import json
from pathlib import Path
from typing import Any

import click
import httpx
import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from ruamel.yaml import YAML

from noc_presentation.keys import fingerprint, public_text
from noc_presentation.noc.errors import NotUnderstood
from noc_presentation.noc.main import noc
from noc_presentation.noc.nouns import NOUNS
from noc_presentation.noc.options import target
from noc_presentation.noc.settings import read_server
from noc_presentation.noc.surroundings import Surroundings
from tests.presentation.people import somebody

from .terminal import Run, typed

PROCEDURE = "apiVersion: noc/v1\nkind: Procedure\nmetadata: {name: NAME}\nspec: {}\n"
INI = "[web]\nweb[1:2] ansible_host=10.0.0.1\n[db]\ndb1 ansible_port=2222\n"


def procedure(name: str, more: str = "") -> str:
    return PROCEDURE.replace("NAME", name) + more


# Help


def every_command(group: click.Command, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found = [path]
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command is not None
            found += every_command(command, (*path, name))
    return found


@pytest.mark.parametrize("path", every_command(noc), ids=" ".join)
def test_every_command_has_help_with_an_example(path: tuple[str, ...]) -> None:
    result = CliRunner().invoke(noc, [*path, "--help"], catch_exceptions=False)
    assert result.exit_code == 0
    assert "Example" in result.stdout
    assert f"  noc {' '.join(path)}".rstrip() in result.stdout


@pytest.mark.parametrize("path", [(), ("executions",), ("executions", "show"), ("run",)], ids=" ".join)
def test_help_has_a_short_form_everywhere(path: tuple[str, ...]) -> None:
    assert "Example" in CliRunner().invoke(noc, [*path, "-h"], catch_exceptions=False).stdout


# Which server


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "no server is named"),
        ({"NOC_URL": "nowhere"}, "'nowhere' is no address"),
        ({"NOC_URL": "http://x"}, "there is no API token"),
        ({"NOC_URL": "http://x", "NOC_TOKEN_FILE": "TMP/none"}, "the token can't be read"),
        ({"NOC_URL": "http://x", "NOC_TOKEN_FILE": "TMP/open"}, "others may read this token"),
        ({"NOC_URL": "http://x", "NOC_TOKEN_FILE": "TMP/empty"}, "this is no API token"),
        ({"NOC_CONFIG": "TMP/none.yml"}, "there is no such file"),
        ({"NOC_CONFIG": "TMP/broken.yml"}, "it can't be read as YAML"),
        ({"NOC_CONFIG": "TMP/other.yml"}, "other things than url and token_file"),
    ],
)
def test_wrong_configuration_is_one_line_and_78(
    tmp_path: Path, environment: dict[str, str], told: str
) -> None:
    (tmp_path / "open").write_text("noc_pat_x\n")
    (tmp_path / "open").chmod(0o644)
    (tmp_path / "empty").touch(0o600)
    (tmp_path / "broken.yml").write_text("url: [")
    (tmp_path / "other.yml").write_text("url: http://x\npassword: y\n")
    whole = {name: value.replace("TMP", str(tmp_path)) for name, value in environment.items()}
    around = Surroundings(environment={"HOME": str(tmp_path), **whole})
    result = CliRunner().invoke(noc, ["get", "hosts"], obj=around, catch_exceptions=False)
    assert result.exit_code == 78
    assert told in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_the_configuration_file_names_server_and_token(tmp_path: Path, house: Any) -> None:
    folder = tmp_path / "home" / ".config" / "noc"
    folder.mkdir(parents=True)
    token_file = tmp_path / "token"
    token_file.touch(0o600)
    token_file.write_text(f"{house.token}\n")
    (folder / "config.yml").write_text(f"url: http://presentation.test\ntoken_file: {token_file}\n")
    server = read_server({"HOME": str(tmp_path / "home")})
    assert (server.url, server.token) == ("http://presentation.test", house.token)


# apply and get


def test_applying_a_folder_creates_updates_and_leaves_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "rehearsals").mkdir()
    (tmp_path / "one.yml").write_text(procedure("one"))
    (tmp_path / "two.yaml").write_text(procedure("two"))
    (tmp_path / "notes.txt").write_text("no YAML")
    (tmp_path / "rehearsals" / "one.yml").write_text("kind: Rehearsal\n")
    first = run("apply", "-f", str(tmp_path))
    assert first.exit_code == 0
    assert first.stdout.splitlines() == [
        f"{tmp_path}/rehearsals/one.yml: left alone, it holds: Rehearsal",
        "Procedure one: created (version 1)",
        "Procedure two: created (version 1)",
        "2 created, 0 updated, 0 removed, 0 unchanged",
    ]
    assert f"{tmp_path}/one.yml:1: warning: not used (param.unused)" in first.stderr
    (tmp_path / "one.yml").write_text(procedure("one", "x: 1\n"))
    again = run("apply", "-f", str(tmp_path))
    assert "one: updated (version 2)" in again.stdout
    assert "0 created, 1 updated, 0 removed, 1 unchanged" in again.stdout


def test_a_file_with_errors_says_file_line_and_code_and_nothing_is_applied(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_text(procedure("bad", "x: broken\n"))
    (tmp_path / "good.yml").write_text(procedure("good"))
    result = run("apply", "-f", str(tmp_path))
    assert result.exit_code == 2
    assert f"{tmp_path}/bad.yml:5: spec.nodes.begin: there is no node 'x' (edge.dangling)" in result.stderr
    assert "good" not in result.stdout
    assert json.loads(run("get", "procedures", "-o", "json").stdout) == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"kind: Procedure\nspec: {}\n", "metadata is missing (field.missing)"),
        (b"kind: Procedure\nmetadata: {}\n", "the document has no metadata.name (metadata.name_missing)"),
        (b"metadata: {name: x\nbroken", "2: expected ',' or '}', but got '<stream end>' (yaml.invalid)"),
        (b"[1, 2]\n", "must be a map with apiVersion, kind, metadata and spec"),
        (
            b"apiVersion: noc/v1\nkind: Proc\nmetadata: {name: x}\nspec: {}\n",
            "yml:2: kind: must be one of: Inv",
        ),
        (b"metadata:\n  name: caf\xe9\n", "2: this is not UTF-8 (encoding.not_utf8)"),
        (b"kind: Rehearsal\n", "holds nothing to apply but: Rehearsal"),
        (b"x" * (2 * 1024 * 1024 + 1), "more than 2 MiB"),
    ],
)
def test_a_file_that_holds_no_procedure_is_refused(
    run: Run, tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "file.yml").write_bytes(content)
    result = run("apply", "-f", str(tmp_path / "file.yml"))
    assert result.exit_code == 2
    assert told in result.stderr
    assert json.loads(run("get", "procedures", "-o", "json").stdout) == []


def test_nothing_to_apply_is_an_error(run: Run, tmp_path: Path) -> None:
    assert run("apply", "-f", str(tmp_path)).exit_code == 2
    assert run("apply", "-f", str(tmp_path / "none.yml")).exit_code == 2


def test_a_token_that_opens_nothing_is_told_once(house: Any, tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text(procedure("one"))
    (tmp_path / "two.yml").write_text(procedure("two"))
    result = typed(httpx.WSGITransport(house.app), "noc_pat_wrong")("apply", "-f", str(tmp_path))
    assert result.exit_code == 2
    assert result.stderr.startswith("noc: this token is not known\n")
    assert result.stderr.count("token.invalid") == 1


def test_a_procedure_comes_back_as_it_was_written(run: Run, tmp_path: Path) -> None:
    written = "# why\n" + procedure("one", "x:   1   # so\n")
    (tmp_path / "one.yml").write_text(written)
    run("apply", "-f", str(tmp_path / "one.yml"))
    assert run("get", "procedures", "one", "-o", "yaml").stdout == written


def test_a_draft_is_kept_and_not_published(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_text(procedure("one"))
    assert "one: created (draft)" in run("apply", "-f", str(tmp_path), "--draft").stdout
    assert run("get", "procedures").stdout.splitlines()[1].split()[:2] == ["one", "draft"]
    assert run("get", "procedures", "one", "-o", "yaml").stdout == procedure("one")
    run("apply", "-f", str(tmp_path))
    (tmp_path / "one.yml").write_text(procedure("one", "x: 1\n"))
    assert "one: updated (draft)" in run("apply", "-f", str(tmp_path), "--draft").stdout


def test_lists_are_tables_json_or_yaml(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hosts.ini").write_text(INI)
    run("import", "inventory", str(tmp_path / "hosts.ini"))
    table = [line.split() for line in run("get", "hosts").stdout.splitlines()]
    assert table[0][:3] == ["name", "address", "port"]
    assert [line[0] for line in table[1:]] == ["db1", "web1", "web2"]
    as_json = json.loads(run("get", "hosts", "-o", "json").stdout)
    as_yaml = YAML(typ="safe").load(run("get", "hosts", "-o", "yaml").stdout)
    assert as_json == as_yaml
    assert [host["name"] for host in as_json] == ["db1", "web1", "web2"]
    one = json.loads(run("get", "hosts", "WEB1", "-o", "json").stdout)
    assert (one["name"], one["address"]) == ("web1", "10.0.0.1")
    groups = json.loads(run("get", "groups", "-o", "json").stdout)
    assert [(group["name"], group["hosts"]) for group in groups] == [("db", 1), ("web", 2)]


def test_a_cut_list_and_an_empty_one_say_so(run: Run, tmp_path: Path) -> None:
    assert "there are no hosts that you may see" in run("get", "hosts").stderr
    (tmp_path / "hosts.ini").write_text(INI)
    run("import", "inventory", str(tmp_path / "hosts.ini"))
    cut = run("get", "hosts", "--limit", "2")
    assert "there are more than these 2" in cut.stderr
    assert len(cut.stdout.splitlines()) == 3


def test_what_is_not_there_ends_with_2(run: Run) -> None:
    for noun in ("procedures", "hosts", "groups", "executor-nodes", "notifications"):
        assert run("get", noun, "ghost").exit_code == 2, noun


# Inventory


def test_an_import_says_what_it_would_do_and_what_it_did(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "hosts.ini"
    file.write_text(INI)
    would = run("import", "inventory", str(file), "--dry-run")
    assert would.exit_code == 0
    *shown, digest = would.stdout.splitlines()
    assert shown == [
        "+ db1",
        "+ web1",
        "+ web2",
        "new groups: db, web",
        "would be: 3 added, 0 changed, 0 removed, 0 unchanged",
    ]
    assert digest.startswith("digest: sha256:")
    assert f"{file}:2: warning: host web2: has the same address" in would.stderr
    assert json.loads(run("get", "hosts", "-o", "json").stdout) == []
    did = run("import", "inventory", str(file))
    assert did.stdout.splitlines()[-1] == "3 added, 0 changed, 0 removed, 0 unchanged"
    file.write_text("[web]\nweb1 role=front\n")
    changed = run("import", "inventory", str(file)).stdout.splitlines()
    assert changed == ["~ web1 (vars.role: – -> front)", "0 added, 1 changed, 0 removed, 0 unchanged"]


def test_long_changes_are_cut(run: Run, tmp_path: Path) -> None:
    (tmp_path / "hosts.ini").write_text("h[1:900]\n")
    lines = run("import", "inventory", str(tmp_path / "hosts.ini")).stdout.splitlines()
    assert len(lines) == 22
    assert lines[-2:] == ["+ and 880 more", "900 added, 0 changed, 0 removed, 0 unchanged"]


def test_every_error_is_told_at_file_and_row_and_nothing_is_imported(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "hosts.ini"
    file.write_text("good\nbad ansible_connection=local\n-oProxyCommand=x\n")
    result = run("import", "inventory", str(file))
    assert result.exit_code == 2
    lines = result.stderr.splitlines()
    assert lines[0] == f"noc: {file}: 2 errors in 2 rows; nothing was stored"
    assert lines[1].startswith(f"  {file}:2: host bad, variable 'ansible_connection'")
    assert lines[1].endswith("(inventory.var_forbidden)")
    assert lines[2].startswith(f"  {file}:3: host: '-oProxyCommand")
    assert json.loads(run("get", "hosts", "-o", "json").stdout) == []


def test_a_pipe_is_imported_too(run: Run) -> None:
    listed = json.dumps({"web": {"hosts": ["web1"]}, "_meta": {"hostvars": {}}})
    assert run("import", "inventory", "-", answers=listed).exit_code == 0
    assert json.loads(run("get", "hosts", "web1", "-o", "json").stdout)["groups"] == ["web"]


def test_programs_and_other_encodings_are_not_imported(run: Run, tmp_path: Path) -> None:
    program = tmp_path / "inventory.py"
    program.write_text("print('{}')\n")
    program.chmod(0o755)
    refused = run("import", "inventory", str(program))
    assert refused.exit_code == 2
    assert "inventory.format_not_allowed" in refused.stderr
    windows = tmp_path / "hosts.ini"
    windows.write_bytes("[web]\nweb1 place=São\n".encode("cp1252"))
    refused = run("import", "inventory", str(windows))
    assert refused.exit_code == 2
    assert "hosts.ini:2: this is not UTF-8 (encoding.not_utf8)" in refused.stderr
    assert "iconv" in refused.stderr
    assert run("import", "inventory", "-", content=b"h1 a=\xff\n").exit_code == 2


def test_replacing_asks_before_hosts_are_removed(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "hosts.ini"
    file.write_text(INI)
    run("import", "inventory", str(file))
    file.write_text("[web]\nweb1 ansible_host=10.0.0.1\n")
    asked = run("import", "inventory", str(file), "--replace")
    assert asked.exit_code == 2
    assert "this would remove 2 hosts; say --yes" in asked.stderr
    assert len(json.loads(run("get", "hosts", "-o", "json").stdout)) == 3
    done = run("import", "inventory", str(file), "--replace", "--yes")
    assert done.stdout.splitlines() == [
        "- db1",
        "- web2",
        "0 added, 0 changed, 2 removed, 1 unchanged",
    ]


# Executor nodes


@pytest.fixture
def node(house: Any) -> dict[str, Any]:
    """A pending executor node that enrolled with the scheduler."""
    key = public_text(Ed25519PrivateKey.generate())
    enrolled = {
        "id": "01a1fbba-0000-7000-8000-00000000000a",
        "name": "node-1",
        "status": "pending",
        "fingerprint": fingerprint(key),
        "public_key": key,
        "url": "http://node-1.test",
        "labels": [],
        "version": "0.1.0",
        "last_heartbeat_at": None,
        "slots": 4,
        "running": 0,
        "queued": 0,
        "reachable": False,
        "problem": None,
    }
    house.scheduler.executor_nodes = [enrolled]
    path = f"/v1/executor-nodes/{enrolled['id']}/authorisation"
    house.scheduler.answer("PUT", path, 200, {**enrolled, "status": "authorised"})
    return enrolled


def was_decided(house: Any) -> bool:
    return any(request.method == "PUT" for request in house.scheduler.asked)


def test_how_much_a_node_may_do_is_limited_and_freed_again(
    run: Run, house: Any, node: dict[str, Any]
) -> None:
    path = f"/v1/executor-nodes/{node['id']}/limit"
    house.scheduler.answer("PUT", path, 200, {**node, "max_parallel": 2})
    limited = run("executor-nodes", "limit", "node-1", "--max-parallel", "2", "--reason", "it swaps")
    assert limited.stdout == "executor node node-1 may use 2 of its 4 slots\n"
    assert house.scheduler.body()["reason"] == "it swaps"

    house.scheduler.answer("PUT", path, 200, {**node, "max_parallel": None})
    assert run("executor-nodes", "limit", "node-1", "--none").stdout.endswith("may use 4 of its 4 slots\n")
    assert house.scheduler.body()["max_parallel"] is None
    for wrong in ((), ("--none", "--max-parallel", "2")):
        assert run("executor-nodes", "limit", "node-1", *wrong).exit_code == 2


def test_a_pending_node_is_listed_with_its_fingerprint(run: Run, node: dict[str, Any]) -> None:
    lines = run("executor-nodes", "list").stdout
    assert "‖ pending" in lines
    assert (
        json.loads(run("executor-nodes", "list", "-o", "json").stdout)[0]["fingerprint"]
        == node["fingerprint"]
    )


def test_a_silent_node_does_not_look_healthy(run: Run, house: Any, node: dict[str, Any]) -> None:
    heard = {**node, "status": "authorised", "last_heartbeat_at": "2026-11-21T09:00:00.000Z"}
    for one, told in (
        (heard, "silent since 2026-11-21 09:00:00"),
        ({**heard, "last_heartbeat_at": None}, "never heard of"),
    ):
        house.scheduler.executor_nodes = [one]
        (shown,) = json.loads(run("get", "executor-nodes", "-o", "json").stdout)
        assert told in NOUNS["executor-nodes"].columns["problem"](shown)
    (shown,) = json.loads(run("get", "executor-nodes", "-o", "json").stdout)
    assert NOUNS["executor-nodes"].columns["problem"]({**shown, "reachable": True}) == ""


def test_a_compared_fingerprint_lets_a_node_in(run: Run, node: dict[str, Any]) -> None:
    result = run("executor-nodes", "authorise", "node-1", "--fingerprint", node["fingerprint"], "--yes")
    assert result.exit_code == 0
    assert result.stdout == "executor node node-1 is authorised\n"


def test_without_one_the_last_characters_have_to_be_typed(run: Run, house: Any, node: dict[str, Any]) -> None:
    wrong = run("executor-nodes", "authorise", "node-1", answers="12345678\n")
    assert wrong.exit_code == 2
    assert node["fingerprint"] in wrong.stdout
    assert not was_decided(house)
    right = run("executor-nodes", "authorise", "node-1", answers=node["fingerprint"][-8:] + "\n")
    assert right.exit_code == 0
    assert was_decided(house)


def test_another_fingerprint_or_name_lets_nobody_in(run: Run, house: Any, node: dict[str, Any]) -> None:
    other = fingerprint(public_text(Ed25519PrivateKey.generate()))
    refused = run("executor-nodes", "authorise", "node-1", "--fingerprint", other)
    assert refused.exit_code == 2
    assert "executor_node.key_mismatch" in refused.stderr
    assert run("executor-nodes", "authorise", "node-2", "--fingerprint", other).exit_code == 2
    assert run("executor-nodes", "authorise", "node-1", "--yes").exit_code == 2
    assert not was_decided(house)


def test_draining_says_what_is_still_held_and_is_listed(run: Run, house: Any, node: dict[str, Any]) -> None:
    wish = {"by": {"id": "1", "name": "ana", "kind": "person"}, "reason": "new disks", "since": "x"}
    drained = {**node, "status": "authorised", "draining": wish, "outstanding": 2}
    house.scheduler.executor_nodes = [drained]
    house.scheduler.answer("POST", f"/v1/executor-nodes/{node['id']}/drain", 200, drained)
    resumed = {**drained, "draining": None, "outstanding": 0}
    house.scheduler.answer("POST", f"/v1/executor-nodes/{node['id']}/resume", 200, resumed)

    result = run("executor-nodes", "drain", "node-1", "--reason", "new disks")
    assert (result.exit_code, result.stdout) == (
        0,
        "executor node node-1 is draining; it holds 2 attempts\n",
    )
    assert house.scheduler.body()["reason"] == "new disks"
    assert "‖ draining" in run("executor-nodes", "list").stdout
    assert run("executor-nodes", "resume", "node-1").stdout == "executor node node-1 is authorised\n"
    assert run("executor-nodes", "drain", "node-2").exit_code == 2


def test_pausing_is_draining_and_stopping_ends_in_being_suspended(
    run: Run, house: Any, node: dict[str, Any]
) -> None:
    wish = {"by": {"id": "1", "name": "ana", "kind": "person"}, "reason": "", "since": "x"}
    held = {**node, "status": "authorised", "outstanding": 1}
    house.scheduler.executor_nodes = [held]
    for verb, until in (("drain", "resumed"), ("stop", "suspended")):
        answer = {**held, "draining": {**wish, "until": until}}
        house.scheduler.answer("POST", f"/v1/executor-nodes/{node['id']}/{verb}", 200, answer)

    for word, verb, now in (("pause", "drain", "draining"), ("stop", "stop", "stopping")):
        shown = run("executor-nodes", word, "node-1", "--reason", "why").stdout
        assert shown == f"executor node node-1 is {now}; it holds 1 attempts\n"
        assert house.scheduler.asked[-1].url.path.endswith(f"/{verb}")


def test_an_executor_node_is_announced_with_what_it_may_serve(run: Run, house: Any) -> None:
    house.person.post("/api/v1/groups", json={"name": "lisbon"})

    token = run("executor-nodes", "introduce", "lis-2", "--group", "lisbon", "--label", "site=lisbon").stdout

    assert token.startswith("noc_intro_")
    (made,) = house.person.get("/api/v1/introductions").json["items"]
    assert (made["groups"], made["labels"]) == (["lisbon"], {"site": "lisbon"})
    assert made["id"] in run("executor-nodes", "introductions").stdout
    assert run("executor-nodes", "withdraw", made["id"]).exit_code == 0
    assert house.person.get("/api/v1/introductions").json["items"][0]["revoked_at"] is not None
    for wrong in ((), ("--all", "--group", "lisbon"), ("--all", "--label", "site")):
        assert run("executor-nodes", "introduce", "lis-2", *wrong).exit_code == 2


# Tokens


def test_a_token_is_shown_once_opens_and_is_revoked(run: Run, house: Any) -> None:
    text = run("tokens", "create", "grafana", "--expires-at", "+90d").stdout.strip()
    assert house.bearer(text).get("/api/v1/hosts").status_code == 200
    listed = run("tokens", "list").stdout
    assert "grafana" in listed and text not in listed
    assert run("tokens", "revoke", "grafana").exit_code == 0
    assert house.bearer(text).get("/api/v1/hosts").status_code == 401
    assert "revoked" in run("tokens", "list").stdout
    assert run("tokens", "revoke", "ghost").exit_code == 2


# Schedules

SCHEDULE = {
    "id": "01a1fbba-0000-7000-8000-00000000000b",
    "name": "nightly",
    "trigger": {"kind": "cron", "expression": "0 3 * * *", "time_zone": "Europe/Lisbon"},
    "procedure": {"name": "one", "version": 1, "digest": "sha256:00"},
    "target": {"groups": ["web"], "hosts": []},
    "params": {},
    "next_fires": ["2026-11-22T03:00:00.000Z", "2026-11-23T03:00:00.000Z"],
    "warnings": ["either matches"],
    "last_fire": None,
}


@pytest.fixture
def ready(run: Run, house: Any, tmp_path: Path) -> None:
    """A published procedure, hosts, and a scheduler that keeps one schedule."""
    (tmp_path / "one.yml").write_text(procedure("one"))
    (tmp_path / "hosts.ini").write_text(INI)
    assert run("apply", "-f", str(tmp_path / "one.yml")).exit_code == 0
    assert run("import", "inventory", str(tmp_path / "hosts.ini")).exit_code == 0
    house.scheduler.answer("POST", "/v1/schedules", 201, SCHEDULE)
    house.scheduler.answer("GET", "/v1/schedules", 200, {"items": [SCHEDULE], "next": None})
    house.scheduler.answers["DELETE", f"/v1/schedules/{SCHEDULE['id']}"] = httpx.Response(204)


@pytest.mark.usefixtures("ready")
def test_a_schedule_is_made_listed_and_deleted_by_name(run: Run, house: Any) -> None:
    words = ["schedules", "create", "nightly", "--procedure", "one", "--group", "web", "-p", "service=nginx"]
    made = run(*words, "--cron", "0 3 * * *", "--time-zone", "Europe/Lisbon")
    assert made.exit_code == 0
    assert made.stdout.splitlines() == [
        "schedule nightly fires at (UTC):",
        "  2026-11-22 03:00:00",
        "  2026-11-23 03:00:00",
    ]
    assert "either matches" in made.stderr
    order = house.scheduler.body()
    assert order["trigger"] == {"kind": "cron", "expression": "0 3 * * *", "time_zone": "Europe/Lisbon"}
    assert order["params"] == {"service": "nginx"}
    assert order["target"] == {"groups": ["web"], "hosts": []}
    assert "0 3 * * * Europe/Lisbon" in run("schedules", "list").stdout
    assert json.loads(run("get", "schedules", "nightly", "-o", "json").stdout)["id"] == SCHEDULE["id"]
    limits = ["--overlap", "queue-one", "--catch-up", "2h", "--priority", "4"]
    assert run(*words, "--cron", "0 3 * * *", "--time-zone", "Europe/Lisbon", *limits).exit_code == 0
    order = house.scheduler.body()
    assert (order["overlap"], order["catch_up_ms"], order["priority"]) == ("queue_one", 7_200_000, 4)
    assert run(*words, "--every", "15m").exit_code == 0
    assert house.scheduler.body()["trigger"] == {"kind": "interval", "every_ms": 900_000}
    assert run(*words, "--every", "15m", "--at", "+5m").exit_code != 0
    never = run(*words, "--cron", "0 3 * * *", "--time-zone", "Europe/Lisbon", "--catch-up", "soon")
    assert never.exit_code == 2
    assert "no duration" in never.stderr
    assert run("schedules", "delete", "ghost").exit_code == 2
    assert run("schedules", "delete", "nightly").stdout == "schedule nightly is deleted\n"


@pytest.mark.usefixtures("ready")
def test_a_webhook_is_made_from_a_file_and_its_items_are_shown(run: Run, house: Any, tmp_path: Path) -> None:
    described = tmp_path / "alarms.yml"
    described.write_text("kind: webhook\nsource: alertmanager\nparams: {service: $.labels.job}\n")
    words = ["schedules", "create", "alarms", "--procedure", "one", "--group", "web", "--trigger"]
    assert run(*words, str(described)).exit_code == 0
    told = house.scheduler.body()["trigger"]
    assert told == {"kind": "webhook", "source": "alertmanager", "params": {"service": "$.labels.job"}}
    described.write_text("- kind\n")
    assert run(*words, str(described)).exit_code == 2
    described.write_text("kind: [")
    assert run(*words, str(described)).exit_code == 2

    address = f"/v1/schedules/{SCHEDULE['id']}"
    house.scheduler.answer("GET", address, 200, SCHEDULE)
    house.scheduler.answer("POST", f"{address}/secret", 200, {"secret": "whsec_x", "path": "/v1/hooks/1"})
    made = run("triggers", "secret", "nightly")
    assert (made.stdout, "/v1/hooks/1" in made.stderr) == ("whsec_x\n", True)
    at = "2026-11-21T09:00:00.000Z"
    item = {"id": "i1", "received_at": at, "host": "web1", "standing": "firing", "status": "joined"}
    page = {"items": [{**item, "execution_number": 7, "reason": "it is walked"}], "next": None}
    house.scheduler.answer("GET", f"{address}/items", 200, page)
    assert "it is walked" in run("triggers", "items", "nightly").stdout
    message = {"received_at": at, "message": "m1", "items": 2, "problem": None}
    quota = {"per": "day", "most": 9, "started": 4, "until": at}
    counts = {"accepted": 1, "doubled": 0, "refused": 3, "quotas": [quota]}
    house.scheduler.answer("GET", f"{address}/deliveries", 200, {**counts, "items": [message]})
    shown = run("triggers", "deliveries", "nightly")
    assert ("m1" in shown.stdout, "3 refused" in shown.stderr) == (True, True)
    assert "4 of 9 per day started" in shown.stderr

    house.scheduler.answer("POST", f"{address}/items/again", 200, {"items": 1})
    tried = run("triggers", "again", "nightly", "--all", "--reason", "mended")
    assert "1 wait again" in tried.stderr
    assert house.scheduler.body() | {"actor": None} == {"items": ["i1"], "reason": "mended", "actor": None}
    assert run("triggers", "again", "nightly").exit_code == 2


@pytest.mark.usefixtures("ready")
def test_a_schedule_is_shown_with_what_it_runs_and_when(run: Run, house: Any) -> None:
    house.scheduler.answer("GET", f"/v1/schedules/{SCHEDULE['id']}", 200, SCHEDULE)
    lines = run("schedules", "show", "nightly").stdout.splitlines()
    assert 'target: {"groups": ["web"], "hosts": []}' in lines
    assert lines[-2:] == ["fires at 2026-11-22 03:00:00 UTC", "fires at 2026-11-23 03:00:00 UTC"]
    assert json.loads(run("schedules", "show", "nightly", "-o", "json").stdout)["id"] == SCHEDULE["id"]


@pytest.mark.usefixtures("ready")
def test_five_fields_want_their_zone(run: Run) -> None:
    words = ["schedules", "create", "nightly", "--procedure", "one", "--group", "web", "--cron", "0 3 * * *"]
    refused = run(*words)
    assert (refused.exit_code, "say in which zone '0 3 * * *' is meant" in refused.stderr) == (2, True)


@pytest.mark.usefixtures("ready")
def test_a_preview_names_version_and_hosts_and_starts_nothing(run: Run, house: Any) -> None:
    house.scheduler.asked.clear()
    shown = run("run", "one", "--group", "web", "--host", "db1", "--preview")
    assert shown.stdout.splitlines() == [
        "db1 (db1)",
        "web1 (10.0.0.1)",
        "web2 (10.0.0.1)",
        "one version 1 would run on 3 hosts",
    ]
    assert [request.url.path for request in house.scheduler.asked] == []
    assert run("run", "one", "--group", "nobody", "--preview").exit_code == 2


@pytest.mark.usefixtures("ready")
def test_a_denial_names_what_is_denied_as_far_as_it_may_be_seen(house: Any) -> None:
    web, one = {"kind": "group", "name": "web"}, {"kind": "procedure", "name": "one"}
    rui = somebody(house, "rui", ("operator", web), ("operator", one), ("viewer", None))
    eva = somebody(house, "eva", ("operator", web), ("operator", one))
    for who, named in ((rui, "group 'db'"), (eva, "a group")):
        token = who.client.environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
        refused = typed(httpx.WSGITransport(house.app), token)("run", "one", "--host", "db1")
        assert refused.exit_code == 2
        assert f"you may not execution.start on {named}; ask an administrator" in refused.stderr


@pytest.mark.usefixtures("ready")
def test_whom_nobody_is_is_refused_before_the_scheduler_hears_of_it(run: Run, house: Any) -> None:
    house.scheduler.asked.clear()
    refused = run("run", "one", "--group", "nobody")
    assert refused.exit_code == 2
    assert "target.unknown_group" in refused.stderr
    assert [request.url.path for request in house.scheduler.asked] == []


def test_for_whom_a_run_is_must_be_said_in_one_way() -> None:
    assert target((), (), without_hosts=True) == {"without_hosts": True}
    assert target(("web",), (), without_hosts=False) == {"groups": ["web"], "hosts": []}
    for groups, without_hosts in (((), False), (("web",), True)):
        with pytest.raises(NotUnderstood, match="--without-hosts"):
            target(groups, (), without_hosts)
