"""The only module that speaks to the scheduler: signed requests to the first scheduler of a list that answers."""

import ipaddress
import ssl
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noc_executor_node.clients.patience import Patience, hurried, of_the_sender
from noc_executor_node.errors import SchedulerRefused, SchedulerSilent
from noc_executor_node.signatures import RequestSigner

USUAL = of_the_sender(timedelta(seconds=10))
UNAVAILABLE = (429, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Judged:
    """What the scheduler says to reports, one item for each, and which of its processes said it, if it tells."""

    items: list[dict[str, Any]]
    process: str | None


class SchedulerClient:
    """A conversation with the scheduler; not to be shared between threads.

    `urls` are tried in turn, beginning with the one that answered last. Every method raises SchedulerSilent when
    none answers, or none within the patience for all together: the next call goes on where this one gave up.
    SchedulerRefused means that one says no.
    """

    def __init__(
        self,
        urls: Sequence[str],
        key_id: str,
        key: Ed25519PrivateKey,
        trust: Path | None = None,
        patience: Patience = USUAL,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._patience = patience
        self._urls = [url.rstrip("/") for url in urls]
        self._current = 0
        self._signer = RequestSigner(key_id, key)
        # Made once: reading the certificates that the system trusts takes longer than a request.
        self._verify = ssl.create_default_context(cafile=str(trust)) if trust else httpx.create_ssl_context()
        self._transport = transport
        self._http = self._opened()

    def _opened(self) -> httpx.Client:
        patience = self._patience
        return httpx.Client(
            auth=self._signer,
            timeout=httpx.Timeout(patience.pause, connect=patience.connect),
            verify=self._verify,
            transport=self._transport,
            event_hooks=hurried(patience.answer),
        )

    @property
    def url(self) -> str:
        """The scheduler that is asked first."""
        return self._urls[self._current]

    @property
    def may_hand_over(self) -> bool:
        """Whether attempts in an answer may be believed: answers aren't signed, so nobody may sit in between."""
        place = urlsplit(self.url)
        if place.scheme == "https":
            return True
        try:
            return ipaddress.ip_address(place.hostname or "").is_loopback
        except ValueError:
            return place.hostname == "localhost"

    def enrol(self, description: Mapping[str, Any]) -> dict[str, Any]:
        """Ask to belong to this scheduler; the same again when asked again. Signed with the fingerprint as key id."""
        answer = self._post("/v1/executor-nodes", description)
        if not isinstance(answer.get("id"), str):
            raise SchedulerSilent("the answer to the enrolment names no id")
        return answer

    def heartbeat(self, own_id: str, beat: Mapping[str, Any]) -> dict[str, Any]:
        """Say what is here, hear what is wanted."""
        return self._post(f"/v1/executor-nodes/{own_id}/heartbeat", beat)

    def report(self, boot: str, reports: Sequence[Mapping[str, Any]]) -> Judged:
        """Tell what came of attempts; one answer for each report."""
        answer = self._post("/v1/reports", {"boot": boot, "reports": reports})
        items, process = answer.get("items"), answer.get("process")
        if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
            raise SchedulerSilent("the answer to the reports can't be understood")
        return Judged(items, process if isinstance(process, str) else None)

    def announce_modules(self, own_id: str, of_hash: str, document: str | None = None) -> bool:
        """Say which module catalogue is here; whether the scheduler knows its document, or has to be sent it."""
        said = {"hash": of_hash, **({"document": document} if document is not None else {})}
        return self._put(f"/v1/executor-nodes/{own_id}/modules", said).get("known") is True

    def connect_anew(self) -> None:
        """Ask next over a new connection, which another process of the scheduler may answer."""
        before, self._http = self._http, self._opened()
        before.close()

    def close(self) -> None:
        """Let go of open connections."""
        self._http.close()

    def _post(self, path: str, document: Mapping[str, Any]) -> dict[str, Any]:
        return self._ask("POST", path, document)

    def _put(self, path: str, document: Mapping[str, Any]) -> dict[str, Any]:
        return self._ask("PUT", path, document)

    def _ask(self, method: str, path: str, document: Mapping[str, Any]) -> dict[str, Any]:
        failures: list[str] = []
        over = time.monotonic() + self._patience.altogether
        for _ in self._urls:
            if failures and time.monotonic() + self._patience.connect > over:
                break
            try:
                response = self._http.request(method, self.url + path, json=document)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                failures.append(f"{self.url}: {type(error).__name__}: {error}")
            else:
                if response.status_code not in UNAVAILABLE:
                    return _read(response)
                failures.append(f"{self.url}: status {response.status_code}")
            self._current = (self._current + 1) % len(self._urls)
        raise SchedulerSilent("; ".join(failures))


def _read(response: httpx.Response) -> dict[str, Any]:
    try:
        body = response.json()
    except ValueError:
        body = None
    if response.is_success and isinstance(body, dict):
        return body
    if response.is_success:
        raise SchedulerSilent(f"{response.url} answered with something that is no JSON object")
    problem = body if isinstance(body, dict) else {}
    raise SchedulerRefused(
        response.status_code, str(problem.get("code", f"http.{response.status_code}")), problem
    )
