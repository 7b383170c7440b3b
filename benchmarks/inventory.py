"""What the inventory does with 10,000 hosts in 200 groups: importing, listing, searching, resolving targets.

`python -m benchmarks.inventory [postgresql|sqlite]` prints one line a figure; the last column is what is promised.
"""

import argparse
import gc
import logging
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import structlog
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask.testing import FlaskClient

from benchmarks.databases import WORDS, databases
from noc_presentation.actors import SETUP
from noc_presentation.api.app import create_app
from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.inventory.model import Target
from noc_presentation.inventory.service import resolve
from noc_presentation.resources import Resources
from noc_presentation.service import tokens
from noc_presentation.signatures import RequestSigner
from noc_presentation.store.database import Database
from noc_presentation.store.migrate import migrate

HOSTS, GROUPS = 10_000, 200
PAGES = 200


def document(role: str) -> str:
    """An INI inventory: every host in a rack, racks in ten rows, a few variables each."""
    lines = []
    for rack in range(GROUPS - 10):
        begin, end = rack * HOSTS // (GROUPS - 10), (rack + 1) * HOSTS // (GROUPS - 10)
        lines.append(f"[rack{rack:03}]")
        lines += [
            f"host{number:05}.example.net ansible_host=10.{number // 65536}.{number // 256 % 256}.{number % 256} "
            f'role={role} asset=A{number:06} note="unit {number % 40}"'
            for number in range(begin, end)
        ]
    for row in range(10):
        lines.append(f"[row{row}:children]")
        lines += [f"rack{rack:03}" for rack in range(GROUPS - 10) if rack % 10 == row]
        lines.append(f"[row{row}:vars]")
        lines.append(f"row={row}")
    return "\n".join(lines) + "\n"


def run(url: str) -> list[tuple[str, str, str]]:
    """The figures on one empty database: what, how long, what is promised."""
    database = Database(url)
    migrate(database)
    now = datetime.now(UTC)
    silent = httpx.MockTransport(lambda request: httpx.Response(503, json={}))
    signer = RequestSigner("presentation", Ed25519PrivateKey.generate())
    resources = Resources(database, Scheduler(lambda: "http://127.0.0.1", signer, silent), lambda: now)
    with database.writing() as session:
        token = tokens.create(session, "benchmark", None, SETUP, now).text
    client = create_app(resources).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    gc.freeze()  # as `noc-presentation api` does
    figures = []
    for words, role in (
        ("first import", "edge"),
        ("import without a change", "edge"),
        ("import that changes all", "core"),
    ):
        seconds = _timed(lambda role=role: _import(client, document(role)))
        figures.append((words, f"{seconds:.2f} s", "10 s"))
    for words, address in (
        ("page of 50 hosts", "/api/v1/hosts?limit=50"),
        ("page of 200 hosts", "/api/v1/hosts?limit=200"),
        ("page of 50 groups", "/api/v1/groups?limit=50"),
        ("page of a group's hosts", "/api/v1/hosts?limit=50&group=row3"),
        ("page of a search", "/api/v1/hosts?limit=50&search=99.EX"),
        ("search without a hit", "/api/v1/hosts?limit=50&search=nothing"),
    ):
        figures.append((words, _percentiles(client, address), "p99 100 ms"))
    with database.reading() as session:
        rows = tuple(f"row{row}" for row in range(10))
        seconds = _timed(lambda: _expect(len(resolve(session, Target(groups=rows))), HOSTS))
    figures.append((f"targets resolved ({HOSTS} hosts)", f"{seconds:.2f} s", "1 s"))
    seconds = _timed(lambda: _expect(client.get("/api/v1/inventory/ansible").status_code, 200))
    figures.append(("export as --list", f"{seconds:.2f} s", ""))
    resources.close()
    return figures


def main() -> None:
    """Print the figures of the named database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", nargs="?", choices=sorted(WORDS), default="postgresql")
    kind = parser.parse_args().kind
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with databases(kind) as fresh:
        print(f"{WORDS[kind]}: {HOSTS} hosts in {GROUPS} groups")
        for words, figure, promised in run(fresh()[0]):
            print(f"  {words:<32} {figure:<44} {promised}")


def _timed(act: Callable[[], None]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def _import(client: FlaskClient, content: str) -> None:
    answer = client.post("/api/v1/inventory/imports", json={"content": content})
    _expect(answer.status_code, 200)


def _percentiles(client: FlaskClient, address: str) -> str:
    """Of pages all through the list, and the CPU of this process for one: it tells the same on a busy machine."""
    took, cursor = [], None
    cpu = time.process_time()
    for _ in range(PAGES):
        where = address + (f"&cursor={cursor}" if cursor else "")
        began = time.perf_counter()
        answer = client.get(where)
        took.append((time.perf_counter() - began) * 1000)
        _expect(answer.status_code, 200)
        cursor = answer.json["next"] if answer.json else None
    cuts = statistics.quantiles(took, n=100)
    cpu = (time.process_time() - cpu) * 1000 / PAGES
    return f"p50 {cuts[49]:.1f} ms, p99 {cuts[98]:.1f} ms, CPU {cpu:.1f} ms"


def _expect(found: int, wanted: int) -> None:
    if found != wanted:
        raise SystemExit(f"{found} instead of {wanted}")


if __name__ == "__main__":
    main()
