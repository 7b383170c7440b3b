"""Probing hosts: an execution of a procedure that comes with the system, for those who may run on these hosts."""

from typing import Any

import pytest

from noc_presentation.service.probing import procedure_text

PROBES = "/api/v1/host-probes"


@pytest.fixture
def hosts(house: Any) -> None:
    for name, group in (("web1", "web"), ("db1", "db")):
        house.person.post("/api/v1/hosts", json={"name": name, "groups": [group]})


@pytest.mark.usefixtures("hosts")
def test_a_probe_is_an_execution_of_the_systems_own_procedure(house: Any) -> None:
    target = {"groups": ["web"], "hosts": ["db1"]}
    answer = house.person.post(PROBES, json={"target": target, "login": True})
    assert answer.status_code == 201
    told = house.scheduler.body()
    assert told["procedure"]["name"] == "noc.probe-hosts"
    assert told["procedure"]["canonical"]["spec"]["text"] == procedure_text().rstrip("\n")
    assert (told["target"], told["params"]) == (target, {"login": True})
    assert told["actor"]["kind"] == "person"


@pytest.mark.usefixtures("hosts")
@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"target": {"groups": [], "hosts": []}}, "target.empty"),
        ({"target": {"hosts": ["none"]}}, "target.unknown_host"),
        ({"target": {"hosts": ["web1"]}, "login": "yes"}, "type.boolean"),
        ({"target": {"hosts": ["web1"]}, "command": "id"}, "field.unknown"),
        ({}, "field.missing"),
    ],
)
def test_a_probe_of_nobody_or_of_more_than_looking_is_refused(house: Any, body: Any, code: str) -> None:
    answer = house.person.post(PROBES, json=body)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert not any(request.url.path == "/v1/executions" for request in house.scheduler.asked)


@pytest.mark.usefixtures("hosts")
def test_only_hosts_that_one_may_run_on_are_probed(house: Any) -> None:
    house.person.post("/api/v1/users", json={"name": "otto", "kind": "service"})
    for scope in ({"kind": "group", "name": "web"}, {"kind": "procedure", "name": "noc.probe-hosts"}):
        grant = {"role": "operator", "scope": scope}
        assert house.person.post("/api/v1/users/otto/grants", json=grant).status_code == 201
    text = house.person.post("/api/v1/users/otto/tokens", json={"name": "of-otto"}).json["token"]
    otto = house.bearer(text)
    assert otto.post(PROBES, json={"target": {"hosts": ["web1"]}}).status_code == 201
    assert otto.post(PROBES, json={"target": {"hosts": ["db1"]}}).status_code == 403
    assert otto.post(PROBES, json={"target": {"groups": ["web", "db"]}}).status_code == 403


def test_nobody_can_give_a_procedure_a_name_of_the_systems_own(house: Any) -> None:
    answer = house.person.post("/api/v1/procedures", json={"text": procedure_text()})
    assert (answer.status_code, answer.json["code"]) == (422, "procedure.name_reserved")
