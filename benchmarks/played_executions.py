"""A stand-in for the scheduler with one large execution: `played_executions PORT HOSTS NODES RATE`.

It answers what presentation asks about executions, and moves hosts on, RATE events a second; signatures are not
looked at. The execution is all that is played: procedures and the editor are measured against the real scheduler.
"""

import json
import random
import sys
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

EXECUTION = "0192f0c1-0000-7000-8000-00000000beac"
PROCEDURE = "bench-screens"
TICK_S = 0.05
#: As many lines as these make 100,000 for 2,000 hosts.
LINES = 50
KEPT_EVENTS = 200
Document = dict[str, Any]


def node_id(place: int, nodes: int) -> str:
    """The name of a node by its place; the first begins, the last ends."""
    return "begin" if place == 0 else "done" if place == nodes - 1 else f"step{place:02}"


class Execution:
    """Hosts that walk from node to node, round again when they are through, so that there is always something new."""

    def __init__(self, hosts: int, nodes: int) -> None:
        self.nodes = [node_id(place, nodes) for place in range(nodes)]
        self.began = datetime.now(UTC)
        self.events = 0
        self.lock = threading.Lock()
        self.cells: list[dict[str, Document]] = [{} for _ in range(hosts)]
        self.places = [0] * hosts
        self.arrows: dict[tuple[str, str], int] = {}
        for host in range(hosts):
            for _ in range(random.randrange(1, nodes)):
                self._step(host)

    def _step(self, host: int) -> None:
        place = self.places[host]
        node, after = self.nodes[place], self.nodes[(place + 1) % len(self.nodes)]
        before = self.cells[host].get(node)
        visits = 1 if before is None else before["visits"] + 1
        outcome = random.choices(["succeeded", "changed", "failed"], [90, 8, 2])[0]
        status = "failed" if outcome == "failed" else "succeeded"
        self.cells[host][node] = {"outcome": outcome, "status": status, "visits": visits, "changed": False}
        self.arrows[node, after] = self.arrows.get((node, after), 0) + 1
        self.places[host] = (place + 1) % len(self.nodes)

    def move(self, count: int) -> None:
        """So many events happen."""
        with self.lock:
            for _ in range(count):
                self._step(random.randrange(len(self.cells)))
                self.events += 1

    def document(self) -> Document:
        """The execution, summed up."""
        at = self.began.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        lasted = (datetime.now(UTC) - self.began).total_seconds()
        return {
            "id": EXECUTION,
            "number": 1,
            "status": "running",
            "procedure": {"name": PROCEDURE, "version": 1},
            "target": {"groups": [], "hosts": []},
            "params": {},
            "created_at": at,
            "started_at": at,
            "finished_at": None,
            "actor": {"id": "bench", "name": "bench", "kind": "person"},
            "counts": {"running": len(self.cells)},
            "changed": 0,
            "endings": [],
            "lasted_ms": round(lasted * 1000),
            "sentence": f"0 of {len(self.cells)} hosts ok after {lasted:.0f} s",
        }

    def matrix(self) -> Document:
        """Hosts by steps."""
        with self.lock:
            hosts = [
                {"name": f"host{number:05}", "status": "running", "outcome_word": None, "cells": cells}
                for number, cells in enumerate(self.cells)
            ]
            arrows = [
                {"from": one, "outcome": "succeeded", "to": other, "count": count}
                for (one, other), count in self.arrows.items()
            ]
            nodes = [{"id": node, "kind": "task", "title": node} for node in self.nodes]
            return json.loads(json.dumps({"nodes": nodes, "hosts": hosts, "arrows": arrows}))

    def visits(self, cursor: int) -> Document:
        """A page of visits that wrote something."""
        page = [self._visit(host) for host in range(cursor, min(cursor + 200, len(self.cells)))]
        after = cursor + 200
        return {"items": page, "next": str(after) if after < len(self.cells) else None}

    def _visit(self, host: int) -> Document:
        lines = [f"\x1b[32mok\x1b[0m host{host:05} line {number} of what it says" for number in range(LINES)]
        written = {"stdout": "\n".join(lines) + "\n", "stderr": "", "message": ""}
        moment = self.began.isoformat()
        where = {"id": f"v{host}", "host": f"host{host:05}", "number": 2, "node": "step01", "kind": "task"}
        ended = {"status": "succeeded", "outcome": "succeeded", "started_at": moment, "finished_at": moment}
        return {**where, **ended, **written, "attempts": 1, "why": None, "waiting_for": None}

    def feed(self, after: str | None) -> Document:
        """As many events as have happened; they only ring."""
        missed = 0 if after is None else max(0, self.events - int(after))
        return {"items": [{"execution": EXECUTION}] * min(missed, KEPT_EVENTS), "next": str(self.events)}


def handler(execution: Execution) -> type[BaseHTTPRequestHandler]:
    """The server's way to answer."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            end = url.path.rpartition("/")[2]
            if end == "matrix":
                self._answer(execution.matrix())
            elif end == "visits":
                self._answer(execution.visits(int(query.get("cursor", "0"))))
            elif end == "events":
                self._answer(execution.feed(query.get("after")))
            elif "/executions/" in url.path:
                self._answer(execution.document())
            else:
                self._answer({"items": [], "next": None})

        def _answer(self, document: Document) -> None:
            body = json.dumps(document).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


def main() -> None:
    """Serve until killed."""
    port, hosts, nodes, rate = (int(word) for word in sys.argv[1:])
    execution = Execution(hosts, nodes)
    server = ThreadingHTTPServer(("127.0.0.1", port), handler(execution))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    owed = 0.0
    while True:
        time.sleep(TICK_S)
        owed += rate * TICK_S
        execution.move(int(owed))
        owed -= int(owed)


if __name__ == "__main__":
    main()
