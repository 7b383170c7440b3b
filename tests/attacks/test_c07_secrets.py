"""C07: a secret that was refused, and one that a fault had in its hands, are told to nobody."""

from typing import Any

import pytest
from structlog.testing import capture_logs

from tests import applications

SECRET = "hunter2-hunter2-\u00e4{{x}}"
WRONG = [
    ("a field that kind has not", "password", {"password": SECRET, "pin": SECRET}),
    ("a key that is none", "ssh_key", {"private_key": SECRET}),
    ("a number", "password", {"password": [SECRET]}),
    ("an object", "password", {"password": {SECRET: SECRET}}),
    ("too long a text", "password", {"password": SECRET * 10_000}),
    ("the secret as a field", "password", {SECRET: "x"}),
]


@pytest.mark.parametrize(("kind", "values"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_refused_secret_is_told_by_its_rule_alone(
    house: Any,
    kind: str,
    values: Any,
) -> None:
    body = {"name": "login", "kind": kind, "groups": ["web"], "values": values}

    with capture_logs() as logged:
        answer = house.person.post("/api/v1/credentials", json=body)

    told = answer.text + house.person.get("/api/v1/audit").text + repr(logged)
    assert 400 <= answer.status_code < 500
    if SECRET not in values:  # whoever writes a secret where a name belongs is shown the name
        assert "hunter2" not in told
    assert "hunter2" not in repr(house.rows())


def test_an_unforeseen_fault_tells_only_its_number(
    house: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:

    def fails(*_: Any, **__: Any) -> None:
        password = SECRET
        raise RuntimeError(f"no luck with {len(password)} characters")

    monkeypatch.setattr("noc_presentation.api.tokens.tokens.create", fails)
    app = applications.presentation(house.resources)
    client = app.test_client()

    with capture_logs() as logged:
        answer = client.post(
            "/api/v1/tokens", json={"name": "x"}, headers={"Authorization": f"Bearer {house.token}"}
        )

    (fault,) = [line for line in logged if line["event"] == "request.failed"]
    assert (answer.status_code, answer.json["code"]) == (500, "internal")
    assert set(answer.json) == {"type", "title", "status", "code", "detail", "errors", "request_id"}
    assert fault["request_id"] == answer.json["request_id"]
    assert isinstance(fault["exc_info"], RuntimeError)  # written without its locals: tests/house/test_logs.py
    assert "hunter2" not in answer.text + repr(logged)
