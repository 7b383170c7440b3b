"""The collection's plugin: the real `ansible-inventory` reads a running presentation layer's hosts."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from flask.testing import FlaskClient

COLLECTIONS = Path(__file__).parents[3] / "collections"
INI = """
[site:children]
web
[web]
web1 ansible_host=10.0.0.1 ansible_port=2222 role=front greeting="{{ 6 * 7 }}" noc_tags=edge
web2 role=back
[db]
db1 ansible_user=postgres
"""


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Nothing on the terminal of the tests."""


class Server:
    """The layer on a free port, counting how often it was asked."""

    def __init__(self, app: Any) -> None:
        self.asked = 0

        def counted(environ: Any, start: Any) -> Any:
            self.asked += 1
            return app(environ, start)

        self._server = make_server("127.0.0.1", 0, counted, handler_class=Quiet)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def server(house: Any, client: FlaskClient) -> Iterator[Server]:
    assert client.post("/api/v1/inventory/imports", json={"content": INI}).status_code == 200
    running = Server(house.app)
    yield running
    running.close()


def listed(folder: Path, file: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("ansible-inventory"), "-i", file, "--list"],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_INVENTORY_ENABLED": "noc.orchestrator.noc",
            "ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "true",
            "ANSIBLE_LOCAL_TEMP": str(folder / "tmp"),
            **environment,
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def configured(folder: Path, url: str, more: str = "", name: str = "x.noc.yml") -> Path:
    file = folder / name
    file.write_text(f"plugin: noc.orchestrator.noc\nurl: {url}\n{more}")
    return file


def test_ansible_sees_our_hosts_groups_and_variables_and_keys_groups_by_them(
    server: Server, house: Any, tmp_path: Path
) -> None:
    more = (
        "keyed_groups: [{key: role, prefix: role}]\ngroups: {edge: \"'edge' in (noc_tags | default([]))\"}\n"
    )
    answer = listed(tmp_path, configured(tmp_path, server.url, more), NOC_TOKEN=house.token)
    assert answer.returncode == 0, answer.stderr
    document = json.loads(answer.stdout)
    assert document["site"] == {"children": ["web"]}
    assert document["web"]["hosts"] == ["web1", "web2"]
    assert (document["role_front"]["hosts"], document["edge"]["hosts"]) == (["web1"], ["web1"])
    hostvars = document["_meta"]["hostvars"]
    assert hostvars["web1"]["ansible_port"] == 2222
    assert hostvars["web1"]["greeting"] == {"__ansible_unsafe": "{{ 6 * 7 }}"}
    assert hostvars["db1"]["ansible_user"] in ("postgres", {"__ansible_unsafe": "postgres"})
    assert house.token not in answer.stdout + answer.stderr


def test_with_a_cache_the_server_is_asked_once(server: Server, house: Any, tmp_path: Path) -> None:
    more = f"cache: true\ncache_plugin: ansible.builtin.jsonfile\ncache_connection: {tmp_path}/cache\n"
    file = configured(tmp_path, server.url, more)
    token_file = tmp_path / "token"
    token_file.touch(0o600)
    token_file.write_text(house.token)
    first = listed(tmp_path, file, NOC_TOKEN_FILE=str(token_file))
    second = listed(tmp_path, file, NOC_TOKEN_FILE=str(token_file))
    assert (first.returncode, first.stdout) == (0, second.stdout)
    assert server.asked == 1


def test_a_refusal_says_its_code_and_another_file_is_not_read(server: Server, tmp_path: Path) -> None:
    refused = listed(tmp_path, configured(tmp_path, server.url), NOC_TOKEN="noc_pat_wrong")
    assert refused.returncode != 0
    assert "401 (token.invalid)" in refused.stderr
    assert "noc_pat_wrong" not in refused.stdout + refused.stderr
    other = listed(tmp_path, configured(tmp_path, server.url, name="hosts.yml"), NOC_TOKEN="noc_pat_wrong")
    assert other.returncode != 0
    assert "token.invalid" not in other.stderr
