"""An attempt: one try of a task on one host, as this executor node carries it out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from noc_executor_node.segments import Branch
from noc_executor_node.vocabulary import Work


@dataclass(frozen=True, slots=True)
class Host:
    """Where the task goes; a port or user of None leaves it to the connection profile."""

    name: str
    address: str
    port: int | None
    user: str | None
    groups: tuple[str, ...]
    vars: Mapping[str, Any]
    host_keys: tuple[str, ...]


#: Whom a request is made for that is about no host.
NOWHERE = Host("-", "", None, None, (), {}, ())


@dataclass(frozen=True, slots=True)
class Attempt:
    """What is to be done; `lease` grows with every dispatch of the same attempt.

    `module` names an Ansible module or, as the `work` says, a shipped playbook, an endpoint or how to probe.
    """

    id: str
    lease: int
    number: int
    execution: str
    host_run: str
    visit: int
    node: str
    purpose: str
    module: str
    arguments: Branch
    template: bool
    timeout_ms: int
    queue_timeout_ms: int | None
    become: bool
    check_mode: bool
    no_log: bool
    host: Host
    issued_at: datetime
    #: What the module changes, or in check mode would change, is told line by line.
    diff: bool = False
    work: Work = Work.MODULE
    #: The credentials of the host in a box that only this executor node opens.
    sealed: Mapping[str, Any] | None = None
