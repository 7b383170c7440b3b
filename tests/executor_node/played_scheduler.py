"""A scheduler played by the tests: real HTTP on a loopback port, real signatures, and whatever answers a test wants."""

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from noc_executor_node.errors import Refused
from noc_executor_node.instants import now, now_text
from noc_executor_node.keys import fingerprint, public_text
from noc_executor_node.signatures import RequestSigner, SignedRequest, verify

Json = dict[str, Any]


class PlayedScheduler:
    """Knows one executor node, remembers what it said, and judges its reports as a scheduler does."""

    OWN_ID = "01a1fbc0-3913-76e8-8a63-f97687f06a8e"

    def __init__(self) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.status = "authorised"
        self.node_key: str | None = None
        self.enrolments: list[Json] = []
        self.beats: list[Json] = []
        self.batches: list[list[Json]] = []
        self.reports: dict[str, list[Json]] = defaultdict(list)
        self.offers: list[Json] = []
        self.withdrawn: list[Json] = []
        self.refusals: list[tuple[int, str]] = []
        self.judge: Callable[[Json], Json | None] = lambda report: None
        self.answer: Callable[[list[Json]], None] = lambda batch: None
        self.knows_the_node = True
        self.lease_ms: int | None = None
        self.streams: int | None = None
        self.process: str | None = None
        self.url = ""
        self._nonces: set[tuple[str, str]] = set()

    @property
    def public_key(self) -> str:
        return public_text(self.key)

    def client(self, url: str = "") -> httpx.Client:
        """Speaks to an executor node as this scheduler."""
        return httpx.Client(base_url=url, auth=RequestSigner("scheduler", self.key), timeout=10)

    def finished(self, attempt: str) -> Json | None:
        """The report that ended an attempt."""
        return next((report for report in self.reports[attempt] if report["state"] == "finished"), None)

    def app(self) -> Flask:
        app = Flask("played_scheduler")
        app.post("/v1/executor-nodes")(self._enrol)
        app.post("/v1/executor-nodes/<own_id>/heartbeat")(self._beat)
        app.post("/v1/reports")(self._report)
        app.register_error_handler(Refused, lambda error: self._no(error.status, error.code))
        return app

    @contextmanager
    def listening(self, port: int = 0) -> Iterator["PlayedScheduler"]:
        """Answers on a loopback port, or this one, for as long as the context lasts."""
        server = make_server("127.0.0.1", port, self.app(), threaded=True)
        self.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()

    def _caller(self) -> str:
        def key_of(key_id: str) -> str | None:
            if key_id == self.OWN_ID and self.knows_the_node:
                return self.node_key
            presented = (request.get_json(silent=True) or {}).get("public_key")
            return presented if presented and fingerprint(presented) == key_id else None

        return verify(
            SignedRequest(request.method, request.url, dict(request.headers), request.get_data()),
            public_key_of=key_of,
            take_nonce=self._take_nonce,
            authorities={request.host},
            now=now,
        )

    def _take_nonce(self, key_id: str, nonce: str, _: Any) -> bool:
        fresh = (key_id, nonce) not in self._nonces
        self._nonces.add((key_id, nonce))
        return fresh

    def _no(self, status: int, code: str, **more: Any) -> Response:
        response = jsonify({"status": status, "code": code, **more})
        response.status_code = status
        return response

    def _planned_refusal(self) -> Response | None:
        return self._no(*self.refusals.pop(0)) if self.refusals else None

    def _enrol(self) -> Response:
        if (refusal := self._planned_refusal()) is not None:
            return refusal
        caller, said = self._caller(), request.get_json()
        assert caller == fingerprint(said["public_key"])
        self.enrolments.append(said)
        self.node_key, self.knows_the_node = said["public_key"], True
        return jsonify(
            {"id": self.OWN_ID, "name": said["name"], "status": self.status, "fingerprint": caller}
        )

    def _beat(self, own_id: str) -> Response:
        assert self._caller() == own_id
        self.beats.append(request.get_json())
        if self.status != "authorised":
            return self._no(403, "executor_node.not_authorised", executor_node=self.status)
        offers, self.offers = self.offers, []
        return jsonify(
            {
                "status": self.status,
                "server_time": now_text(),
                "renewed": [item["id"] for item in self.beats[-1]["journal"]],
                "withdrawn": self.withdrawn,
                "attempts": offers,
                **({} if self.lease_ms is None else {"lease_ms": self.lease_ms}),
                **({} if self.streams is None else {"streams": self.streams}),
            }
        )

    def _report(self) -> Response:
        if (refusal := self._planned_refusal()) is not None:
            return refusal
        assert self._caller() == self.OWN_ID
        if self.status != "authorised":
            return self._no(403, "executor_node.not_authorised", executor_node=self.status)
        batch = request.get_json()["reports"]
        self.answer(batch)
        self.batches.append(batch)
        process = {} if self.process is None else {"process": self.process}
        return jsonify({"items": [self._judged(report) for report in batch], **process})

    def _judged(self, report: Json) -> Json:
        verdict = self.judge(report) or {"status": "applied"}
        if verdict["status"] == "applied":
            if report in self.reports[report["id"]]:
                verdict = {"status": "duplicate"}
            else:
                self.reports[report["id"]].append(report)
        return {"id": report["id"], "seq": report["seq"], **verdict}
