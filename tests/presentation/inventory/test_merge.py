"""What an import does to hosts that are there already."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from noc_presentation.inventory import imports
from noc_presentation.inventory.findings import Findings
from noc_presentation.inventory.merge import Merged, merge
from noc_presentation.inventory.model import Host

STORED = Host(
    name="web1",
    address="10.0.0.1",
    port=2222,
    user="deploy",
    groups=("canary", "web"),
    tags=("old",),
    vars={"a": 1, "b": {"c": 2}},
    host_keys=("ssh-ed25519 AAAA",),
)
OTHER = Host(name="db1", address="10.0.0.9")


def brought(text: str, *stored: Host, whole: bool = False) -> Merged:
    findings = Findings()
    merged = merge(stored, imports.read("auto", text).hosts, replace=whole, findings=findings)
    assert not findings.has_errors, findings.in_order()
    return merged


def test_what_the_document_is_silent_about_stays() -> None:
    merged = brought("[web]\nweb1\n", STORED, OTHER)
    assert (merged.added, merged.changed, merged.removed) == ((), (), ())
    assert merged.unchanged == (STORED,)


def test_what_it_says_is_added_or_overwritten() -> None:
    merged = brought("[edge]\nweb1 ansible_port=22 b=5 noc_tags=new\n", STORED, OTHER)
    (change,) = merged.changed
    assert change.after == replace(
        STORED,
        port=22,
        groups=("canary", "edge", "web"),
        tags=("new", "old"),
        vars={"a": 1, "b": 5},
    )
    assert change.fields == ("groups", "port", "tags", "vars.b")


def test_with_replace_the_inventory_becomes_the_document() -> None:
    merged = brought("[edge]\nweb1\nnew1\n", STORED, OTHER, whole=True)
    assert [host.name for host in merged.added] == ["new1"]
    assert [host.name for host in merged.removed] == ["db1"]
    (change,) = merged.changed
    assert change.after == Host("web1", "web1", groups=("edge",), host_keys=STORED.host_keys)


def test_known_host_keys_are_replaced_only_by_other_keys(new_host_key: Callable[[], str]) -> None:
    key = new_host_key()
    (change,) = brought(f"[web]\nweb1 noc_host_keys='{key} comment'\n", STORED).changed
    assert change.after.host_keys == (key,)
    (change,) = brought("[web]\nweb1 noc_host_keys=[]\n", STORED).changed
    assert change.after.host_keys == ()


def test_a_true_is_no_one(  # 1 == True for Python, and neither for Ansible nor for a condition
) -> None:
    (change,) = brought("[web]\nweb1 a=True\n", STORED).changed
    assert change.fields == ("vars.a",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("WEB1", "host.confusable"),
        ("web_2", "inventory.host_invalid"),
        ("1.2.3", "address.invalid"),
    ],
)
def test_what_contradicts_the_stored_hosts_or_has_no_address_is_an_error(text: str, code: str) -> None:
    findings = Findings()
    merge([STORED], imports.read("ini", text).hosts, replace=False, findings=findings)
    assert [(found.row, found.code) for found in findings.in_order()] == [(1, code)]


def test_variables_add_up_to_the_limit() -> None:
    full = replace(STORED, vars={f"v{number}": 1 for number in range(200)})
    findings = Findings()
    merge([full], imports.read("ini", "web1 one_more=1").hosts, replace=False, findings=findings)
    assert [found.code for found in findings.in_order()] == ["var.too_many"]


def test_hosts_add_up_to_the_limit() -> None:
    stored = [Host(f"s{number}", "10.0.0.1") for number in range(10_000)]
    findings = Findings()
    merge(
        stored, imports.read("ini", "one_more ansible_host=10.0.0.1").hosts, replace=False, findings=findings
    )
    assert [found.code for found in findings.in_order()] == ["inventory.too_many_hosts"]
