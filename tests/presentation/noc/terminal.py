"""`noc` as somebody types it."""

from collections.abc import Callable
from typing import Any

import httpx
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

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
        with capture_logs():  # the layer answers in this very process, and its log is not what noc prints
            return CliRunner().invoke(
                noc, words, obj=around, input=answers or content, catch_exceptions=False
            )

    return run
