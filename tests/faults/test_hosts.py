"""F38: hosts that are switched off, and hosts that are not who they were."""

from collections.abc import Iterator

import pytest

from tests.faults.house import House

OFF, OTHER = "host2", "host3"


@pytest.fixture
def changed(house: House) -> Iterator[House]:
    """One host is switched off, another comes back with another key; afterwards they are as before."""
    keys = {path: path.read_bytes() for path in house.fleet.host(OTHER).folder.glob("host_key*")}
    house.fleet.silence(OFF)
    house.fleet.silence(OTHER)
    house.fleet.switch_on(OTHER, new_key=True)
    yield house
    house.fleet.silence(OTHER)
    for path, content in keys.items():
        path.write_bytes(content)
    for name in (OFF, OTHER):
        house.fleet.switch_on(name)


def test_f38_hosts_that_cannot_be_spoken_to_are_unreachable_and_asked_once(changed: House) -> None:
    execution = changed.start("round")
    assert changed.until_over(execution) == "failed"

    visits = changed.operator.visits(execution, node="one")
    outcomes = {visit["host"]: visit["outcome"] for visit in visits}
    assert {outcomes["host1"], outcomes["host4"]} <= {"succeeded", "changed"}
    assert (outcomes[OFF], outcomes[OTHER]) == ("unreachable", "unreachable")
    messages = {visit["host"]: visit["message"] for visit in visits}
    assert messages[OFF]
    assert "host key" in messages[OTHER].lower()
    tried = [event for event in changed.operator.events(execution) if event["type"] == "attempt.started"]
    assert sorted(event["host"] for event in tried) == ["host1", "host1", OFF, OTHER, "host4", "host4"]
    assert {mark.host for mark in changed.begun(execution, "one")} == {"host1", "host4"}
