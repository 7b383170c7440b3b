"""Users of the layer under test, made as its administrator makes them."""

from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient

PASSWORD = "seven green bridges"
Scope = dict[str, str]


@dataclass(frozen=True)
class Made:
    """A user and a client that acts as them by token."""

    id: str
    name: str
    client: FlaskClient


def somebody(house: Any, name: str, *granted: tuple[str, Scope | None], kind: str = "person") -> Made:
    """A user with these roles on these scopes and a token of their own."""
    password = PASSWORD if kind == "person" else None
    made = house.person.post("/api/v1/users", json={"name": name, "kind": kind, "password": password})
    assert made.status_code == 201, made.text
    user = made.json["id"]
    for role, scope in granted:
        answer = house.person.post(f"/api/v1/users/{user}/grants", json={"role": role, "scope": scope})
        assert answer.status_code == 201, answer.text
    token = house.person.post(f"/api/v1/users/{user}/tokens", json={"name": f"of {name}"})
    assert token.status_code == 201, token.text
    return Made(user, name, house.bearer(token.json["token"]))


def group(name: str) -> Scope:
    return {"kind": "group", "name": name}


def procedure(name: str) -> Scope:
    return {"kind": "procedure", "name": name}
