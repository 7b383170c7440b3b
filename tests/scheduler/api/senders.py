"""Monitoring systems as they send to webhooks: with a signature over id, time and body, or with a token."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx

ANNA = {"id": "p1", "name": "Anna", "kind": "person"}


@dataclass
class Sender:
    """Who holds a webhook's secret."""

    http: httpx.Client
    path: str
    secret: str
    now: Callable[[], float] = time.time

    def signed(
        self, document: Any, message: str = "msg-1", at: float | None = None, **changes: Any
    ) -> httpx.Response:
        """Send with a signature, or what `changes` say instead of a right header."""
        body = document if isinstance(document, bytes) else json.dumps(document).encode()
        stamp = str(int(self.now() if at is None else at))
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signature = hmac.digest(key, b".".join((message.encode(), stamp.encode(), body)), hashlib.sha256)
        headers = {
            "Content-Type": "application/json",
            "webhook-id": message,
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{base64.b64encode(signature).decode()}",
        }
        return self.http.post(self.path, content=body, headers={**headers, **changes})

    def bearing(self, document: Any, token: str | None = None) -> httpx.Response:
        """Send with the secret as a token."""
        return self.http.post(
            self.path, json=document, headers={"Authorization": f"Bearer {token or self.secret}"}
        )


def keep_webhook(api: httpx.Client, order: dict[str, Any], **trigger: Any) -> str:
    """A schedule that waits for messages; its id."""
    whole = {name: value for name, value in order.items() if name != "start_at"}
    asked = {**whole, "name": "alarms", "trigger": {"kind": "webhook", **trigger}}
    answer = api.post("/v1/schedules", json=asked)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def sender(wire: Any, api: httpx.Client, schedule: str) -> Sender:
    """Somebody who was given the webhook's secret, and whose clock is right."""
    made = api.post(f"/v1/schedules/{schedule}/secret", json={"actor": ANNA, "reason": ""})
    assert made.status_code == 200, made.text
    transport = httpx.WSGITransport(wire.app)
    anybody = httpx.Client(transport=transport, base_url="http://scheduler.test")
    return Sender(anybody, made.json()["path"], made.json()["secret"], lambda: wire.now().timestamp())
