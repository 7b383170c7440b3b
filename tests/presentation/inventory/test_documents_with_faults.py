"""What is wrong in a document is found at its row, all of it at once, and nothing of it is taken."""

import json
import time

import pytest

from noc_presentation.errors import Invalid, TooLarge
from noc_presentation.inventory import imports

Found = set[tuple[int | None, str]]


def take(declared: str, text: str) -> imports.Document:
    """The document, if there is no fault in it."""
    document = imports.read(declared, text)
    imports.refuse_faults(document)
    return document


def faults(text: str, declared: str = "auto") -> Found:
    """The rows and codes of the refusal."""
    with pytest.raises(Invalid) as refusal:
        take(declared, text)
    return {(complaint.line, complaint.code) for complaint in refusal.value.errors}


INI = {
    "an empty address": ("h ansible_host=", {(1, "inventory.host_invalid")}),
    "a word that is no assignment": ("h x", {(1, "ini.invalid")}),
    "a section without its end": ("h1\n[g\nh2", {(2, "ini.invalid")}),
    "a section of an unknown kind": ("h1\n[g:unknown]\nh2", {(2, "ini.invalid")}),
    "a section with a blank": ("[a b]\nh1", {(1, "ini.invalid")}),
    "variables of a group that is declared nowhere": ("h1\n[g:vars]\na=1", {(2, "ini.invalid")}),
    "a child that is declared nowhere": ("h1\n[g:children]\nghost", {(3, "ini.invalid")}),
    "a variable section without a sign": ("[g]\nh1\n[g:vars]\nnothing", {(4, "ini.invalid")}),
    "an open quote": ('h1 a="x', {(1, "ini.invalid")}),
    "too long a range": ("h[1:100000]", {(1, "inventory.range_too_large")}),
    "a range backwards": ("h[5:1]", {(1, "inventory.range_invalid")}),
    "a port in the name": ("h:99999", {(1, "port.invalid")}),
    "a colon at the end": ("[g]\nh1:", {(2, "inventory.host_invalid")}),
    "a shell in the name": ("ok\na;b ansible_host=10.0.0.1", {(2, "inventory.host_invalid")}),
    "an option as a name": ("ok\n-oProxyCommand=x", {(2, "inventory.host_invalid")}),
    "an option as an address": ("h1 ansible_host=-oProxyCommand=x", {(1, "inventory.host_invalid")}),
    "a template as an address": ("h1 ansible_host={{x}}", {(1, "inventory.host_invalid")}),
    "a name that is no address": ("web_1", set()),
    "the same variable twice": ("h1 a=1\n[g]\nh1 a=2", {(3, "host.duplicate_conflict")}),
    "one and true": ("h1 a=1\n[g]\nh1 a=True", {(3, "host.duplicate_conflict")}),
    "a group's variable twice": ("[g]\nh1\n[g:vars]\na=1\na=2", {(5, "group.duplicate_conflict")}),
    "names that differ in case": ("web1\nWEB1", {(2, "host.confusable")}),
    "groups that differ in case": ("[web]\nh1\n[Web]\nh2", {(3, "group.confusable")}),
    "groups in a circle": (
        "h1\n[a:children]\nb\n[b:children]\na\nc\n[c]\nh2",
        {(3, "group.cycle"), (5, "group.cycle")},
    ),
    "all below a group": ("h1\n[a:children]\nall", {(3, "group.cycle")}),
    "an unreadable host key": ("h1 noc_host_keys=ssh-ed25519", {(1, "host_key.invalid")}),
}


@pytest.mark.parametrize("what", INI)
def test_an_ini_inventory_with(what: str) -> None:
    text, expected = INI[what]
    if expected:
        assert faults(text, "ini") == expected
    else:
        take("ini", text)


YAML = {
    "a list of hosts": ("web:\n  hosts:\n    - h1", {(3, "inventory.map_expected")}),
    "hosts without anything": ("web:\n  hosts:\ndb: {hosts: {h1: }}", {(2, "inventory.map_expected")}),
    "a scalar as a host": ("web:\n  hosts:\n    h1: 5", {(3, "inventory.map_expected")}),
    "a text as children": ("web:\n  children: db", {(2, "inventory.map_expected")}),
    "a number as a host": ("web:\n  hosts:\n    10: {}", {(3, "inventory.host_not_string")}),
    "a float as a host": ("web:\n  hosts:\n    1.10: {}", {(3, "inventory.host_not_string")}),
    "Norway as a host": ("web:\n  hosts:\n    no: {}", {(3, "inventory.host_not_string")}),
    "nothing as a host": ("web:\n  hosts:\n    ~: {}", {(3, "inventory.host_not_string")}),
    "a number as a group": ("5:\n  hosts: {h1: }", {(1, "inventory.group_not_string")}),
    "a number as a variable": ("w: {hosts: {h1: {5: 6}}}", {(1, "inventory.variable_not_string")}),
    "a number as an address": ("w: {hosts: {h1: {ansible_host: 10.1}}}", {(1, "address.invalid")}),
    "a misspelt part": ("web:\n  host: {h1: }\n  hosts: {h2: }", {(2, "inventory.key_unknown")}),
    "the same key twice": ("web:\n  hosts:\n    h1: {}\n    h1: {}", {(4, "yaml.duplicate_key")}),
    "an anchor": ("web: &x\n  hosts: {h1: }", {(1, "yaml.alias_forbidden")}),
    "an alias": ("web: {hosts: {h1: }}\ndb: *web", {(2, "yaml.alias_forbidden")}),
    "a merge key": ("web:\n  vars:\n    <<: {a: 1}\n  hosts: {h1: }", {(3, "var.name_invalid")}),
    "a tag": ("web:\n  vars: {a: !vault x}", {(2, "yaml.tag_forbidden")}),
    "a tag of Python's": ("web: !!python/object:os.system {}", {(1, "yaml.tag_forbidden")}),
    "two documents": ("---\nweb: {hosts: {h1: }}\n---\ndb: {}", {(3, "yaml.multiple_documents")}),
    "tabs": ("web:\n\thosts: {}", {(2, "yaml.invalid")}),
    "not a number": ("w: {hosts: {h1: {a: .nan}}}", {(1, "var.value_invalid")}),
    "an endless number": ("w: {hosts: {h1: {a: .inf}}}", {(1, "var.value_invalid")}),
    "a huge number": ("w: {hosts: {h1: {a: 99999999999999999999}}}", {(1, "var.value_invalid")}),
    "a deep value": ("w: {hosts: {h1: {a: [[[[[[[[[1]]]]]]]]]}}}", {(1, "var.too_deep")}),
    "a depth without end": ("w: " + "[" * 100_000, {(1, "inventory.too_deep")}),
    "a list as a key": ("w: {hosts: {h1: {? [a] : b}}}", {(1, "yaml.key_invalid")}),
    "a group below itself": (
        "a:\n  children:\n    b:\n      children: {a: {hosts: {h1: }}}",
        {(3, "group.cycle"), (4, "group.cycle")},
    ),
}


@pytest.mark.parametrize("what", YAML)
def test_a_yaml_inventory_with(what: str) -> None:
    text, expected = YAML[what]
    assert faults(text, "yaml") == expected


JSON = {
    "a comma too much": ('{"web": {"hosts": ["h1"],}}', {(1, "json.invalid")}),
    "a comment": ('{\n# x\n"web": {}}', {(2, "json.invalid")}),
    "no end": ('{"web": {"hosts": ["h1"', {(1, "json.invalid")}),
    "something after the end": ('{"web": {"hosts": ["h1"]}}\n{}', {(2, "json.invalid")}),
    "the same key twice": ('{"web": {},\n"web": {}}', {(2, "json.duplicate_key")}),
    "a number that is none": ('{"web": {"hosts": ["h"],\n"vars": {"a": NaN}}}', {(2, "json.not_finite")}),
    "a number beyond floats": ('{"w": {"hosts": ["h"], "vars": {"a": 1e999}}}', {(1, "json.not_finite")}),
    "five thousand digits": ('{"w": {"vars": {"a": ' + "9" * 5000 + "}}}", {(1, "json.too_many_digits")}),
    "a depth without end": ('{"w": ' + "[" * 100_000, {(1, "inventory.too_deep")}),
    "a map of hosts": ('{"web": {"hosts": {"h1": {}}}}', {(1, "inventory.list_expected")}),
    "a number as a host": ('{"web": {"hosts": [5]}}', {(1, "inventory.host_not_string")}),
    "a number as a child": (
        '{"web": {"hosts": ["h"], "children": [5]}}',
        {(1, "inventory.group_not_string")},
    ),
    "a misspelt part": ('{"web": {"host": ["h1"], "hosts": ["h"]}}', {(1, "inventory.key_unknown")}),
    "a text as a group": ('{"web": "h1"}', {(1, "inventory.map_expected")}),
    "variables in no map": ('{"web": {"hosts": ["h1"], "vars": []}}', {(1, "inventory.map_expected")}),
    "half a character": ('{"w": {"hosts": ["h"], "vars": {"a": "\\ud800"}}}', {(1, "var.value_invalid")}),
    "a NUL": ('{"w": {"hosts": ["h"], "vars": {"a": "\\u0000"}}}', {(1, "var.value_invalid")}),
    "a vault": (
        '{"_meta": {"hostvars": {"h":\n{"ansible_password": {"__ansible_vault": "x"}}}}, "w": ["h"]}',
        {(2, "inventory.var_forbidden")},
    ),
}


@pytest.mark.parametrize("what", JSON)
def test_a_list_in_json_with(what: str) -> None:
    text, expected = JSON[what]
    assert faults(text, "json") == expected


@pytest.mark.parametrize(
    ("declared", "text", "code"),
    [
        ("ini", "web:\n  hosts: {h1: }", "inventory.format"),
        ("ini", '{"web": {}}', "inventory.format"),
        ("yaml", "[web]\nh1", "inventory.format"),
        ("json", "[web]\nh1", "inventory.format"),
        ("json", "web: {}", "inventory.format"),
        ("auto", "\x7fELF\x00\x01", "inventory.format"),
        ("auto", "h1\n\x00", "inventory.format"),
        ("auto", "[1, 2]", "ini.invalid"),
        ("yaml", "- h1", "inventory.format"),
        ("auto", "", "inventory.empty"),
        ("auto", "\ufeff\n  \n", "inventory.empty"),
        ("auto", "# only\n; comments\n", "inventory.empty"),
        ("yaml", "---\n", "inventory.empty"),
        ("auto", "{}", "inventory.empty"),
        ("auto", "[web]\n[db]", "inventory.empty"),
        ("auto", "#!/bin/sh\necho '{}'", "inventory.format_not_allowed"),
        ("auto", "plugin: ansible.builtin.generator\nlayers: {}", "inventory.format_not_allowed"),
        ("auto", '{"plugin": "x"}', "inventory.map_expected"),
    ],
)
def test_what_is_no_inventory_at_all_is_refused(declared: str, text: str, code: str) -> None:
    assert {found for _, found in faults(text, declared)} == {code}


@pytest.mark.parametrize("mark", ["\ufeff", ""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_byte_order_marks_and_windows_line_ends_do_no_harm(mark: str, end: str) -> None:
    for text in ("[web]\nweb1 a=1\n", "web:\n  hosts:\n    web1: {a: 1}\n", '{"web":\n["web1"]}\n'):
        (host,) = take("auto", mark + text.replace("\n", end)).hosts
        assert (host.name, host.groups) == ("web1", ("web",))


FORBIDDEN = [
    "ansible_connection",
    "ansible_ssh_common_args",
    "ansible_python_interpreter",
    "ansible_ssh_private_key_file",
    "Ansible_Connection",
    "ａnsible_connection",
]


@pytest.mark.parametrize("name", FORBIDDEN)
@pytest.mark.parametrize("place", ["host", "group", "all"])
@pytest.mark.parametrize("form", ["ini", "yaml", "json"])
def test_a_variable_that_connects_is_refused_in_every_format_and_place(
    name: str, place: str, form: str
) -> None:
    documents = {
        ("ini", "host"): f"[g]\nh1 {name}=local",
        ("ini", "group"): f"[g]\nh1\n[g:vars]\n{name}=local",
        ("ini", "all"): f"[g]\nh1\n[all:vars]\n{name}=local",
        ("yaml", "host"): f"g:\n  hosts:\n    h1: {{{name}: local}}",
        ("yaml", "group"): f"g:\n  hosts: {{h1: }}\n  vars: {{{name}: local}}",
        ("yaml", "all"): f"all:\n  vars: {{{name}: local}}\n  hosts: {{h1: }}",
        ("json", "host"): f'{{"_meta": {{"hostvars": {{"h1":\n{{"{name}": "local"}}}}}}, "g": ["h1"]}}',
        ("json", "group"): f'{{"g": {{"hosts": ["h1"],\n"vars": {{"{name}": "local"}}}}}}',
        ("json", "all"): f'{{"g": ["h1"], "all": {{"vars":\n{{"{name}": "local"}}}}}}',
    }
    text = documents[form, place]
    with pytest.raises(Invalid) as refusal:
        take(form, text)
    (complaint,) = refusal.value.errors
    row = next(number for number, line in enumerate(text.splitlines(), 1) if name in line)
    assert (complaint.code, complaint.line) == ("inventory.var_forbidden", row)
    assert repr(name) in complaint.message and f"row {row}: " in complaint.message
    assert ("host h1" if place == "host" else "group") in complaint.message


def test_everything_wrong_is_said_at_once_in_the_order_of_the_rows() -> None:
    text = (
        "[g]\na;b\nh1 ansible_connection=local ansible_port=0\nh2 ansible_host=@x\n[g:vars]\nvars=1\n[h:bad]"
    )
    with pytest.raises(Invalid) as refusal:
        take("ini", text)
    assert [(complaint.line, complaint.code) for complaint in refusal.value.errors] == [
        (2, "inventory.host_invalid"),
        (3, "port.invalid"),
        (3, "inventory.var_forbidden"),
        (4, "inventory.host_invalid"),
        (6, "var.name_invalid"),
        (7, "ini.invalid"),
    ]
    assert refusal.value.detail == "6 errors in 5 rows; nothing was stored"


def test_a_fault_of_a_whole_range_is_said_once() -> None:
    with pytest.raises(Invalid) as refusal:
        take("ini", "h[1:900] ansible_connection=local")
    (complaint,) = refusal.value.errors
    assert "host h1 and 899 more" in complaint.message


def test_two_hundred_variables_are_enough_for_a_host() -> None:
    rows = "\n".join(f"v{number}=1" for number in range(200))
    (host,) = take("ini", f"[g]\nh1\n[g:vars]\n{rows}").hosts
    assert len(host.vars) == 200
    assert faults(f"[g]\nh1 one_more=1\n[g:vars]\n{rows}") == {(2, "var.too_many")}


def test_sizes_are_limited_before_anything_is_read() -> None:
    with pytest.raises(TooLarge):
        take("ini", "h1\n" * 4_000_000)
    with pytest.raises(TooLarge):
        take("yaml", "a: {hosts: {h1: }}\n" + "# filler\n" * 300_000)
    many = "\n".join(f"h[{start}000:{start}999]" for start in range(1, 11)) + "\nlast"
    assert faults(many) == {(11, "inventory.too_many_hosts")}


@pytest.mark.parametrize(
    "text",
    [
        "h1 x=" + "[" * 60_000,
        "h1 x=[" + "1+" * 30_000 + "1]",
        "h1 x=[" + "-" * 60_000 + "1]",
        "[g:vars]\nh=" + "(" * 100_000,
        "web: {hosts: {h1: {x: '" + "{{" * 30_000 + "'}}}",
        json.dumps({"web": {"hosts": ["h1"], "vars": {"a": ["x"] * 50_000}}}),
    ],
)
def test_hostile_documents_are_answered_soon(text: str) -> None:
    begun = time.process_time()
    try:
        take("auto", text)
    except Invalid as refusal:
        assert refusal.errors
    assert time.process_time() - begun < 10


def test_oddities_are_warnings_at_their_rows() -> None:
    text = """web:
  hosts:
    web1: {ansible_host: 10.0.0.1, enabled: yes, mode: 0644}
    web1.example.net: {ansible_host: 10.0.0.2}
    web2: {ansible_host: 10.0.0.1}
"""
    document = take("auto", text)
    warnings = [(found.row, found.code) for found in document.collected.findings.in_order()]
    assert warnings == [
        (3, "yaml.ambiguous"),
        (3, "yaml.ambiguous"),
        (4, "host.confusable"),
        (5, "address.shared"),
    ]
    assert document.hosts[0].vars == {"enabled": "yes", "mode": 644}


def test_a_host_that_only_hostvars_name_is_left_out_as_ansible_does() -> None:
    document = take("auto", '{"_meta": {"hostvars":\n{"ghost": {"a": 1}}}, "web": ["h1"]}')
    assert [host.name for host in document.hosts] == ["h1"]
    assert [(found.row, found.code) for found in document.collected.findings.in_order()] == [
        (2, "inventory.host_unlisted")
    ]


def test_a_text_that_ansible_marked_as_unsafe_is_that_text() -> None:
    text = '{"web": {"hosts": ["h1"], "vars": {"a": {"__ansible_unsafe": "{{ x }}"}}}}'
    assert take("auto", text).hosts[0].vars == {"a": "{{ x }}"}
