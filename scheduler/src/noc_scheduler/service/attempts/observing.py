"""What a finished attempt has shown of its host itself: facts worth keeping, and whether it can be reached; pure.

A host may say anything. What is kept has a name, a type and a length that were written down here.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from noc_scheduler.flowchart.host_run import Result
from noc_scheduler.flowchart.vocabulary import Outcome
from noc_scheduler.store.types import instant_text

MOST_TEXT = 255
MOST_NUMBER = 2**53
MOST_MESSAGE = 1_000
MOST_KEYS = 20
REACHABILITIES = frozenset(
    {
        "reachable",
        "unresolved",
        "refused",
        "no_route",
        "timed_out",
        "not_ssh",
        "key_unknown",
        "key_changed",
        "login_refused",
    }
)
#: What each fact is called here, where Ansible has it, and of which type it must be.
FACTS: Mapping[str, tuple[tuple[str, ...], type]] = {
    "distribution": (("ansible_distribution",), str),
    "distribution_version": (("ansible_distribution_version",), str),
    "kernel": (("ansible_kernel",), str),
    "architecture": (("ansible_architecture",), str),
    "hostname": (("ansible_hostname",), str),
    "default_ipv4": (("ansible_default_ipv4", "address"), str),
    "python": (("ansible_python_version",), str),
    "memory_mb": (("ansible_memtotal_mb",), int),
    "processors": (("ansible_processor_vcpus",), int),
    "uptime_s": (("ansible_uptime_seconds",), int),
}
_KEY = re.compile(r"[a-z0-9@.-]{1,64} [A-Za-z0-9+/]{16,8192}={0,3}")


def observed(
    host: str, execution: str, executor_node: str, result: Result, is_probe: bool, now: datetime
) -> dict[str, Any] | None:
    """The observation that presentation is told, or None where nothing of it is worth keeping.

    Only of a probe it is believed how the host can be reached: a module could say the same about itself.
    """
    facts = kept_facts(result.facts)
    reachability = reachability_of(result) if is_probe else None
    if not facts and reachability is None:
        return None
    return {
        "host": host,
        "execution": execution,
        "executor_node": executor_node,
        "at": instant_text(now),
        "facts": facts,
        "reachability": reachability,
    }


def kept_facts(facts: Mapping[str, Any]) -> dict[str, str | int]:
    """The facts that are on the list, are of their type and not longer than facts are."""
    found = {name: _at(facts, path) for name, (path, _) in FACTS.items()}
    return {name: value for name, value in found.items() if _is_fit(value, FACTS[name][1])}


def reachability_of(result: Result) -> dict[str, Any] | None:
    """What a probe has seen; None where it couldn't look, or says what no probe says."""
    told = result.result.get("reachability")
    if not isinstance(told, Mapping):
        if result.outcome != Outcome.TIMED_OUT:
            return None
        told = {"status": "timed_out", "message": "looking took longer than its timeout"}
    status, keys = told.get("status"), told.get("host_keys")
    if not isinstance(status, str) or status not in REACHABILITIES:
        return None
    return {
        "status": status,
        "message": _text(told.get("message"), MOST_MESSAGE) or "",
        "address": _text(told.get("address"), MOST_TEXT),
        "banner": _text(told.get("banner"), MOST_TEXT),
        "login": _text(told.get("login"), MOST_TEXT),
        "host_keys": [key for key in keys if isinstance(key, str) and _KEY.fullmatch(key)][:MOST_KEYS]
        if isinstance(keys, list)
        else [],
    }


def _at(facts: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = facts
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _is_fit(value: Any, kind: type) -> bool:
    match value:
        case str():
            return kind is str and 0 < len(value) <= MOST_TEXT and value.isprintable()
        case bool():
            return False
        case int():
            return kind is int and 0 <= value <= MOST_NUMBER
    return False


def _text(value: Any, most: int) -> str | None:
    """A text without anything that a terminal would act on."""
    if not isinstance(value, str):
        return None
    return "".join(character if character.isprintable() else "�" for character in value[:most])
