"""What carries a module to its host, chosen from the connection profile and what the attempt asks for; pure."""

from collections.abc import Mapping

from noc_executor_node.attempts import Attempt, Host
from noc_executor_node.profiles import Profile
from noc_executor_node.vocabulary import Transport

#: Mitogen knows these itself; any other way to become somebody else is stock Ansible's to do.
BECOME_BY_MITOGEN = ("sudo", "su")
OVER_SSH = (Transport.MITOGEN, Transport.SSH)
#: Reached by a connection plugin that works on the executor node, and so do the modules that use it.
DEVICES = (Transport.NETWORK_CLI, Transport.HTTPAPI, Transport.NETCONF)
PORTS: Mapping[Transport, int] = {
    Transport.HTTPAPI: 443,
    Transport.NETCONF: 830,
    Transport.WINRM: 5986,
    Transport.PSRP: 5986,
}
SSH_PORT = 22


def transport_for(attempt: Attempt, profile: Profile) -> Transport:
    """What the profile says; otherwise Mitogen wherever it applies, and stock ssh where it doesn't."""
    if profile.transport is not None:
        return Transport(profile.transport)
    unusual = profile.become_method not in BECOME_BY_MITOGEN or profile.become_exe is not None
    return Transport.SSH if attempt.become and unusual else Transport.MITOGEN


def transport_alone(profile: Profile) -> Transport:
    """The same where Ansible is started for the attempt, without anything warm."""
    named = Transport(profile.transport or Transport.SSH)
    return Transport.SSH if named in OVER_SSH else named


def port_of(host: Host, profile: Profile) -> int:
    """The host's own port, else the profile's, else what is usual for its transport."""
    return host.port or profile.port or PORTS.get(transport_alone(profile), SSH_PORT)
