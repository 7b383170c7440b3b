"""Inventories as spreadsheets save them."""

import pytest

from noc_presentation.errors import Invalid
from noc_presentation.inventory import imports
from noc_presentation.inventory.model import ImportedHost

SHEET = (
    "name,address,port,user,groups,tags,role,note\n"
    'web1,10.0.0.1,22,deploy,web site,"a, b",front,"two\nlines, and ""quotes"""\n'
    "web2,,,,web;site,,=1+1,\n"
)


def hosts(text: str, declared: str = "auto") -> dict[str, ImportedHost]:
    document = imports.read(declared, text)
    imports.refuse_faults(document)
    return {host.name: host for host in document.hosts}


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_may_stand_between_cells(mark: str) -> None:
    text = f"name{mark}port{mark}role\nweb1{mark}2222{mark}front\n"
    assert (hosts(text)["web1"].port, hosts(text)["web1"].vars) == (2222, {"role": "front"})


def test_columns_are_fields_groups_and_variables_and_an_empty_cell_says_nothing() -> None:
    found = hosts(SHEET)
    first, second = found["web1"], found["web2"]
    assert (first.address, first.port, first.user) == ("10.0.0.1", 22, "deploy")
    assert (first.groups, first.tags) == (("site", "web"), ("a", "b"))
    assert first.vars == {"role": "front", "note": 'two\nlines, and "quotes"'}
    assert (second.address, second.port, second.tags, second.row) == (None, None, None, 4)
    assert second.vars == {"role": "=1+1"}


def test_windows_line_ends_and_a_mark_of_the_byte_order_don_t_matter() -> None:
    assert hosts("\ufeff" + SHEET.replace("\n", "\r\n")).keys() == hosts(SHEET).keys()


def test_one_column_of_names_is_csv_where_that_is_said() -> None:
    assert list(hosts("name\nweb1\nweb2\n", "csv")) == ["web1", "web2"]


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("address,port\n10.0.0.1,22\n", "csv.no_name", 1),
        ("name,role,Role,port,PORT\nweb1,a,b,1,2\n", "csv.duplicate_column", 1),
        ("name,role\nweb1,a,b\n", "csv.too_many_cells", 2),
        ("name,\nweb1,a\n", "csv.nameless_column", 2),
        ("name,role\n,a\n", "inventory.host_invalid", 2),
        ('name,role\nweb1,"a\n', "csv.invalid", 2),
        ('name,role\nweb1,"a"b\n', "csv.invalid", 2),
        ("name,ansible_connection\nweb1,local\n", "inventory.var_forbidden", 2),
        ("name,address\nweb1,-oProxyCommand=touch x\n", "inventory.host_invalid", 2),
        ("name,address\nweb1,@/etc/passwd\n", "inventory.host_invalid", 2),
        ("name,port\nweb1,22.5\n", "port.invalid", 2),
        ("name,port\nweb1,1\nWeb1,2\n", "host.confusable", 3),
        ("name,role\nweb1,a\nweb1,b\n", "host.duplicate_conflict", 3),
        ("name,port\n", "inventory.empty", None),
    ],
)
def test_what_is_wrong_is_told_with_its_row(text: str, code: str, row: int | None) -> None:
    with pytest.raises(Invalid) as refused:
        hosts(text, "csv")
    assert (code, row) in {(error.code, error.line) for error in refused.value.errors}
