"""Whatever schemathesis makes of each layer's description is answered as described, and never with a 500."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import noc_executor_node.api.app
import noc_executor_node.settings
import noc_executor_node.signatures
from noc_executor_node.doorbell import Doorbell
from noc_executor_node.journal import open_journal
from noc_executor_node.journal.standing import Pairing
from noc_executor_node.keys import public_text
from tests.contract.fuzzing import fuzz
from tests.contract.test_presentation_and_scheduler import AsServed, layers  # noqa: F401 - a fixture

CASES = [pytest.param(200, id="200"), pytest.param(1_000, id="1000", marks=pytest.mark.proof)]
#: Answers with what the process was started with, not with what is asked.
FIXED = frozenset({"/readyz", "/metrics"})
#: The scheduler's signature opens these; presentation's people are refused.
SIGNED = frozenset({"/api/v1/targets"})


@pytest.mark.parametrize("cases", CASES)
def test_presentation(layers: Any, cases: int) -> None:  # noqa: F811
    person = layers.person
    caller = httpx.Client(
        base_url="http://presentation.test",
        transport=AsServed(person.application),
        headers={"Authorization": person.environ_base["HTTP_AUTHORIZATION"]},
    )
    document = person.get("/openapi.json").json

    statuses = fuzz(caller, document, cases, FIXED | SIGNED)

    assert {200, 404, 422} <= set(statuses)


@pytest.mark.parametrize("cases", CASES)
def test_the_scheduler(layers: Any, cases: int) -> None:  # noqa: F811
    document = layers.scheduler.get("/openapi.json").json()

    statuses = fuzz(layers.scheduler, document, cases, FIXED)

    assert {200, 404, 422} <= set(statuses)


@pytest.mark.parametrize("cases", CASES)
def test_an_executor_node(tmp_path: Path, cases: int) -> None:
    settings = noc_executor_node.settings.Settings(home=tmp_path / "node", profiles=tmp_path / "profiles.yml")
    noc_executor_node.settings.make_home(settings)
    journal = open_journal(settings.journal_file)
    key = Ed25519PrivateKey.generate()
    journal.standing.pair(Pairing(("http://127.0.0.1:1",), public_text(key)))
    app = noc_executor_node.api.app.create_app(settings, journal, Doorbell(settings))
    caller = httpx.Client(
        base_url=f"http://{settings.listen}",
        transport=AsServed(app),
        auth=noc_executor_node.signatures.RequestSigner("scheduler", key),
    )

    statuses = fuzz(caller, caller.get("/openapi.json").json(), cases, FIXED)
    journal.database.close()

    assert {200, 404, 422} <= set(statuses)
