"""Variables: what connects or runs Ansible is not among them, and values are plain data within limits."""

import pytest

from noc_presentation.errors import Invalid
from noc_presentation.inventory.variables import check_name, check_value, check_variable, tags


def code_of(judging, given) -> str:
    with pytest.raises(Invalid) as refusal:
        judging(given)
    return refusal.value.code


@pytest.mark.parametrize(
    "name",
    [
        "ansible_connection",
        "ansible_ssh_common_args",
        "ansible_ssh_extra_args",
        "ansible_ssh_executable",
        "ansible_ssh_host",
        "ansible_ssh_pass",
        "ansible_password",
        "ansible_python_interpreter",
        "ansible_shell_executable",
        "ansible_become",
        "ansible_become_exe",
        "ansible_remote_tmp",
        "ansible_ssh_private_key_file",
        "ansible_host_key_checking",
        "ansible_anything_at_all",
        "Ansible_Connection",
        "ANSIBLE_HOST",
        "ansible_connection ",
        " ansible_connection",
        "ansible_host\t",
        "ａｎｓｉｂｌｅ_connection",
        "ansible＿connection",
    ],
)
def test_what_decides_how_ansible_connects_is_refused_in_every_disguise(name: str) -> None:
    assert code_of(check_name, name) == "inventory.var_forbidden"


@pytest.mark.parametrize(
    "name",
    [
        "hostvars",
        "groups",
        "group_names",
        "inventory_hostname",
        "play_hosts",
        "role_path",
        "omit",
        "environment",
        "vars",
        "lookup",
        "query",
        "q",
        "undef",
        "Hostvars",
        "noc_host_key",
        "with-dash",
        "with space",
        "1st",
        "",
        "a.b",
        "аnsible_connection",  # a Cyrillic first letter
        "x" * 129,
    ],
)
def test_ansible_s_magic_names_and_what_is_no_name_are_refused(name: str) -> None:
    assert code_of(check_name, name) == "var.name_invalid"


@pytest.mark.parametrize(
    "name",
    [
        "ansible_host",
        "ansible_port",
        "ansible_user",
        "noc_executor_node",
        "noc_host_keys",
        "noc_tags",
        "role",
        "ansible",
        "_x",
    ],
)
def test_fields_and_free_names_pass(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize("value", [{"site": "lisbon", "rack": 3}, "site=lisbon, zone=São Paulo", {}, ""])
def test_labels_of_an_executor_node_are_named_in_two_ways(value: object) -> None:
    check_variable("noc_executor_node", value)


@pytest.mark.parametrize(
    "value",
    [
        "lisbon",
        "site=",
        "=lisbon",
        "site=a,site=b",
        {"site": ["a"]},
        {"site": True},
        {"a b": "c"},
        {"site": "a,b"},
        ["site=a"],
        7,
        {str(number): "x" for number in range(9)},
    ],
)
def test_what_names_no_labels_is_refused(value: object) -> None:
    assert code_of(lambda given: check_variable("noc_executor_node", given), value) == "selector.invalid"


def nested(levels: int) -> object:
    value: object = "core"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        0,
        -(2**63),
        2.5,
        "{{ lookup('pipe', 'touch PWNED') }}",
        "2026-02-30",
        {"a": [1, {"b": None}], "/": "x"},
        nested(8),
        "x" * 65_536,
    ],
)
def test_plain_data_passes(value: object) -> None:
    check_value(value)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (nested(9), "var.too_deep"),
        ({"a": nested(8)}, "var.too_deep"),
        ("x" * 65_537, "var.too_long"),
        ({"x" * 65_537: 1}, "var.too_long"),
        ("a\x00b", "var.value_invalid"),
        ({"a": "\ud800"}, "var.value_invalid"),
        (2**63, "var.value_invalid"),
        (float("nan"), "var.value_invalid"),
        (float("inf"), "var.value_invalid"),
        ({1: "a"}, "var.value_invalid"),
        ({None: "a"}, "var.value_invalid"),
        (b"bytes", "var.value_invalid"),
        (1j, "var.value_invalid"),
    ],
)
def test_what_is_no_json_within_the_limits_is_refused(value: object, code: str) -> None:
    assert code_of(check_value, value) == code


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (["b", "a", "b"], ("a", "b")),
        ("b, a", ("a", "b")),
        ("env:prod site=gru", ("env:prod", "site=gru")),
        ("", ()),
        ([], ()),
    ],
)
def test_tags_are_a_list_or_a_text_with_commas(value: object, expected: tuple[str, ...]) -> None:
    assert tags(value) == expected


@pytest.mark.parametrize("value", [5, None, ["a", 1], {"a": 1}, ["a b"], [f"t{n}" for n in range(51)]])
def test_everything_else_is_no_tags(value: object) -> None:
    assert code_of(tags, value) == "tag.invalid"
