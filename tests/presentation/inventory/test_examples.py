"""The inventories that are shipped can be imported, and the two examples say the same."""

from pathlib import Path

import pytest

from noc_presentation.inventory import imports
from noc_presentation.inventory.findings import Findings
from noc_presentation.inventory.merge import merge
from noc_presentation.inventory.model import Host

SHIPPED = Path(__file__).parents[3] / "inventory"


def hosts(file: Path) -> tuple[Host, ...]:
    findings = Findings()
    document = imports.read("auto", file.read_text("utf-8"))
    merged = merge([], document.hosts, replace=False, findings=findings)
    assert findings.in_order() == document.collected.findings.in_order() == ()
    return merged.added


@pytest.mark.parametrize("file", sorted(SHIPPED.iterdir()), ids=lambda file: file.name)
def test_a_shipped_inventory_can_be_imported_without_a_warning(file: Path) -> None:
    assert hosts(file)


def test_the_examples_in_ini_and_yaml_say_the_same() -> None:
    ini, yaml = hosts(SHIPPED / "example.ini"), hosts(SHIPPED / "example.yml")
    assert ini == yaml
    first = next(host for host in yaml if host.name == "web01.example.net")
    assert (first.groups, first.tags) == (("canary", "site", "web"), ("tier:front",))
    assert first.vars == {"site": "gru", "http_port": 8080}
