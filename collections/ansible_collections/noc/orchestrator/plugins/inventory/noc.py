# GNU General Public License v3.0 or later (see https://www.gnu.org/licenses/gpl-3.0.txt)
"""The hosts and groups of noc-orchestrator as an Ansible inventory, by one call of its API."""

from __future__ import annotations

import json
import os
import stat
from typing import Any
from urllib.error import HTTPError, URLError

from ansible.errors import AnsibleParserError
from ansible.module_utils.urls import open_url
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.utils.unsafe_proxy import wrap_var

DOCUMENTATION = r"""
name: noc
short_description: Hosts and groups of noc-orchestrator
description:
  - Reads all hosts, groups and variables from the API of noc-orchestrator.
  - The file must end in C(.noc.yml) or C(.noc.yaml).
author: [noc-orchestrator]
options:
  plugin:
    description: Names this plugin.
    required: true
    choices: [noc.orchestrator.noc]
  url:
    description: Where the presentation layer answers.
    type: str
    required: true
    env: [{name: NOC_URL}]
  validate_certs:
    description: Whether the server's certificate must hold; only for servers on the same machine may it be false.
    type: bool
    default: true
  ca_path:
    description: A file with the certificates that are trusted.
    type: path
    env: [{name: NOC_CA_FILE}]
  timeout:
    description: Seconds to wait for an answer.
    type: int
    default: 30
extends_documentation_fragment: [constructed, inventory_cache]
notes:
  - The token comes from the environment variable E(NOC_TOKEN), or from the file that E(NOC_TOKEN_FILE) names.
"""

EXAMPLES = r"""
plugin: noc.orchestrator.noc
url: https://noc.example.net
strict: false
keyed_groups:
  - {key: role, prefix: role}
groups:
  edge: "'edge' in noc_tags"
"""

ENDINGS = (".noc.yml", ".noc.yaml")
ADDRESS = "/api/v1/inventory/ansible"


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """What Ansible calls: `verify_file`, then `parse`."""

    NAME = "noc.orchestrator.noc"

    def verify_file(self, path: str) -> bool:
        """Only files whose name says that they are for this plugin."""
        return bool(super().verify_file(path)) and path.endswith(ENDINGS)

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Fill the inventory, from the cache where that is wanted and there is something in it."""
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        self.load_cache_plugin()
        key = self.get_cache_key(path)
        use = self.get_option("cache")
        listed: dict[str, Any] | None = None
        if use and cache:
            listed = self._cache.get(key)
        if listed is None:
            listed = self._asked()
            if use:
                self._cache[key] = listed
        self._fill(listed)

    def _asked(self) -> dict[str, Any]:
        url = self.get_option("url").rstrip("/") + ADDRESS
        try:
            answer = open_url(
                url,
                headers={"Authorization": f"Bearer {_token()}", "Accept": "application/json"},
                timeout=self.get_option("timeout"),
                validate_certs=self.get_option("validate_certs"),
                ca_path=self.get_option("ca_path"),
                follow_redirects="none",
                use_proxy=False,
            )
            listed = json.loads(answer.read())
        except HTTPError as error:
            raise AnsibleParserError(f"{url} answers {error.code}{_code_of(error)}") from error
        except (URLError, OSError, ValueError) as error:
            raise AnsibleParserError(f"{url} can't be read: {error}") from error
        if not isinstance(listed, dict) or not isinstance(listed.get("_meta"), dict):
            raise AnsibleParserError(f"{url} answers something that is no inventory")
        return listed

    def _fill(self, listed: dict[str, Any]) -> None:
        hostvars = listed["_meta"].get("hostvars", {})
        groups = {name: group for name, group in listed.items() if name != "_meta"}
        for name in groups:
            self.inventory.add_group(name)
        for name, group in groups.items():
            for child in group.get("children", ()):
                self.inventory.add_group(child)
                self.inventory.add_child(name, child)
            for host in group.get("hosts", ()):
                self.inventory.add_host(host, group=name)
        strict = self.get_option("strict")
        for host in list(self.inventory.hosts):
            for variable, value in hostvars.get(host, {}).items():
                self.inventory.set_variable(host, variable, wrap_var(value))
            known = self.inventory.get_host(host).get_vars()
            self._set_composite_vars(self.get_option("compose"), known, host, strict=strict)
            self._add_host_to_composed_groups(self.get_option("groups"), known, host, strict=strict)
            self._add_host_to_keyed_groups(self.get_option("keyed_groups"), known, host, strict=strict)


def _token() -> str:
    token = os.environ.get("NOC_TOKEN", "").strip()
    if token:
        return token
    path = os.environ.get("NOC_TOKEN_FILE")
    if not path:
        raise AnsibleParserError("there is no API token; set NOC_TOKEN_FILE to the path of yours")
    path = os.path.expanduser(path)
    try:
        if os.stat(path).st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise AnsibleParserError(f"others may read the token; chmod 600 {path}")
        with open(path, encoding="utf-8") as file:
            return file.read().strip()
    except OSError as error:
        raise AnsibleParserError(f"the token can't be read: {error}") from error


def _code_of(error: HTTPError) -> str:
    try:
        return f" ({json.loads(error.read())['code']})"
    except (ValueError, KeyError, TypeError, OSError):
        return ""
