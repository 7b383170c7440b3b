"""C15: where the house asks for four eyes, nobody publishes what they have written themselves, by whatever way."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from noc_presentation.api.current import EXTENSION
from tests.contract.test_presentation_and_scheduler import TELL, Layers
from tests.presentation.people import Made

OWN = (403, "publish.four_eyes")
DRAFT, VERSIONS = "/api/v1/procedures/tell/draft", "/api/v1/procedures/tell/versions"


@pytest.fixture
def strict(layers: Layers) -> Iterator[Layers]:
    extensions = layers.person.application.extensions
    extensions[EXTENSION] = replace(extensions[EXTENSION], four_eyes=True)
    yield layers


@pytest.fixture
def paul(strict: Layers) -> Made:
    return strict.colleague("paul", "author")


@pytest.fixture
def rita(strict: Layers) -> Made:
    return strict.colleague("rita", "author")


def publish(who: Made) -> tuple[int, str | None]:
    return told(who.client.post(VERSIONS, json={}))


def told(answer: Any) -> tuple[int, str | None]:
    return answer.status_code, answer.json.get("code")


def change(who: Made, text: str) -> None:
    seen = {"If-Match": who.client.get(DRAFT).headers["ETag"]}
    assert who.client.put(DRAFT, json={"text": text}, headers=seen).status_code == 200


def test_the_author_does_not_publish_and_somebody_else_does(paul: Made, rita: Made) -> None:
    assert paul.client.post("/api/v1/procedures", json={"text": TELL}).status_code == 201

    assert publish(paul) == OWN
    assert publish(rita) == (201, None)


def test_an_author_stays_one_when_somebody_else_has_changed_the_draft_since(paul: Made, rita: Made) -> None:
    paul.client.post("/api/v1/procedures", json={"text": TELL})
    change(rita, TELL + "# looked at\n")

    assert (publish(paul), publish(rita)) == (OWN, OWN)


def test_with_the_next_version_it_begins_anew(paul: Made, rita: Made) -> None:
    paul.client.post("/api/v1/procedures", json={"text": TELL})
    assert publish(rita) == (201, None)
    change(rita, TELL.replace("default: hello", "default: hi"))

    assert publish(rita) == OWN
    assert publish(paul) == (201, None)


def test_writing_and_publishing_at_once_is_publishing_ones_own(strict: Layers, paul: Made) -> None:
    at_once = paul.client.put("/api/v1/procedures/tell", json={"text": TELL})
    assert told(at_once) == OWN
    assert paul.client.get("/api/v1/procedures/tell").status_code == 404, "all or nothing"
    applied = strict.person.post("/api/v1/documents/apply", json={"documents": [TELL]})
    assert "publish.four_eyes" in applied.text and applied.status_code == 422
    assert paul.client.get("/api/v1/procedures").json["items"] == []


def test_a_draft_that_somebody_else_left_is_published_by_applying_it(paul: Made, rita: Made) -> None:
    kept = paul.client.put("/api/v1/procedures/tell", json={"text": TELL, "publish": False})
    assert (kept.status_code, kept.json["published"]) == (201, False)

    applied = rita.client.put("/api/v1/procedures/tell", json={"text": TELL})
    assert (applied.status_code, applied.json["published"]) == (200, True)


def test_all_tokens_of_the_installation_are_one_author(strict: Layers) -> None:
    strict.person.post("/api/v1/procedures", json={"text": TELL})
    token = strict.person.post("/api/v1/tokens", json={"name": "the other console"}).json["token"]

    assert told(strict.bearer(token).post(VERSIONS, json={})) == OWN


def test_where_nobody_asks_for_it_authors_publish_their_own(layers: Layers) -> None:
    paul = layers.colleague("paul", "author")
    assert paul.client.put("/api/v1/procedures/tell", json={"text": TELL}).status_code == 201
