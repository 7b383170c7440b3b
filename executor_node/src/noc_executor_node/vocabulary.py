"""The words for what an attempt is and how it can end, written once."""

from enum import StrEnum


class AttemptState(StrEnum):
    """Where an attempt stands in the journal of this executor node.

    `abandoned` is the node's own word: it was running and its executor died, or it was here when the machine lost
    its power, and what came of it is not known.
    `returned` too: it waited, never began, and is the scheduler's to give to another.
    """

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    ABANDONED = "abandoned"
    RETURNED = "returned"


class AttemptOutcome(StrEnum):
    """How a finished attempt ended."""

    SUCCEEDED = "succeeded"
    CHANGED = "changed"
    FAILED = "failed"
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    CANCELLED = "cancelled"


class Work(StrEnum):
    """What an attempt is: a module or shipped playbook of Ansible's on a host, a request to an endpoint, or a probe."""

    MODULE = "module"
    PLAYBOOK = "playbook"
    REQUEST = "request"
    PROBE = "probe"


class ExecutorKind(StrEnum):
    """What runs modules: a process that has Ansible loaded, or Ansible started anew for each attempt."""

    RESIDENT = "resident"
    PLAYBOOK = "playbook"


class Transport(StrEnum):
    """What carries a module to its host: Mitogen's warm interpreters, stock Ansible over ssh, or another plugin."""

    MITOGEN = "mitogen"
    SSH = "ssh"
    NETWORK_CLI = "network_cli"
    HTTPAPI = "httpapi"
    NETCONF = "netconf"
    WINRM = "winrm"
    PSRP = "psrp"


class Purpose(StrEnum):
    """What a task is for."""

    MONITORING = "monitoring"
    ACTION = "action"
