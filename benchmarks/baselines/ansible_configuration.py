"""How Ansible is set up wherever it is a baseline: as somebody would who wants it fast."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.ground import Ground, Load

FORKS = 20
PROGRAMS = Path(sys.executable).parent
_CFG = """\
[defaults]
inventory = {inventory}
forks = {forks}
gathering = explicit
host_key_checking = True
interpreter_python = {python}
remote_user = {user}
private_key_file = {key}
local_tmp = {room}/tmp
retry_files_enabled = False
timeout = 60
nocolor = True
[ssh_connection]
pipelining = True
ssh_args = -o ControlMaster=auto -o ControlPersist=600s -o UserKnownHostsFile={known_hosts} -o IdentitiesOnly=yes
control_path_dir = {room}/cp
"""


def write_configuration(ground: Ground, room: Path, load: Load) -> Path:
    """Forks, pipelining and connections that stay open; answers the path of the ansible.cfg."""
    inventory = ground.fleet.write_inventory(room / "inventory.yml", load.hosts)
    configuration = room / "ansible.cfg"
    configuration.write_text(
        _CFG.format(
            inventory=inventory,
            forks=FORKS,
            python=ground.target_python,
            user=ground.fleet.user,
            key=ground.fleet.private_key,
            room=room,
            known_hosts=ground.fleet.known_hosts,
        )
    )
    return configuration


def environment(room: Path, configuration: Path, programs: Path = PROGRAMS) -> Mapping[str, str]:
    """The whole environment of Ansible's processes."""
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "HOME": str(room),
        "LANG": "C.UTF-8",
        "ANSIBLE_CONFIG": str(configuration),
    }
