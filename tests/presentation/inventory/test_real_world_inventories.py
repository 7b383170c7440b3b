"""Inventories as they are found in the world: imported, exported, and the same to the real `ansible-inventory`.

Variables that no inventory may have are dropped and told; but for these, nothing is lost.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from .ansible_view import as_ansible_sees, listed_by_ansible, nestings_in, view_of

FOUND = sorted((Path(__file__).parent / "real_world").iterdir())


def test_there_are_enough_of_them() -> None:
    assert len(FOUND) >= 15
    assert {file.suffix for file in FOUND} == {".ini", ".yml", ".json"}


@pytest.mark.parametrize("file", FOUND, ids=lambda file: file.stem)
def test_what_we_export_is_what_was_imported(file: Path, client: FlaskClient, tmp_path: Path) -> None:
    text = file.read_text("utf-8")
    answer = client.post("/api/v1/inventory/imports", json={"content": text, "drop_forbidden": True})
    assert answer.status_code == 200, answer.json
    exported = client.get("/api/v1/inventory/ansible").get_data(as_text=True)
    (tmp_path / "original").mkdir()
    (tmp_path / "exported").mkdir()

    listed = listed_by_ansible(file.name, text, tmp_path / "original")
    ours = as_ansible_sees("exported.json", exported, tmp_path / "exported")
    dropped = {found["variable"] for found in answer.json["dropped"]}
    kept = {
        host: (groups, _without(variables, dropped)) for host, (groups, variables) in view_of(listed).items()
    }
    assert ours == kept
    assert nestings_in(json.loads(exported)) == nestings_in(listed)


def test_just_what_decides_how_ansible_connects_is_dropped(client: FlaskClient) -> None:
    dropped: set[str] = set()
    for file in FOUND:
        order = {"content": file.read_text("utf-8"), "drop_forbidden": True, "dry_run": True}
        dropped |= {
            found["variable"]
            for found in client.post("/api/v1/inventory/imports", json=order).json["dropped"]
        }
    assert dropped == {
        "ansible_become",
        "ansible_become_method",
        "ansible_connection",
        "ansible_network_os",
        "ansible_python_interpreter",
        "ansible_ssh_common_args",
        "ansible_ssh_private_key_file",
        "ansible_winrm_transport",
    }


def _without(variables: dict[str, Any], dropped: set[str]) -> dict[str, Any]:
    return {name: value for name, value in variables.items() if name not in dropped}
