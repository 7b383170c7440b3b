"""What lies where in the folder of the resident processes, all of which run in it: paths are relative and short."""

from collections.abc import Mapping

from noc_executor_node.executors.configuration import ANSIBLE_CFG
from noc_executor_node.executors.over_ssh import ssh_config

ANSIBLE_FILE, SSH_FILE, KNOWN_HOSTS, KEYS = "ansible.cfg", "ssh_config", "known", "keys"
IMAGE_SOCKET, MULTIPLEXER_SOCKET = "image.sock", "mux.sock"
TEMPORARY = "tmp"

#: What stays the same for all attempts.
FILES: Mapping[str, str] = {
    ANSIBLE_FILE: ANSIBLE_CFG.format(become="").replace("local_tmp = ../tmp", f"local_tmp = {TEMPORARY}"),
    SSH_FILE: ssh_config(),
}
