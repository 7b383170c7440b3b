"""What the demo must show: the path of every host, and which one is unreachable."""

from collections.abc import Iterable, Mapping
from typing import Any

PROCEDURE = "restart-web"
GROUP = "web"

_ASKED = ("begin", "check")
_RESTARTED = (*_ASKED, "starting", "restart", "again")
_PROBED = ("probe", "again")
PATHS: Mapping[str, tuple[str, ...]] = {
    "web1": (*_ASKED, "done"),
    "web2": (*_RESTARTED, *_PROBED, "done"),
    "web3": (*_RESTARTED, *_PROBED * 3, "done"),
    "web4": (*_RESTARTED, *_PROBED * 5, "tell", "gave_up"),
    "web5": (*_ASKED, "no_answer", "knock"),
    "web6": (*_ASKED, "starting", "again", *_PROBED, "done"),
}
UNREACHABLE = "web5"
STATUSES: Mapping[str, str] = {
    host: "succeeded" if path[-1] == "done" else "failed" for host, path in PATHS.items()
}


def differences(hosts: Iterable[Mapping[str, Any]]) -> list[str]:
    """What is not as it should be, a line each; `hosts` are the API's answers for one host with its path."""
    by_name = {host["name"]: host for host in hosts}
    found = [f"{name} is missing" for name in PATHS if name not in by_name]
    found += [f"{name} should not be there" for name in by_name if name not in PATHS]
    for name in PATHS.keys() & by_name.keys():
        found += _differences(name, by_name[name])
    return sorted(found)


def _differences(name: str, host: Mapping[str, Any]) -> Iterable[str]:
    path = tuple(visit["node"] for visit in host["path"])
    if path != PATHS[name]:
        yield f"{name} took {' '.join(path)} instead of {' '.join(PATHS[name])}"
    if host["status"] != STATUSES[name]:
        yield f"{name} is {host['status']} instead of {STATUSES[name]}"
    outcomes = {visit["node"]: visit["outcome"] for visit in host["path"]}
    if (outcomes.get("check") == "unreachable") != (name == UNREACHABLE):
        yield f"{name}'s check ended {outcomes.get('check')}"
    if (host["outcome_word"] == "unreachable") != (name == UNREACHABLE):
        yield f"{name} is shown as {host['outcome_word']}"
