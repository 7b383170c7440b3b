"""Small module catalogues, as executor nodes would publish them."""

import json
from typing import Any

from noc_scheduler.flowchart.modules.catalogue import Catalogue, read_catalogue

COMMAND = {
    "options": {
        "argv": {"type": "list", "elements": "str"},
        "cmd": {"type": "str"},
        "chdir": {"type": "path"},
        "free_form": {},
        "strip_empty_ends": {"type": "bool", "default": True},
    }
}
SERVICE = {
    "title": "Manage services",
    "open": True,
    "options": {
        "name": {"type": "str", "required": True},
        "state": {"type": "str", "choices": ["started", "stopped", "restarted"]},
        "enabled": {"type": "bool"},
        "sleep": {"type": "int"},
    },
}
USER = {
    "title": "Manage user accounts",
    "options": {
        "name": {"type": "str", "required": True, "aliases": ["user"]},
        "uid": {"type": "int"},
        "groups": {"type": "list", "elements": "str"},
        "update_password": {"type": "str", "choices": ["always", "on_create"]},
        "limits": {
            "type": "dict",
            "suboptions": {"files": {"type": "int", "required": True}, "nice": {"type": "float"}},
        },
        "ports": {"type": "list", "elements": "int"},
    },
}
PAUSE = {"options": {"seconds": {"type": "int"}}, "refused": "a flowchart has nodes for that"}
MODULES: dict[str, Any] = {
    "ansible.builtin.command": COMMAND,
    "ansible.builtin.service": SERVICE,
    "ansible.builtin.user": USER,
    "ansible.builtin.pause": PAUSE,
    "community.mysql.mysql_db": {"options": {}},
}


def document(ansible_core: str = "2.19.14", **modules: Any) -> dict[str, Any]:
    """A catalogue document; `modules` replace those of the same last word, None takes one away."""
    kept = {**MODULES}
    for last, module in modules.items():
        name = next((known for known in kept if known.endswith(f".{last}")), f"ansible.builtin.{last}")
        kept[name] = module
    return {
        "form": 1,
        "ansible_core": ansible_core,
        "collections": {},
        "modules": {name: module for name, module in kept.items() if module is not None},
    }


def catalogue(ansible_core: str = "2.19.14", **modules: Any) -> Catalogue:
    """The same, read."""
    return read_catalogue(json.dumps(document(ansible_core, **modules)))
