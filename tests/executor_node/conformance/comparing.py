"""What two results of the same case must agree in: everything but times, and what names the side's own folder."""

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any

from noc_executor_node.outcomes import Outcome

#: Instants and durations, and what differs between any two files or runs.
TIMING = frozenset(
    ["start", "end", "delta", "elapsed", "atime", "ctime", "mtime", "inode", "ansible_job_id", "lnk_target"]
)
#: A text that the mark stands in, what is replaced, and by what; a long text without the mark is not searched.
_PASSING = (
    ("ansible-tmp-", re.compile(r"[^\s'\"]*ansible-tmp-[0-9.]+-[0-9]+-[0-9]+"), "{tmp}"),
    (
        "ansible_mitogen_action_",
        re.compile(r"[^\s'\"]*ansible_mitogen_action_[0-9a-f]+"),
        "{tmp}",
    ),
    ("_payload_", re.compile(r"ansible_[a-z_.]*_payload_[a-z0-9_]+"), "{payload}"),
    ("Shared connection", re.compile(r"Shared connection to \S+ closed\.\s*"), ""),
)


def members(outcome: Outcome) -> dict[str, Any]:
    """An outcome without what only our side says: which way it went to the host."""
    return {name: value for name, value in asdict(outcome).items() if name != "transport"}


def comparable(value: Any, folder: Path, apart: tuple[str, ...] = ()) -> Any:
    """A value without times and without the members named in `apart`, its folder written `{dir}`."""
    match value:
        case dict():
            return {
                name: comparable(inner, folder, apart)
                for name, inner in value.items()
                if name not in TIMING and name not in apart
            }
        case list() | tuple():
            return [comparable(inner, folder, apart) for inner in value]
        case str():
            text = value.replace(str(folder), "{dir}")
            for mark, pattern, stand_in in _PASSING:
                text = pattern.sub(stand_in, text) if mark in text else text
            return text
        case _:
            return value


def differences(ours: Any, stock: Any, place: str = "") -> list[str]:
    """Every place where two comparable values differ, with both values, shortened."""
    if isinstance(ours, dict) and isinstance(stock, dict):
        return [
            line
            for name in sorted({*ours, *stock})
            for line in differences(ours.get(name), stock.get(name), f"{place}/{name}")
        ]
    return [] if ours == stock else [f"{place}: ours {repr(ours)[:300]}, stock {repr(stock)[:300]}"]
