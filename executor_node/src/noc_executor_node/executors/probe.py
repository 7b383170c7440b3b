"""The executor of probes: it looks at a host without running anything there."""

import json

from noc_executor_node.attempts import Attempt
from noc_executor_node.errors import NotRun
from noc_executor_node.executors.login import Login
from noc_executor_node.executors.playbook import ORDER, FolderExecutor, Prepared
from noc_executor_node.executors.transports import port_of
from noc_executor_node.profiles import Profile
from noc_executor_node.segments import Leaf, Text
from noc_executor_node.settings import Settings


def ProbeExecutor(settings: Settings) -> FolderExecutor:
    """Looks at the host of an attempt by SSH, and logs in where the attempt says so."""
    return FolderExecutor(settings, _prepare)


def _prepare(attempt: Attempt, settings: Settings, profile: Profile, login: Login) -> Prepared:
    host = attempt.host
    logs_in = {
        "user": host.user or profile.user,
        "with_password": login.with_password,
        "private_key_file": str(profile.private_key_file),
    }
    order = {
        "address": host.address,
        "port": port_of(host, profile),
        "known": list(host.host_keys),
        "patience_s": profile.connect_timeout,
        "allow_loopback": settings.allow_loopback_targets,
        "login": logs_in if _asks_to_log_in(attempt) else None,
    }
    return Prepared({ORDER: json.dumps(order)}, "noc_executor_node.probing.process", {})


def _asks_to_log_in(attempt: Attempt) -> bool:
    match attempt.arguments.entries.get("login"):
        case None:
            return False
        case Leaf((Text(bool(wanted)),)):
            return wanted
    raise NotRun("failed", "probe.arguments", "login is true or false")
