"""What a check says about modules and their arguments, given what the executor nodes have."""

import json

import pytest

from noc_scheduler.flowchart.check import check
from noc_scheduler.flowchart.errors import CatalogueUnreadable
from noc_scheduler.flowchart.modules.catalogue import Catalogue, read_catalogue
from tests.scheduler.flowchart.modules.catalogues import catalogue, document

HEAD = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: case}
spec:
  parameters: {which: {type: string, default: x}, more: {type: array, default: []}}
  nodes:
    begin: {kind: start, next: work}
    tell: {kind: notify, channel: log, message: "${params.which} ${params.more}", next: done}
    done: {kind: end}
    work:
      kind: task
      next: {any: tell}
"""


def found(task: str, *catalogues: Catalogue) -> list[tuple[str, str, int | None]]:
    """Severity, code and line of every finding; the task's own lines count from 1."""
    text = HEAD + "".join(f"      {line}\n" for line in task.strip().splitlines())
    first = len(HEAD.splitlines())
    return [
        (str(one.severity), one.code, one.line - first if one.line else None)
        for one in check(text, catalogues=catalogues or [catalogue()]).findings
    ]


@pytest.mark.parametrize(
    "task",
    [
        "module: ansible.builtin.command\nargs: {argv: [a, b]}",
        "module: command\nargs: {argv: a}",
        "module: ansible.builtin.command\nargs: {_raw_params: a b}",
        "module: ansible.builtin.user\nargs: {user: deploy, uid: '80', groups: 'a,b'}",
        "module: ansible.builtin.user\nargs: {name: '${params.which}', uid: '${params.which}'}",
        "module: ansible.builtin.user\nargs: {name: x, update_password: '${params.which}'}",
        "module: ansible.builtin.user\nargs: {name: x, ports: '${params.more}', limits: {files: '1'}}",
        "module: ansible.builtin.user\nargs: {name: x, ports: [1, '2', '${params.which}']}",
        "module: ansible.builtin.user\nargs: {name: x, uid: '{{ 5 }}'}\ntemplate: true",
        "module: ansible.builtin.user\nargs: {name: x, uid: null}",
        "module: ansible.builtin.service\nargs: {name: x, enabled: 'yes', daemon_reload: true}",
    ],
)
def test_arguments_that_fit_are_not_spoken_of(task: str) -> None:
    assert found(task) == []


@pytest.mark.parametrize(
    ("task", "code", "line"),
    [
        ("module: ansible.builtin.comand", "module.unknown", 1),
        ("module: no.such.module\nargs: {a: 1}", "module.unknown", 1),
        ("module: mysql_db", "module.unknown", 1),
        ("module: ansible.builtin.pause", "module.refused", 1),
        ("module: ansible.builtin.command\nargs:\n  arg: [a]", "module.option_unknown", 3),
        ("module: ansible.builtin.user\nargs:\n  name: x\n  uid: eighty", "module.option_type", 4),
        ("module: ansible.builtin.user\nargs:\n  name: x\n  groups: {a: b}", "module.option_type", 4),
        ("module: ansible.builtin.user\nargs:\n  name: x\n  limits: [1]", "module.option_type", 4),
        (
            "module: ansible.builtin.user\nargs:\n  name: x\n  limits:\n    files: 1\n    nice: x",
            "module.option_type",
            6,
        ),
        (
            "module: ansible.builtin.user\nargs:\n  name: x\n  limits:\n    files: 1\n    nicer: 1",
            "module.option_unknown",
            6,
        ),
        ("module: ansible.builtin.user\nargs:\n  name: x\n  limits: {nice: 1}", "module.option_missing", 4),
        (
            "module: ansible.builtin.user\nargs:\n  name: x\n  ports:\n    - 1\n    - x",
            "module.option_type",
            6,
        ),
        ("module: ansible.builtin.command\nargs:\n  chdir: [a]", "module.option_type", 3),
        ("module: ansible.builtin.command\nargs:\n  strip_empty_ends: maybe", "module.option_type", 3),
        ("module: ansible.builtin.user\nargs:\n  uid: 1", "module.option_missing", 2),
        ("module: ansible.builtin.user\nargs:\n  name: null", "module.option_missing", 2),
        ("module: ansible.builtin.service\nargs:\n  name: x\n  state: running", "module.option_choice", 4),
    ],
)
def test_what_does_not_fit_is_a_finding_with_its_line(task: str, code: str, line: int) -> None:
    assert found(task) == [("error", code, line)]


def test_a_finding_names_what_was_probably_meant() -> None:
    text = HEAD + "      module: mysql_db\n"
    (finding,) = check(text, catalogues=[catalogue()]).findings
    assert finding.message.endswith("did you mean community.mysql.mysql_db?")
    for name in ("ansible.builtin.comand", "comand"):
        (finding,) = check(HEAD + f"      module: {name}\n", catalogues=[catalogue()]).findings
        assert finding.message.endswith("did you mean ansible.builtin.command?")
    (finding,) = check(HEAD + "      module: ansible.builtin.moonlight\n", catalogues=[catalogue()]).findings
    assert finding.message.endswith("moonlight")
    text = HEAD + "      module: ansible.builtin.command\n      args: {chdri: /}\n"
    (finding,) = check(text, catalogues=[catalogue()]).findings
    assert "did you mean 'chdir'?" in finding.message


def test_what_only_some_executor_nodes_object_to_is_a_warning() -> None:
    older = catalogue("2.16.0", mysql_db=None, user={"options": {"name": {"type": "str"}}})
    assert found("module: community.mysql.mysql_db", catalogue(), older) == [("warning", "module.unknown", 1)]
    task = "module: ansible.builtin.user\nargs:\n  name: x\n  uid: 5"
    assert found(task, catalogue(), older) == [("warning", "module.option_unknown", 4)]


def test_what_every_node_that_has_the_module_objects_to_is_an_error_beside_the_warning() -> None:
    without = catalogue("2.16.0", user=None)
    task = "module: ansible.builtin.user\nargs:\n  name: x\n  uid: many"
    assert found(task, catalogue(), without) == [
        ("warning", "module.unknown", 1),
        ("error", "module.option_type", 4),
    ]


def test_without_a_catalogue_nothing_is_said() -> None:
    text = HEAD + "      module: no.such.module\n"
    assert check(text).findings == ()


def test_playbooks_are_no_modules() -> None:
    assert found("playbook: drain-host\nargs: {anything: goes}") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"form": 2}',
        '{"form": true, "ansible_core": "", "modules": {}}',
        '{"form": 1, "ansible_core": "2", "modules": {"a.b.c": []}}',
        '{"form": 1, "ansible_core": "2", "modules": {"a.b.c": {"options": {"x": {"type": 5}}}}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_catalogue_is_refused(text: str) -> None:
    with pytest.raises(CatalogueUnreadable):
        read_catalogue(text)


def test_options_nested_without_end_are_refused() -> None:
    option: dict[str, object] = {}
    for _ in range(50):
        option = {"type": "dict", "suboptions": {"x": option}}
    text = json.dumps(document(deep={"options": {"x": option}}))
    with pytest.raises(CatalogueUnreadable):
        read_catalogue(text)
