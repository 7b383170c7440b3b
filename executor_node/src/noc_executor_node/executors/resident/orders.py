"""From an attempt and a connection profile to a request; pure but for looking at the key file's version."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

from noc_executor_node.attempts import Attempt
from noc_executor_node.credentials import Credential
from noc_executor_node.executors.controller_side import literal_arguments
from noc_executor_node.executors.marking import Marked, mark_arguments
from noc_executor_node.executors.over_ssh import connection_variables, known_hosts
from noc_executor_node.executors.resident.places import KEYS, KNOWN_HOSTS, SSH_FILE
from noc_executor_node.executors.resident.request import ModuleRequest, Rendered
from noc_executor_node.executors.transports import port_of, transport_for
from noc_executor_node.profiles import Profile
from noc_executor_node.settings import Settings

#: Variables of this kind steer Mitogen as `ansible_` ones steer Ansible; a host has neither.
OWN_VARIABLES = ("ansible_", "mitogen_")
#: ssh gives up by itself where nobody answers. Mitogen's clock runs on until its interpreter is at work on the
#: host, which took longer than the usual ten seconds where a thousand hosts came up at once on full processors.
SETTLING_IN_S = 20


def order(
    attempt: Attempt, profile: Profile, settings: Settings, login: Credential | None = None
) -> ModuleRequest:
    """What a hand is asked to do; raises NotRun for what can't be carried out at all.

    With a `login` its key is expected in the folder of keys, in a file that is named like the request's `key`.
    """
    port = port_of(attempt.host, profile)
    known = known_hosts(attempt.host, port)
    transport = transport_for(attempt, profile)
    marking = mark_arguments(attempt.arguments, attempt.template)
    key = connection_key(attempt, profile, known, login)
    if login is not None:
        profile = replace(profile, private_key_file=Path(KEYS) / key)
    return ModuleRequest(
        module=attempt.module,
        arguments={name: _rendered(value) for name, value in marking.arguments.items()},
        literal=literal_arguments(attempt.arguments, attempt.template),
        variables=dict(marking.variables),
        host=attempt.host.name,
        address=attempt.host.address,
        groups=attempt.host.groups,
        host_vars={
            name: value
            for name, value in attempt.host.vars.items()
            if not name.lower().startswith(OWN_VARIABLES)
        },
        connection=_connection(attempt, profile, port, key),
        transport=transport,
        key=key,
        known_hosts=known,
        become=attempt.become,
        check_mode=attempt.check_mode,
        diff=attempt.diff,
        no_log=attempt.no_log,
        allow_loopback=settings.allow_loopback_targets,
        output_limit=settings.output_limit,
    )


def connection_key(attempt: Attempt, profile: Profile, known: str, login: Credential | None = None) -> str:
    """A name for connections that may be shared: the same host by the same keys, as the same user, by one credential.

    A key file that was written anew is another credential. Who becomes whom is added by what holds the connections.
    """
    parts = (
        known,
        attempt.host.user or profile.user,
        *_credential(profile, login),
        profile.python_interpreter,
        profile.connect_timeout,
    )
    return hashlib.sha256("\0".join(map(str, parts)).encode()).hexdigest()[:32]


def _credential(profile: Profile, login: Credential | None) -> tuple[object, ...]:
    if login is not None:
        return "credential", hashlib.sha256(login.values["private_key"].encode()).hexdigest()
    version = profile.private_key_file.stat()
    return "file", profile.private_key_file, version.st_mtime_ns, version.st_ino


def _connection(attempt: Attempt, profile: Profile, port: int, key: str) -> dict[str, Any]:
    common = {
        name: str(value) if isinstance(value, Marked) else value
        for name, value in connection_variables(attempt, profile, port).items()
    }
    arguments = (
        f"-F {SSH_FILE} -o UserKnownHostsFile={KNOWN_HOSTS}/{key} -o ConnectTimeout={profile.connect_timeout}"
    )
    return {
        **common,
        "ansible_ssh_args": arguments,
        "ansible_ssh_timeout": profile.connect_timeout + SETTLING_IN_S,
        "mitogen_ssh_compression": False,
    }


def _rendered(value: Any) -> Any:
    match value:
        case Marked():
            return str(value)
        case str():
            return Rendered(value)
        case dict():
            return {str(name): _rendered(inner) for name, inner in value.items()}
        case list():
            return [_rendered(inner) for inner in value]
        case _:
            return value
