"""What to type where nothing but a person's word lets hosts go on."""

from collections.abc import Iterable, Mapping
from typing import Any

#: How the scheduler says so.
UNDECIDED = "a person must decide"


def ways_on(execution: str, hosts: Iterable[Mapping[str, Any]]) -> list[str]:
    """The commands; none where nobody is waited for like that."""
    stuck = [host["name"] for host in hosts if UNDECIDED in str(host["waiting_for"])]
    if not stuck:
        return []
    one = stuck[0] if len(stuck) == 1 else "HOST"
    return [
        f"  noc executions skip {execution} {one} --as succeeded --reason …   if it was done",
        f"  noc executions redo {execution} {one} --reason …   to do it again",
    ]
