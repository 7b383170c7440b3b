"""C12: no layer talks to a peer that speaks another contract, or that doesn't sign which one it speaks."""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.doors import Layer, executor_node, presentation, scheduler
from tests.contract.spoiled import Route
from tests.contract.test_presentation_and_scheduler import Layers

BEFORE = ("@method", "@authority", "@path", "@query")
WITH_CONTRACT = (*BEFORE, "noc-contract")


class Peer(httpx.Auth):
    """Somebody with a key that is known, who signs in another way than this release does."""

    requires_request_body = True

    def __init__(self, signer: Any, components: tuple[str, ...], declares: str | None) -> None:
        self._signer, self._components, self._declares = signer, components, declares

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:
        if self._declares is not None:
            request.headers["Noc-Contract"] = self._declares
        self._signer._signer.sign(
            request,
            key_id=self._signer.key_id,
            created=datetime.now(UTC),
            nonce=secrets.token_urlsafe(16),
            label="noc",
            tag="noc",
            covered_component_ids=self._components,
            body=request.content or None,
        )
        yield request


@pytest.fixture(params=["presentation", "scheduler", "executor node"])
def layer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Layer]:
    if request.param == "executor node":
        with executor_node(tmp_path) as made:
            yield made
        return
    layers: Layers = request.getfixturevalue("layers")
    yield presentation(layers) if request.param == "presentation" else scheduler(layers)


@pytest.mark.parametrize(
    ("components", "declares", "refused"),
    [
        (WITH_CONTRACT, "1", None),
        (WITH_CONTRACT, "0", (400, "contract.unsupported")),
        (WITH_CONTRACT, "2", (400, "contract.unsupported")),
        (WITH_CONTRACT, "1, 2", (400, "contract.unsupported")),
        (BEFORE, None, (401, "signature.invalid")),
        (BEFORE, "1", (401, "signature.invalid")),
    ],
    ids=["this one", "an older", "a newer", "two at once", "none", "one that is not signed"],
)
def test_only_who_signs_that_they_speak_this_contract_is_heard(
    layer: Layer, components: tuple[str, ...], declares: str | None, refused: tuple[int, str] | None
) -> None:
    route = next(route for route in layer.routes if is_signed(layer, route))
    caller = layer.caller_of(route)
    before = layer.stored()

    answer = caller.request(route.method, route.at(), auth=Peer(caller.auth, components, declares))

    if refused is None:
        assert answer.status_code not in (400, 401)
    else:
        assert (answer.status_code, answer.json()["code"]) == refused
        assert layer.stored() == before


def is_signed(layer: Layer, route: Route) -> bool:
    closed = route.operation.get("security") not in ([], [{"metrics": []}])
    return closed and layer.caller_of(route).auth is not None
