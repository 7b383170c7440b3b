"""Every inventory here is read by us and by the real `ansible-inventory`; both must see the same."""

import json
from pathlib import Path

import pytest

from noc_presentation.inventory import imports
from noc_presentation.inventory.ansible_list import as_ansible_list
from noc_presentation.inventory.findings import Findings
from noc_presentation.inventory.merge import merge

from .ansible_view import View, as_ansible_sees, fields_of

DOCUMENTS = {
    "flat.ini": """
        # hosts before any section belong to no group
        lonely ansible_host=10.0.0.9 # ; a comment
        [web]
        web1 ansible_host=10.0.0.1 ansible_port=2222 ansible_user=deploy
        web2
        [db]
        db1 role=primary   # the one that writes
        web2
    """,
    "ranges.ini": """
        [web]
        web[01:03].example.net tier=front
        rack[1:2]-[a:b]
        odd[1:9:4]
        [ports]
        edge[1:2]:2022
        [2001:db8::1]:2200
        2001:db8::2
    """,
    "nested.ini": """
        [all:vars]
        site=gru
        level=all
        [gru:children]
        web
        db
        [web:vars]
        level=web
        http_port=80
        [brazil:children]
        gru
        [brazil:vars]
        level=brazil
        country=br
        [gru:vars]
        level=gru
        [web]
        web1
        web2 level=own
        [db]
        db1
    """,
    "values.ini": r"""
        [web]
        w1 number=5 negative=-3 hex=0x1f float=1.50 zero=0777 truth=True no_truth=true none=None
        w2 text="two words" quoted="'5'" list="[1, 'b', None]" map="{'a': {'b': [1]}}" tuple="(1, 2)"
        w3 hash=a#b equals="a=b=c" empty="''" jinja="{{ lookup('pipe', 'id') }}" path=C:\\temp
        w4 number_text="'010'" under=1_000 exponent=1e3 bytes="b'abc'" bad="[1, 2" ellipsis=...
        [web:vars]
        spaced = some text with # hash and ; semicolon
        quoted = "kept as text"
        number = 8080
        commented = 5 # five
        list = ['x', 'y']
        json_like = {"a": true}
        address = 10.1.2.3
        empty =
    """,
    "same-depth.ini": """
        [zeta]
        h1
        [alpha]
        h1
        [alpha:vars]
        who=alpha
        [zeta:vars]
        who=zeta
        [deep:children]
        deeper
        [deeper:children]
        alpha
        [deep:vars]
        who=deep
        where=deep
        [zeta_parent:children]
        zeta
        [zeta_parent:vars]
        where=zeta_parent
    """,
    "ungrouped.ini": """
        lonely
        both
        [ungrouped:vars]
        alone=yes
        [web]
        both
        [all:vars]
        alone=no
        [empty]
        [parents:children]
        web
        empty
    """,
    "diamond.yml": """
        all:
          vars: {order: all, shared: [1, 2]}
          hosts:
            bastion: {ansible_host: 10.0.0.254}
          children:
            top:
              vars: {order: top, only_top: true}
              children:
                left:
                  vars: {order: left, a: 1}
                  hosts: {h1: , h2: {order: own}}
                right:
                  vars: {order: right, shared: {b: null}}
                  hosts: {h1: , h3: {}}
            right:
              vars: {late: 1.5}
    """,
    "ranges.yml": """
        web:
          hosts:
            web[1:3]: {tier: front}
            "edge[a:b]:2022": {}
            "[2001:db8::7]:22": {}
          vars:
            text: |
              two
              lines
            folded: >-
              one
              line
            quoted: "yes"
            nothing: ~
            deep: {a: {b: {c: [{d: "{{ x }}"}]}}}
        db:
          children: {primary: {hosts: {db1: {ansible_port: 2200, ansible_user: postgres}}}}
    """,
    "same-host-twice.yml": """
        web: {hosts: {h1: {a: 1}}, vars: {v: web}}
        canary: {hosts: {h1: , h2: {b: 2}}, vars: {v: canary}}
        stage: {children: {web: , canary: }}
    """,
    "listed.json": """
        {"_meta": {"hostvars": {"web1": {"ansible_host": "10.0.0.1", "a": [1, {"b": null}], "f": 1.5},
                                 "db1": {"ansible_port": 2222, "own": "ação"}}},
         "all": {"children": ["ungrouped", "web", "site"], "vars": {"x": "all", "y": 1}},
         "ungrouped": {"hosts": ["spare"]},
         "web": {"hosts": ["web1", "web2"], "vars": {"x": "web"}},
         "db": {"hosts": ["db1"], "children": ["standby"]},
         "standby": {"hosts": ["db2"], "vars": {"x": "standby"}},
         "site": {"children": ["web", "db"], "vars": {"x": "site", "z": true}}}
    """,
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_we_see_what_ansible_sees(name: str, tmp_path: Path) -> None:
    text = _unindented(DOCUMENTS[name])
    document = imports.read("auto", text)
    ours: View = {host.name: (set(host.groups), dict(host.vars) | fields_of(host)) for host in document.hosts}
    assert ours == as_ansible_sees(name, text, tmp_path)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_we_export_means_the_same_to_ansible(name: str, tmp_path: Path) -> None:
    text = _unindented(DOCUMENTS[name])
    merged = merge([], imports.read("auto", text).hosts, replace=False, findings=Findings())
    exported = json.dumps(as_ansible_list(merged.added))
    (tmp_path / "original").mkdir()
    (tmp_path / "exported").mkdir()
    assert as_ansible_sees("exported.json", exported, tmp_path / "exported") == as_ansible_sees(
        name, text, tmp_path / "original"
    )


def _unindented(text: str) -> str:
    return "".join(line[8:] + "\n" if line.strip() else "\n" for line in text.splitlines())
