"""The API as `noc` speaks to it: JSON in, JSON out, refusals and silence as errors."""

import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote

import httpx

from noc_presentation.noc.errors import NoAnswer, NotUnderstood, ServerRefused, ServerUnreachable
from noc_presentation.noc.settings import Server
from noc_presentation.noc.visible import warn

Document = dict[str, Any]
Query = str | int
PREFIX = "/api/v1"
PAGE = 200
TIMEOUT = httpx.Timeout(60, connect=5)
CONNECTION_TRIES = 2
#: How a server of ours says that it has no such route at all, whatever stands in it.
NO_SUCH_ADDRESS = "The requested URL was not found on the server"
#: Before what got no answer is asked for again.
PAUSES_S = (1.0, 3.0)


class Client:
    """One server and one token, or none yet. Every method raises ServerRefused or ServerUnreachable."""

    def __init__(
        self,
        server: Server,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._url, self._sleep = server.url, sleep
        self._http = httpx.Client(
            base_url=server.url + PREFIX,
            headers={} if server.token is None else {"Authorization": f"Bearer {server.token}"},
            timeout=TIMEOUT,
            transport=transport or httpx.HTTPTransport(retries=CONNECTION_TRIES),
            trust_env=False,
        )

    @property
    def url(self) -> str:
        """The server."""
        return self._url

    def vouch(self, csrf_token: str) -> None:
        """Show from now on that requests with the cookie of a new session come from here."""
        self._http.headers["X-CSRF-Token"] = csrf_token

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, *path: str, **query: Query) -> Document:
        """One document; `path` is the segments of the address, quoted here."""
        return self._ask("GET", path, query=query)

    def some(self, *path: str, most: int, **query: Query) -> tuple[list[Document], bool]:
        """The first items of a list, at most so many, and whether there are more."""
        items: list[Document] = []
        page: Document = {"next": None}
        while True:
            limit = min(PAGE, most - len(items))
            cursor: dict[str, Query] = {"cursor": page["next"]} if page["next"] else {}
            page = self.get(*path, limit=limit, **query, **cursor)
            items += page["items"]
            if not page["next"] or len(items) >= most:
                return items, bool(page["next"])

    def whole(self, *path: str) -> list[Document]:
        """All items of a list that comes in one piece."""
        items: list[Document] = self.get(*path)["items"]
        return items

    def create(self, *path: str, body: Document) -> Document:
        """Make something, once: its key lets us ask again when no answer comes."""
        headers = {"Idempotency-Key": secrets.token_urlsafe(16)}
        for pause in PAUSES_S:
            try:
                return self._ask("POST", path, body=body, headers=headers)
            except NoAnswer as error:
                warn(f"{error}; asking again")
                self._sleep(pause)
        return self._ask("POST", path, body=body, headers=headers)

    def post(self, *path: str, body: Document) -> Document:
        """Ask for something to be done."""
        return self._ask("POST", path, body=body)

    def put(self, *path: str, body: Document) -> Document:
        """Make something say this."""
        return self._ask("PUT", path, body=body)

    def delete(self, *path: str) -> None:
        """Delete something."""
        self._ask("DELETE", path)

    def _ask(
        self,
        method: str,
        path: tuple[str, ...],
        query: Mapping[str, Query] | None = None,
        body: Document | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Document:
        address = "/" + "/".join(quote(segment, safe="") for segment in path)
        try:
            answer = self._http.request(method, address, params=query, json=body, headers=headers)
        except UnicodeEncodeError as error:  # bytes of a command line that are no UTF-8
            raise NotUnderstood("what was typed is not UTF-8 (encoding.not_utf8)") from error
        except httpx.HTTPError as error:
            words = f"can't reach the server at {self._url}: {error}"
            if method == "GET" or isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
                raise ServerUnreachable(words) from error
            raise NoAnswer(f"{words}; what was asked for may have been done") from error
        return self._read(answer)

    def _read(self, answer: httpx.Response) -> Document:
        if answer.status_code == 204:
            return {}
        try:
            document = answer.json()
        except ValueError:
            document = None
        if not isinstance(document, dict):
            raise ServerUnreachable(
                f"{self._url} answers, but not as this API does (HTTP {answer.status_code})"
            )
        if answer.is_success:
            return document
        if answer.status_code == 404 and NO_SUCH_ADDRESS in str(document.get("detail")):
            raise ServerUnreachable(
                f"{self._url} is not the presentation layer, or an older one; NOC_URL is that layer's address"
            )
        if answer.status_code >= 500:
            kind = NoAnswer if answer.status_code == 504 else ServerUnreachable
            raise kind(
                f"the server has trouble: {document.get('detail', answer.status_code)} "
                f"({document.get('code')}, request {document.get('request_id')})"
            )
        raise ServerRefused(answer.status_code, document)
