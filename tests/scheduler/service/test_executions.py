"""An execution from its start to its end: each host walks alone, and what is shown is what happened."""

from typing import Any


def test_every_host_walks_its_own_path(world: Any) -> None:
    node = world.node()
    execution = world.start()
    world.drain()
    assert {one["host"]["name"] for one in node.held} == {"web1", "web2", "web3"}

    world.finish(node.on("web1", "check"))
    world.finish(node.on("web2", "check"), outcome="failed", rc=3)
    world.finish(node.on("web3", "check"), outcome="failed", rc=3)
    world.finish(node.on("web2", "restart"), outcome="changed", rc=0, changed=True)
    world.finish(node.on("web3", "restart"), outcome="failed", rc=1)

    assert world.path(execution, "web1") == ["begin", "check", "done"]
    assert world.path(execution, "web2") == ["begin", "check", "restart", "done"]
    assert world.path(execution, "web3") == ["begin", "check", "restart", "tell", "gave_up"]
    shown = world.shown(execution)
    assert shown["status"] == "failed"
    assert shown["counts"] == {"succeeded": 2, "failed": 1}
    assert shown["sentence"].startswith("2 of 3 hosts ok in ")
    assert "web3 failed at gave_up; 1 changed" in shown["sentence"]
    assert [one["message"] for one in world.presentation.notifications] == ["down on web3"]


def test_an_attempt_travels_with_everything_the_executor_node_needs(world: Any) -> None:
    node = world.node()
    text = world.procedure.replace(', pattern: "^[a-z0-9@._-]+$"', "")
    execution = world.start(text, params={"service": "{{ lookup('pipe', 'touch PWNED') }}"})
    world.drain()

    attempt = node.on("web1", "check")
    assert attempt["execution"] == execution
    assert (attempt["lease"], attempt["number"], attempt["purpose"]) == (1, 1, "monitoring")
    assert attempt["module"] == "ansible.builtin.command"
    assert attempt["timeout_ms"] == 30_000
    argv = attempt["arguments"]["map"]["argv"]["list"]
    assert argv[0] == {"parts": [{"text": "systemctl"}]}
    assert argv[2] == {"parts": [{"data": "{{ lookup('pipe', 'touch PWNED') }}"}]}
    assert attempt["host"]["host_keys"] == ["ssh-ed25519 AAAA"]
    assert attempt["host"]["vars"] == {"role": "edge"}


def test_events_are_numbered_without_gaps_in_every_stream(world: Any) -> None:
    node = world.node()
    execution = world.start()
    world.drain()
    for host in ("web1", "web2", "web3"):
        world.finish(node.on(host, "check"))

    streams: dict[Any, list[int]] = {}
    for event in world.events(execution):
        streams.setdefault(event.stream, []).append(event.seq)
    assert len(streams) == 4
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in streams.values())
    assert world.types(execution)[0] == "execution.created"
    assert world.types(execution)[-1] == "execution.finished"
