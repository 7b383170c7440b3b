"""Off means off: what somebody ordered for later does not run once they are deactivated or may not run it any more."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from noc_presentation.instants import now, text
from noc_presentation.permissions.rights import Kind
from noc_scheduler.service.triggers.clock import clock
from noc_scheduler.store.tables.schedules import schedules
from tests.contract.test_presentation_and_scheduler import TELL, Layers, layers  # noqa: F401 - a fixture
from tests.presentation.people import Made, Scope, group, procedure

CALL = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: call, title: Have another procedure tell somebody}
spec:
  nodes:
    begin: {kind: start, next: hand}
    hand: {kind: procedure, procedure: tell, next: done}
    done: {kind: end}
"""
#: All that running `call` on the group web reaches.
REACHED = (group("web"), procedure("call"), procedure("tell"), {"kind": Kind.CHANNEL, "name": "oncall"})
#: A series whose own instants are never near: the test says when they are.
LEAP_DAYS = {"kind": "cron", "expression": "30 3 29 2 *", "time_zone": "UTC"}
NIGHTLY = {"name": "nightly", "procedure": "call", "target": {"groups": ["web"]}}


@pytest.fixture
def vera(layers: Layers) -> Made:  # noqa: F811
    """May run everything on the group web, by her own schedule, which is due."""
    publish(layers)
    made = layers.colleague("vera", "operator", "author")
    order_once(made.client)
    return made


def publish(layers: Layers) -> None:  # noqa: F811
    for name, text_ in (("tell", TELL), ("call", CALL)):
        assert layers.apply(name, text_).status_code == 201


def order_once(client: Any) -> None:
    order = {**NIGHTLY, "trigger": {"kind": "once", "at": text(now() - timedelta(seconds=1))}}
    assert client.post("/api/v1/schedules", json=order).status_code == 201


def fired(layers: Layers) -> Any:  # noqa: F811
    clock(layers.means)
    layers.drain()
    (execution,) = layers.person.get("/api/v1/executions").json["items"]
    return execution


def may_only(layers: Layers, made: Made, *scopes: Scope) -> None:  # noqa: F811
    """Somebody is an operator of these and nothing else from now on."""
    grants = f"/api/v1/users/{made.id}/grants"
    for grant in layers.person.get(grants).json["items"]:
        layers.person.delete(f"{grants}/{grant['id']}")
    for scope in scopes:
        answer = layers.person.post(grants, json={"role": "operator", "scope": scope})
        assert answer.status_code == 201, answer.text


def test_it_runs_while_they_may(layers: Layers, vera: Made) -> None:  # noqa: F811
    assert fired(layers)["reason"] is None


def test_it_does_not_run_once_they_are_deactivated(layers: Layers, vera: Made) -> None:  # noqa: F811
    layers.person.put(f"/api/v1/users/{vera.id}/active", json={"active": False})

    execution = fired(layers)

    assert execution["status"] == "failed"
    assert "actor.deactivated" in str(execution["reason"])
    assert "vera is deactivated" in str(execution["reason"])


def test_it_does_not_run_once_they_may_no_more(layers: Layers, vera: Made) -> None:  # noqa: F811
    may_only(layers, vera, group("databases"))

    execution = fired(layers)

    assert execution["status"] == "failed"
    assert "actor.not_allowed" in str(execution["reason"])


def test_it_runs_while_they_may_all_that_it_reaches(layers: Layers, vera: Made) -> None:  # noqa: F811
    may_only(layers, vera, *REACHED)

    assert fired(layers)["reason"] is None


@pytest.mark.parametrize("withdrawn", REACHED, ids=lambda scope: f"{scope['kind']} {scope['name']}")
def test_it_does_not_run_once_a_right_on_something_it_reaches_is_withdrawn(
    layers: Layers,  # noqa: F811
    vera: Made,
    withdrawn: Scope,
) -> None:
    may_only(layers, vera, *(scope for scope in REACHED if scope != withdrawn))

    assert "actor.not_allowed" in str(fired(layers)["reason"])


def test_in_a_series_the_next_one_does_not_run_and_says_why(layers: Layers) -> None:  # noqa: F811
    publish(layers)
    vera = layers.colleague("vera", "operator", "author")
    order = {**NIGHTLY, "trigger": LEAP_DAYS}
    assert vera.client.post("/api/v1/schedules", json=order).status_code == 201

    comes_due(layers)
    layers.person.put(f"/api/v1/users/{vera.id}/active", json={"active": False})
    comes_due(layers)

    refused, ran = layers.person.get("/api/v1/executions").json["items"]
    assert (ran["status"], ran["reason"]) == ("succeeded", None)
    assert refused["status"] == "failed"
    assert "vera is deactivated, so nothing runs in their name" in str(refused["reason"])


def test_what_a_token_of_the_installation_ordered_does_not_run_once_it_is_revoked(
    layers: Layers,  # noqa: F811
) -> None:
    publish(layers)
    made = layers.person.post("/api/v1/tokens", json={"name": "the other console"}).json
    order_once(layers.bearer(made["token"]))
    layers.person.delete(f"/api/v1/tokens/{made['id']}")

    execution = fired(layers)

    assert execution["status"] == "failed"
    assert "the token the other console is revoked" in str(execution["reason"])


def comes_due(layers: Layers) -> None:  # noqa: F811
    """The next instant of the series is now."""
    with layers.means.database.writing() as connection:
        connection.execute(sa.update(schedules).values(next_fire_at=now() - timedelta(seconds=1)))
    clock(layers.means)
    layers.drain()
