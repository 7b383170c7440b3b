"""C03: nobody hands Ansible's or ssh's own switches through a request; C06: nor a path, nor a file by its name."""

from typing import Any

import pytest

SWITCHES = ("limit", "tags", "skip_tags", "extra_vars", "inventory", "forks", "environment", "env", "cmdline")


@pytest.mark.parametrize("switch", SWITCHES)
def test_a_start_takes_no_switch_of_ansible(house: Any, switch: str) -> None:
    before = house.rows()
    order = {"procedure": "p", "target": {"groups": ["web"]}, switch: "--limit=all"}

    answer = house.person.post("/api/v1/executions", json=order)

    assert (answer.status_code, answer.json["code"]) == (422, "field.unknown")
    assert house.rows() == before
    assert house.scheduler.asked == []


@pytest.mark.parametrize("field", ["files", "filepath", "path", "url", "src"])
def test_an_inventory_is_a_text_and_never_a_file_of_ours(house: Any, field: str) -> None:
    order = {"content": "[web]\nweb1\n", field: {"upload": {"filepath": "/etc/passwd"}}}
    before = house.rows()

    answer = house.person.post("/api/v1/inventory/imports", json=order)

    assert (answer.status_code, answer.json["code"]) == (422, "field.unknown")
    assert [error["path"] for error in answer.json["errors"]] == [f"/{field}"]
    assert house.rows() == before


def test_a_download_is_never_a_page(house: Any) -> None:
    house.person.delete("/api/v1/groups/<script>alert(1)<%2Fscript>")

    for form, kind in (("jsonl", "application/"), ("csv", "text/csv")):
        answer = house.person.get(f"/api/v1/audit/export?format={form}")

        assert answer.status_code == 200
        assert answer.mimetype.startswith(kind) and answer.mimetype != "text/html"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
