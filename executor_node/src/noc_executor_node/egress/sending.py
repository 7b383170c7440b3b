"""Sending a question: one connection to one checked address, a capped answer, no surprise followed."""

import ssl
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpcore

from noc_executor_node.egress.addresses import Resolver, allowed, resolve
from noc_executor_node.egress.asking import Question
from noc_executor_node.egress.endpoints import Endpoint
from noc_executor_node.errors import NotRun

CONNECT_TIMEOUT_S = 5.0
#: For one piece of an answer; the whole is bounded by whoever started this process.
PIECE_TIMEOUT_S = 30.0
MOST_REDIRECTS = 3
REDIRECTS = frozenset((301, 302, 303, 307, 308))


class CheckedNetwork(httpcore.SyncBackend):
    """Connects to what a name leads to only after looking at it, and to nothing else: it asks once."""

    def __init__(self, allow_private: bool, resolver: Resolver = resolve) -> None:
        super().__init__()
        self._allow_private, self._resolver = allow_private, resolver

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Like its parent's; the name is resolved here, and the connection goes to the address that was checked."""
        trouble: Exception | None = None
        for address in allowed(host, port, self._allow_private, self._resolver):
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except httpcore.ConnectError as error:
                trouble = error
        raise httpcore.ConnectError(f"no address of {host} answers: {trouble}")


def send(endpoint: Endpoint, question: Question, resolver: Resolver = resolve) -> dict[str, Any]:
    """The answer as `{status, headers, body}`, `body` in bytes.

    Raises NotRun when it may not be sent, was refused on the way, or answered more than it may.
    """
    network = CheckedNetwork(endpoint.allow_private, resolver)
    with httpcore.ConnectionPool(ssl_context=_trust(endpoint), network_backend=network) as pool:
        target = question.path
        for _ in range(MOST_REDIRECTS + 1):
            try:
                answer = _send_once(pool, endpoint, question, target)
            except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError) as error:
                words = f"{endpoint.name} did not answer: {type(error).__name__}: {error}"
                raise NotRun("failed", "request.no_answer", words) from error
            if answer["status"] not in REDIRECTS or not endpoint.redirects or question.body is not None:
                return answer
            target = _same_origin(endpoint, target, answer["headers"].get("location", ""))
    raise NotRun("failed", "egress.redirects", f"more than {MOST_REDIRECTS} redirects")


def _send_once(
    pool: httpcore.ConnectionPool, endpoint: Endpoint, question: Question, target: str
) -> dict[str, Any]:
    url = httpcore.URL(
        scheme=endpoint.scheme.encode(),
        host=endpoint.host.encode("ascii"),
        port=endpoint.port,
        target=target.encode("ascii"),
    )
    headers = [(b"Host", endpoint.authority.encode("ascii"))]
    headers += [(name.encode("ascii"), value.encode("latin-1")) for name, value in question.headers.items()]
    if question.body is not None:
        headers.append((b"Content-Length", str(len(question.body)).encode()))
    timeouts = {"connect": CONNECT_TIMEOUT_S, "read": PIECE_TIMEOUT_S, "write": PIECE_TIMEOUT_S}
    with pool.stream(
        question.method, url, headers=headers, content=question.body, extensions={"timeout": timeouts}
    ) as answer:
        told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers}
        if told.get("content-encoding", "identity").lower() != "identity":
            raise NotRun(
                "failed", "egress.encoded", "the answer is compressed, though that was not asked for"
            )
        return {"status": answer.status, "headers": told, "body": _capped(answer, endpoint.max_response)}


def _capped(answer: httpcore.Response, most: int) -> bytes:
    body = bytearray()
    for piece in answer.iter_stream():
        body += piece
        if len(body) > most:
            raise NotRun("failed", "egress.too_large", f"the answer is longer than {most} bytes")
    return bytes(body)


def _same_origin(endpoint: Endpoint, target: str, location: str) -> str:
    """Where a redirect leads inside the same origin; what leads elsewhere is refused before anything is sent."""
    base = f"{endpoint.scheme}://{endpoint.authority}{target}"
    parts = urlsplit(urljoin(base, location))
    if (parts.scheme, parts.netloc) != (endpoint.scheme, endpoint.authority) or not parts.path.startswith(
        "/"
    ):
        raise NotRun("failed", "egress.redirect", f"{endpoint.name} redirects to another place")
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _trust(endpoint: Endpoint) -> ssl.SSLContext:
    """Certificates are always checked, against the endpoint's own authority where it has one."""
    try:
        return ssl.create_default_context(cafile=str(endpoint.ca_file) if endpoint.ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise NotRun(
            "failed", "endpoint.ca_unusable", f"{endpoint.ca_file} can't be used: {error}"
        ) from error
