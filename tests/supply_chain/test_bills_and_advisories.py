"""Each layer's bill of materials names what it is made of; advisories count unless waived; silence is no clean bill."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from demo import ports
from supply_chain.advisories import WAIVERS, Advisory, Waiver, not_waived, waivers_in
from supply_chain.sbom import LAYERS, bill_of, kept_to

ROOT = Path(__file__).parents[2]
KNOWN = Advisory("PYSEC-1", frozenset({"PYSEC-1", "CVE-2026-1"}), "flask", "3.1.0", ("3.1.1",))


def test_make_sbom_writes_what_a_layer_is_made_of_and_no_more() -> None:
    target = ROOT / "build" / "sbom" / "scheduler.cdx.json"
    target.unlink(missing_ok=True)

    made = subprocess.run(
        [
            "make",
            "--no-print-directory",
            "sbom",
            "LAYERS_OF_SBOM=scheduler",
            f"VENV={Path(sys.executable).parents[1]}",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert made.returncode == 0, made.stderr
    bom = json.loads(target.read_text())
    names = {re.sub(r"[-_.]+", "-", one["name"]).lower() for one in bom["components"]}
    declared = re.findall(r'^    "([A-Za-z0-9-]+)', (ROOT / "scheduler" / "pyproject.toml").read_text(), re.M)
    assert (bom["bomFormat"], bom["metadata"]["component"]["name"]) == ("CycloneDX", "noc-scheduler")
    assert {name.lower() for name in declared if name != "ruamel"} <= names | {"ruamel-yaml"}
    assert {"werkzeug", "kombu"} <= names, "what its dependencies need"
    assert not {"pytest", "ansible-core", "noc-presentation", "cyclonedx-bom"} & names
    assert all(one["purl"].startswith("pkg:pypi/") and one["version"] for one in bom["components"])
    assert str(ROOT) not in target.read_text()


def test_what_a_layer_does_not_need_is_left_out_with_the_arrows_to_it() -> None:
    bom = {
        "metadata": {"component": {"bom-ref": "root"}},
        "components": [{"bom-ref": "a==1", "name": "A"}, {"bom-ref": "b==1", "name": "b"}],
        "dependencies": [
            {"ref": "root", "dependsOn": ["a==1"]},
            {"ref": "a==1", "dependsOn": ["b==1"]},
            {"ref": "b==1"},
        ],
    }

    kept = kept_to(bom, {"a"})

    assert [one["bom-ref"] for one in kept["components"]] == ["a==1"]
    assert kept["dependencies"] == [{"ref": "root", "dependsOn": ["a==1"]}, {"ref": "a==1", "dependsOn": []}]


@pytest.mark.proof
@pytest.mark.parametrize("layer", LAYERS)
def test_a_bill_is_valid_cyclonedx(layer: str) -> None:
    bom = bill_of(layer)

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(json.dumps(bom)) is None
    assert bom["specVersion"] == "1.6"


@pytest.mark.parametrize(
    ("named", "until", "left"),
    [
        ("CVE-2026-1", date(2026, 11, 22), []),
        ("PYSEC-1", date(2026, 11, 21), []),
        ("CVE-2026-1", date(2026, 11, 20), [KNOWN]),
        ("CVE-2026-2", date(2027, 1, 1), [KNOWN]),
    ],
)
def test_a_waiver_counts_for_its_advisory_until_its_day(
    named: str, until: date, left: list[Advisory]
) -> None:
    assert not_waived([KNOWN, KNOWN], [Waiver(named, until, "why")], date(2026, 11, 21)) == left


@pytest.mark.parametrize(
    "text",
    [
        "waivers: [{id: CVE-1, reason: why}]",
        "waivers: [{id: CVE-1, until: soon, reason: why}]",
        "waivers: [{id: CVE-1, until: 2027-01-01}]",
        "waivers: [{id: CVE-1, until: 2027-01-01, reason: why, forever: true}]",
    ],
)
def test_a_waiver_without_its_day_or_reason_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="a waiver is"):
        waivers_in(text)


def test_the_waivers_of_the_house_can_be_read() -> None:
    assert all(waiver.reason for waiver in waivers_in(WAIVERS.read_text()))


@contextmanager
def advisory_service() -> Iterator[str]:
    """A service on loopback that knows something against click, and nothing else."""

    class Knows(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = {
                "id": "PYSEC-2026-1",
                "summary": "x",
                "aliases": ["CVE-2026-1"],
                "affected": [],
                "modified": "2026-01-01T00:00:00Z",
            }
            answer = json.dumps({"vulns": [known]} if asked["package"]["name"] == "click" else {}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing to tell."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Knows)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/query"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def audit(service: str, waivers: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-m",
        "supply_chain.advisories",
        "--service",
        service,
        "--waivers",
        str(waivers),
    ]
    return subprocess.run([*command, "scheduler"], cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.proof
def test_what_is_known_against_a_layer_fails_the_audit_until_it_is_waived(tmp_path: Path) -> None:
    none, some = tmp_path / "none.yml", tmp_path / "some.yml"
    none.write_text("waivers: []\n")
    some.write_text("waivers: [{id: CVE-2026-1, until: 9999-12-31, reason: this is a test}]\n")

    with advisory_service() as service:
        found, waived = audit(service, none), audit(service, some)

    assert (found.returncode, waived.returncode) == (1, 0), found.stderr + waived.stderr
    assert "PYSEC-2026-1 click" in found.stdout
    assert "scheduler: 1 advisories, 1 waived" in waived.stdout


def test_a_service_that_cannot_be_asked_is_no_clean_bill() -> None:
    (closed,) = ports.free_ports((0,))

    answer = audit(f"http://127.0.0.1:{closed}/v1/query", WAIVERS)

    assert answer.returncode == 2
    assert "NOT AUDITED" in answer.stderr
    assert answer.stdout == ""
