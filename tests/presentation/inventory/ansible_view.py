"""An inventory as the real `ansible-inventory` sees it."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ANSIBLE_INVENTORY = Path(sys.executable).with_name("ansible-inventory")
View = dict[str, tuple[set[str], dict[str, Any]]]


def fields_of(host: Any) -> dict[str, Any]:
    """The fields of an imported host under Ansible's names."""
    fields = {"ansible_host": host.address, "ansible_port": host.port, "ansible_user": host.user}
    return {name: value for name, value in fields.items() if value is not None}


def as_ansible_sees(name: str, text: str, folder: Path) -> View:
    """Every host's groups (through children too) and variables, as the real `ansible-inventory` says."""
    return view_of(listed_by_ansible(name, text, folder))


def view_of(listed: dict[str, Any]) -> View:
    """The same, of what was printed."""
    hostvars = without_marks(listed["_meta"]["hostvars"])
    groups = {
        group: _members(listed, group) for group in listed if group not in ("all", "ungrouped", "_meta")
    }
    everyone = set().union(*(_members(listed, group) for group in listed if group != "_meta"))
    return {
        host: ({group for group, members in groups.items() if host in members}, hostvars.get(host, {}))
        for host in everyone
    }


def nestings_in(listed: dict[str, Any]) -> set[tuple[str, str]]:
    """Pairs of a group and one directly below it that has a host somewhere."""
    return {
        (name, child)
        for name, group in listed.items()
        if name not in ("_meta", "all")
        for child in group.get("children", ())
        if _members(listed, child)
    }


def listed_by_ansible(name: str, text: str, folder: Path) -> dict[str, Any]:
    """What `ansible-inventory --list` prints for this document."""
    file = folder / name
    if name.endswith(".json"):  # Ansible takes this format from programs only
        (folder / "content").write_text(text)
        file = folder / "script"
        file.write_text(f"#!/bin/sh\nexec cat {folder / 'content'}\n")
        file.chmod(0o700)
    else:
        file.write_text(text)
    answer = subprocess.run(
        [ANSIBLE_INVENTORY, "-i", file, "--list"],
        env={
            "PATH": "/usr/bin:/bin",
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_INVENTORY_ENABLED": "script,yaml,ini",
            "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true",
            "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    listed: dict[str, Any] = json.loads(answer.stdout)
    return listed


def _members(listed: dict[str, Any], group: str) -> set[str]:
    found = set(listed.get(group, {}).get("hosts", ()))
    for child in listed.get(group, {}).get("children", ()):
        found |= _members(listed, child)
    return found


def without_marks(value: Any) -> Any:
    """Ansible shows which texts it would never render; to us every text is one of those."""
    if isinstance(value, dict):
        if value.keys() == {"__ansible_unsafe"}:
            return value["__ansible_unsafe"]
        return {key: without_marks(item) for key, item in value.items()}
    return [without_marks(item) for item in value] if isinstance(value, list) else value
