"""`noc` against a played server, and against the real presentation layer."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from .played import PlayedServer
from .terminal import Run, typed


@pytest.fixture
def played_by() -> Callable[[PlayedServer], Run]:
    """`noc` against a played server."""

    def make(server: PlayedServer) -> Run:
        return typed(
            httpx.MockTransport(server),
            sleep=lambda seconds: server.sleep(seconds),
            monotonic=lambda: server.seconds,
        )

    return make


@pytest.fixture
def run(house: Any) -> Run:
    """`noc` against the real presentation layer, which asks a played scheduler."""
    return typed(httpx.WSGITransport(house.app), house.token)
