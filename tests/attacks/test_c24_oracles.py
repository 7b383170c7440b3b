"""C24: whatever is shown in a token's place is either the token or nothing, in every layer the same."""

import hmac
import inspect
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import noc_executor_node.api.app
import noc_presentation.api.app
import noc_scheduler.api.app
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.journal import open_journal
from noc_executor_node.settings import Settings, make_home
from noc_presentation.api.current import EXTENSION
from tests.contract.test_presentation_and_scheduler import Layers

TOKEN = "m3trics-token-0123456789"
SHOWN = [
    "",
    TOKEN,
    "Bearer",
    "Bearer ",
    f"Bearer {TOKEN[:-1]}",
    f"Bearer {TOKEN}x",
    f"Bearer {TOKEN.upper()}",
    "Bearer m3trics-token-012345678\xff",
    "Bearer " + "x" * 2**16,
    f"Basic {TOKEN}",
    f"Bearer {TOKEN}, Bearer {TOKEN}",
    "Bearer \x00",
]


@pytest.fixture(params=["presentation", "scheduler", "executor_node"])
def scraped(request: pytest.FixtureRequest, tmp_path: Path, layers: Layers) -> Any:
    """A client of a layer whose metrics need this token."""
    if request.param == "presentation":
        resources = layers.person.application.extensions[EXTENSION]
        return noc_presentation.api.app.create_app(replace(resources, metrics_token=TOKEN)).test_client()
    if request.param == "scheduler":
        means = replace(layers.means, settings=replace(layers.means.settings, metrics_token=TOKEN))
        return noc_scheduler.api.app.create_app(means).test_client()
    settings = Settings(home=tmp_path / "node", profiles=tmp_path / "profiles.yml", metrics_token=TOKEN)
    make_home(settings)
    journal = open_journal(settings.journal_file)
    request.addfinalizer(journal.database.close)
    return noc_executor_node.api.app.create_app(settings, journal, Doorbell(settings)).test_client()


def test_the_token_opens_and_nothing_like_it_does(scraped: Any) -> None:
    assert scraped.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    for shown in SHOWN:
        answer = scraped.get("/metrics", headers={"Authorization": shown})
        assert (answer.status_code, answer.mimetype) == (401, "application/problem+json"), shown
        assert answer.json["code"] in {"token.missing", "token.invalid"}
        assert TOKEN not in answer.text


def test_tokens_are_compared_in_constant_time_and_never_by_their_letters() -> None:
    guards = [noc_presentation.api.guards, noc_scheduler.api.admission, noc_executor_node.api.metrics]  # type: ignore[attr-defined]
    for guard in guards:
        assert "hmac.compare_digest(" in inspect.getsource(guard)
        assert guard.hmac is hmac
