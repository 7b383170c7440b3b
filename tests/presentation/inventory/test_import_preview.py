"""What an import is going to do is shown first, and only what was shown is done."""

from typing import Any

from flask.testing import FlaskClient

ADDRESS = "/api/v1/inventory/imports"
FIRST = "[web]\nweb1 role=front\nweb2\n[db]\ndb1\n"


def imported(client: FlaskClient, content: str, **order: Any) -> Any:
    answer = client.post(ADDRESS, json={"content": content, **order})
    assert answer.status_code == 200, answer.json
    return answer.json


def test_a_preview_tells_values_before_and_after_and_who_joins_and_leaves_which_group(
    client: FlaskClient,
) -> None:
    imported(client, FIRST)
    later = "[web]\nweb1 ansible_port=2222\n[cache]\nweb2\nnew1\n"
    shown = imported(client, later, dry_run=True, replace=True)
    changes = {
        one["name"]: {c["field"]: (c["before"], c["after"]) for c in one["changes"]}
        for one in shown["changed"]
    }
    assert changes == {
        "web1": {"port": (None, 2222), "vars.role": ("front", None)},
        "web2": {"groups": (["web"], ["cache"])},
    }
    assert shown["groups"] == [
        {"name": "cache", "new": True, "joined": ["new1", "web2"], "left": []},
        {"name": "db", "new": False, "joined": [], "left": ["db1"]},
        {"name": "web", "new": False, "joined": [], "left": ["web2"]},
    ]


def test_with_its_digest_just_what_was_shown_is_done(client: FlaskClient) -> None:
    shown = imported(client, FIRST, dry_run=True)
    done = imported(client, FIRST, digest=shown["digest"])
    assert (done["added"], done["digest"]) == (shown["added"], shown["digest"])


def test_nothing_is_done_when_somebody_changed_a_host_since_it_was_shown(client: FlaskClient) -> None:
    imported(client, FIRST)
    later = "[web]\nweb1 role=back\n"
    shown = imported(client, later, dry_run=True)
    imported(client, "[web]\nweb1 role=middle\n")
    refused = client.post(ADDRESS, json={"content": later, "digest": shown["digest"]})
    assert (refused.status_code, refused.json["code"]) == (409, "import.not_as_shown")
    assert client.get("/api/v1/hosts/web1").json["vars"] == {"role": "middle"}


def test_nothing_is_done_when_the_document_is_another_one(client: FlaskClient) -> None:
    shown = imported(client, FIRST, dry_run=True)
    refused = client.post(ADDRESS, json={"content": FIRST + "db2\n", "digest": shown["digest"]})
    assert (refused.status_code, refused.json["code"]) == (409, "import.not_as_shown")
    assert client.get("/api/v1/hosts").json["items"] == []


def test_variables_that_no_inventory_may_have_are_left_out_when_that_is_asked_for_and_told(
    client: FlaskClient,
) -> None:
    content = "[web]\nweb[1:2] ansible_connection=local role=front\n[web:vars]\nansible_become=true\n"
    refused = client.post(ADDRESS, json={"content": content})
    assert (refused.status_code, refused.json["code"]) == (422, "inventory.var_forbidden")
    done = imported(client, content, drop_forbidden=True)
    assert [(one["kind"], one["owners"], one["variable"], one["row"]) for one in done["dropped"]] == [
        ("host", ["web1", "web2"], "ansible_connection", 2),
        ("group", ["web"], "ansible_become", 4),
    ]
    assert {warning["code"] for warning in done["warnings"]} == {"inventory.var_dropped"}
    assert client.get("/api/v1/hosts/web2").json["vars"] == {"role": "front"}


def test_a_value_that_is_wrong_is_refused_also_when_forbidden_variables_are_dropped(
    client: FlaskClient,
) -> None:
    refused = client.post(ADDRESS, json={"content": "web1 ansible_host=@/etc/passwd", "drop_forbidden": True})
    assert refused.status_code == 422
