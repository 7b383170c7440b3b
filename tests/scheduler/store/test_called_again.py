"""On either database a resumed host goes on inside the sub-procedure it fell in, which is walked once."""

from noc_scheduler.service.operating import resuming
from noc_scheduler.service.operating.acting import Act
from tests.scheduler.conftest import ANNA, World

OUTER = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: outer}
spec:
  nodes:
    begin: {kind: start, next: measure}
    measure: {kind: procedure, procedure: inner, next: done}
    done: {kind: end}
"""
INNER = """
apiVersion: noc/v1
kind: Procedure
metadata: {name: inner}
spec:
  nodes:
    begin: {kind: start, next: stop}
    stop: {kind: task, rerun: once, module: m, next: look}
    look: {kind: task, module: m, next: done}
    done: {kind: end}
"""
HOSTS = ("web1", "web2", "web3")


def test_each_host_goes_on_in_its_own_sub_procedure_and_no_step_is_done_again(world: World) -> None:
    fake = world.node(slots=20)
    execution = world.start(OUTER, procedures=[dict(world.order(INNER).procedure)])
    world.drain()
    for host in HOSTS:
        world.finish(fake.on(host, "stop"))
    world.finish(fake.on("web1", "look"))
    world.finish(fake.on("web2", "look"), outcome="failed", rc=1)
    world.finish(fake.on("web3", "look"), outcome="unreachable")

    resuming.resume(world.means, execution, Act(ANNA, "mended"))
    world.drain()
    for host in HOSTS[1:]:
        world.finish(fake.on(host, "look"))
        assert world.path(execution, host) == ["begin", "measure", "measure", "done"]
    assert world.path(execution, "web1") == ["begin", "measure", "done"]
    assert world.shown(execution)["status"] == "succeeded"
    done = sorted((one["host"]["name"], one["node"]) for one in fake.held)
    assert done == sorted(
        [(host, "stop") for host in HOSTS]
        + [("web1", "look"), *[("web2", "look")] * 2, *[("web3", "look")] * 2]
    )
    assert world.types().count("execution.created") == 1 + len(HOSTS)
