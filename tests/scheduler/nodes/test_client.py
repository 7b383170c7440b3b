"""Speaking to executor nodes: what certainly did not arrive is told apart from what may have."""

from collections.abc import Callable

import httpx
import pytest

from noc_scheduler.nodes.client import ExecutorNodes, MaybeDelivered, NotDelivered


def fail(error: httpx.HTTPError) -> Callable[[httpx.Request], httpx.Response]:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error

    return answer


def offer(answer: Callable[[httpx.Request], httpx.Response]) -> object:
    client = ExecutorNodes(httpx.Client(transport=httpx.MockTransport(answer)))
    return client.offer("http://node.test", [{"id": "1"}])


@pytest.mark.parametrize(
    "answer",
    [
        fail(httpx.ConnectError("refused")),
        fail(httpx.ConnectTimeout("")),
        lambda _: httpx.Response(401, json={"code": "signature.invalid"}),
        lambda _: httpx.Response(413),
    ],
)
def test_what_was_refused_or_never_left_is_not_delivered(answer: Callable[..., httpx.Response]) -> None:
    with pytest.raises(NotDelivered):
        offer(answer)


@pytest.mark.parametrize(
    "answer",
    [
        fail(httpx.ReadTimeout("")),
        fail(httpx.RemoteProtocolError("half an answer")),
        lambda _: httpx.Response(500),
        lambda _: httpx.Response(503, json={"code": "dependency.unavailable"}),
        lambda _: httpx.Response(302, headers={"Location": "http://elsewhere.test"}),
        lambda _: httpx.Response(200, content=b"<html>"),
        lambda _: httpx.Response(200, json=[]),
        lambda _: httpx.Response(200, json={"items": [7]}),
        lambda _: httpx.Response(200, json={"items": [{"status": "accepted"}]}),
    ],
)
def test_what_may_have_arrived_is_said_to_be_so(answer: Callable[..., httpx.Response]) -> None:
    with pytest.raises(MaybeDelivered):
        offer(answer)
