"""The API describes itself truly, and its pages need nothing from elsewhere."""

import json
import re
from pathlib import Path
from typing import Any

from openapi_spec_validator import OpenAPIV31SpecValidator, validate

COMMITTED = Path(__file__).parents[3] / "scheduler" / "openapi.json"


def test_the_committed_description_is_the_served_one(wire: Any) -> None:
    served = wire.app.test_client().get("/openapi.json").get_json()

    assert served == json.loads(COMMITTED.read_text()), "run make openapi"


def test_the_description_is_valid() -> None:
    description = json.loads(COMMITTED.read_text())

    assert description["openapi"] == "3.1.0"
    validate(description, cls=OpenAPIV31SpecValidator)


def test_every_route_is_described_with_who_may_ask(wire: Any) -> None:
    described = json.loads(COMMITTED.read_text())["paths"]
    for rule in wire.app.url_map.iter_rules():
        operations = described[re.sub(r"<string:(\w+)>", r"{\1}", rule.rule)]
        for method in rule.methods - {"HEAD", "OPTIONS"}:
            operation = operations[method.lower()]
            assert operation.get("security") == [] or operation["x-peer"]


def test_the_page_loads_only_what_is_served_here(wire: Any) -> None:
    client = wire.app.test_client()
    page = client.get("/docs")

    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert "//" not in address
        assert client.get(f"/{address}").status_code == 200
    assert client.get("/docs/index.html").status_code == 404
