"""Groups in groups: kept as they were imported, and a host that enters one enters those above it."""

import pytest
from flask.testing import FlaskClient

from noc_presentation.inventory.nesting import above, in_a_circle, parents_in

INI = "[site:children]\nweb\n[web]\nweb1\n[world:children]\nsite\n"


def imported(client: FlaskClient, content: str, **order: bool):
    return client.post("/api/v1/inventory/imports", json={"content": content, **order})


def test_a_host_put_into_a_group_by_hand_enters_the_groups_above_it(client: FlaskClient) -> None:
    assert imported(client, INI).json["nested"] == [["site", "web"], ["world", "site"]]
    made = client.post("/api/v1/hosts", json={"name": "web2", "groups": ["WEB"]})
    assert made.json["groups"] == ["site", "web", "world"]
    assert client.get("/api/v1/groups/world").json["children"] == ["site"]


def test_hosts_enter_a_group_that_is_put_above_theirs_later(client: FlaskClient) -> None:
    client.post("/api/v1/hosts", json={"name": "h1", "groups": ["web"]})
    imported(client, INI)
    assert client.get("/api/v1/hosts/h1").json["groups"] == ["site", "web", "world"]
    assert imported(client, INI).json["changed"] == []


def test_with_replace_groups_are_nested_as_the_document_says(client: FlaskClient) -> None:
    imported(client, INI)
    done = imported(client, "[web]\nweb1\n", replace=True).json
    assert done["unnested"] == [["site", "web"], ["world", "site"]]
    assert client.get("/api/v1/groups/site").json["children"] == []
    assert client.get("/api/v1/hosts/web1").json["groups"] == ["web"]


def test_groups_that_would_be_below_themselves_with_what_is_stored_are_refused(client: FlaskClient) -> None:
    imported(client, INI)
    refused = imported(client, "[web:children]\nworld\n[world]\nw1\n")
    assert (refused.status_code, refused.json["code"]) == (422, "group.cycle")
    assert client.get("/api/v1/groups/web").json["children"] == []


def test_a_deleted_group_is_in_no_other_any_more(client: FlaskClient) -> None:
    imported(client, "[site:children]\nspare\n[spare]\n[web]\nweb1\n")
    assert client.delete("/api/v1/groups/spare").status_code == 204
    assert client.get("/api/v1/groups/site").json["children"] == []


@pytest.mark.parametrize(
    ("nestings", "circle"),
    [
        ([("a", "b"), ("b", "c"), ("a", "c")], []),
        ([("a", "a")], ["a"]),
        ([("a", "b"), ("b", "c"), ("c", "b")], ["b", "c"]),
    ],
)
def test_circles_are_found(nestings: list[tuple[str, str]], circle: list[str]) -> None:
    assert in_a_circle(nestings) == circle
    assert above(["c"], parents_in(nestings)) >= {"c"}
