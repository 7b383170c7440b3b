"""Where Ansible finds collections beside those of its own Python: in the folders of the settings."""

from collections.abc import Sequence
from pathlib import Path

SYSTEM = Path("/usr/share/ansible/collections")


def collections_environment(folders: Sequence[Path]) -> dict[str, str]:
    """What a process of Ansible's finds in its environment."""
    return {"ANSIBLE_COLLECTIONS_PATH": ":".join(map(str, (*folders, SYSTEM)))}
