"""`noc` as somebody types it, against a played server or the real presentation layer."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result

from noc_presentation.noc.main import noc
from noc_presentation.noc.surroundings import Surroundings

WIDTH = 100
Run = Callable[..., Result]


def typed(transport: httpx.BaseTransport, token: str = "noc_pat_x", **more: Any) -> Run:
    """Runs `noc` with these words; a result has exit_code, stdout and stderr."""

    def run(*words: str, answers: str | None = None, content: bytes | None = None) -> Result:
        around = Surroundings(
            environment={"NOC_URL": "http://presentation.test", "NOC_TOKEN": token},
            transport=transport,
            width=WIDTH,
            **more,
        )
        return CliRunner().invoke(noc, words, obj=around, input=answers or content, catch_exceptions=False)

    return run


@pytest.fixture
def played_by() -> Callable[[Any], Run]:
    """`noc` against a played server."""

    def make(server: Any) -> Run:
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
