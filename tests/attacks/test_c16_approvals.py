"""C16: nobody approves what they asked for, by whatever they show; C35: and of two answers at once one counts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.contract.test_presentation_and_scheduler import ASK, Layers
from tests.presentation.people import Made

AT_ONCE = 12
ORDER = {"procedure": "ask", "target": {"hosts": ["web1"]}}


@pytest.fixture
def person(layers: Layers) -> Callable[..., Made]:
    """Makes somebody who may start, see and approve everything."""
    return lambda name: layers.colleague(name, "operator", "approver")


@pytest.fixture
def asked(layers: Layers, person: Callable[..., Made]) -> tuple[Made, Any]:
    """Vera, who started something, and what it asks."""
    layers.apply("ask", ASK)
    vera = person("vera")
    assert vera.client.post("/api/v1/executions", json=ORDER).status_code == 201
    layers.drain()
    (question,) = vera.client.get("/api/v1/questions?status=open").json["items"]
    return vera, question


def answer(client: Any, question: Any, outcome: str = "approved", **more: Any) -> tuple[int, str | None]:
    body = {"digest": question["digest"], "outcome": outcome, "reason": "why not", **more}
    said = client.post(f"/api/v1/questions/{question['id']}/answers", json=body)
    return said.status_code, said.json.get("code")


def test_who_asked_for_it_cannot_approve_it_by_another_token_or_as_somebody_else(
    layers: Layers,
    asked: tuple[Made, Any],
) -> None:
    vera, question = asked
    other = vera.client.post("/api/v1/tokens", json={"name": "another"}).json["token"]

    assert answer(vera.client, question) == (403, "question.own_request")
    assert answer(layers.bearer(other), question) == (403, "question.own_request")
    assert answer(vera.client, question, actor={"id": "x", "name": "bert"}) == (422, "field.unknown")
    assert layers.person.get("/api/v1/questions?status=open").json["items"] != []


def test_who_asked_for_it_cannot_approve_it_by_being_given_more(
    layers: Layers,
    asked: tuple[Made, Any],
) -> None:
    vera, question = asked
    grant = {"role": "administrator", "scope": None}
    layers.person.post(f"/api/v1/users/{vera.id}/grants", json=grant)

    assert answer(vera.client, question) == (403, "question.own_request")


def test_all_tokens_of_the_installation_are_one_when_it_comes_to_approving(layers: Layers) -> None:
    layers.apply("ask", ASK)
    layers.start(procedure="ask", target={"hosts": ["web1"]})
    layers.drain()
    (question,) = layers.person.get("/api/v1/questions?status=open").json["items"]
    second = layers.person.post("/api/v1/tokens", json={"name": "the other console"}).json["token"]

    assert answer(layers.bearer(second), question) == (403, "question.own_request")


def test_of_a_quorum_all_tokens_of_the_installation_are_one(layers: Layers) -> None:
    author = layers.colleague("paul", "author", "operator")
    two = ASK.replace("kind: approval,", "kind: approval, quorum: 2,")
    assert author.client.put("/api/v1/procedures/ask", json={"text": two}).status_code == 201
    assert author.client.post("/api/v1/executions", json=ORDER).status_code == 201
    layers.drain()
    (question,) = layers.person.get("/api/v1/questions?status=open").json["items"]
    second = layers.person.post("/api/v1/tokens", json={"name": "the other console"}).json["token"]

    assert answer(layers.person, question) == (200, None)
    assert answer(layers.bearer(second), question) == (409, "question.answered_before")


def test_a_question_has_one_name(
    layers: Layers, asked: tuple[Made, Any], person: Callable[..., Made]
) -> None:
    _, question = asked
    bert = person("bert").client

    for spelling in ("{id} ", " {id}", "{{id}}", "urn:uuid:{id}", "0{id}", "{id}/", "[{id}]"):
        named = spelling.replace("{id}", question["id"])
        assert answer(bert, {**question, "id": named})[0] == 404, spelling

    assert layers.person.get("/api/v1/questions?status=open").json["items"] != []


def test_looking_at_it_decides_nothing(
    layers: Layers, asked: tuple[Made, Any], person: Callable[..., Made]
) -> None:
    _, question = asked
    bert = person("bert").client

    assert bert.get(f"/api/v1/questions/{question['id']}").status_code == 200
    assert bert.get(f"/api/v1/questions/{question['id']}/answers?outcome=approved").status_code == 405
    assert layers.person.get("/api/v1/questions?status=open").json["items"] != []


def test_who_is_deactivated_between_seeing_and_answering_answers_nothing(
    layers: Layers,
    asked: tuple[Made, Any],
    person: Callable[..., Made],
) -> None:
    _, question = asked
    bert = person("bert")
    bert.client.get(f"/api/v1/questions/{question['id']}")
    layers.person.put(f"/api/v1/users/{bert.id}/active", json={"active": False})

    assert answer(bert.client, question) == (401, "token.owner_inactive")


def test_who_loses_the_right_between_seeing_and_answering_answers_nothing(
    layers: Layers,
    asked: tuple[Made, Any],
    person: Callable[..., Made],
) -> None:
    _, question = asked
    bert = person("bert")
    assert bert.client.get(f"/api/v1/questions/{question['id']}").status_code == 200
    grants = f"/api/v1/users/{bert.id}/grants"
    for grant in layers.person.get(grants).json["items"]:
        if grant["role"] == "approver":
            layers.person.delete(f"{grants}/{grant['id']}")

    assert answer(bert.client, question) == (403, "permission.denied")
    assert layers.person.get("/api/v1/questions?status=open").json["items"] != []


def test_of_many_answers_at_once_one_counts(
    layers: Layers,
    asked: tuple[Made, Any],
    person: Callable[..., Made],
) -> None:
    _, question = asked
    people = [person(name) for name in ("bert", "cara")]
    said = [(people[number % 2], ("approved", "refused")[number % 2]) for number in range(AT_ONCE)]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda one: answer(bearer_of(layers, one[0]), question, one[1]), said))

    assert sorted(status for status, _ in answers) == [200] + [409] * (AT_ONCE - 1), answers


def bearer_of(layers: Layers, who: Made) -> Any:
    return layers.bearer(who.client.environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer "))


def test_pressing_run_twice_starts_once(layers: Layers, person: Callable[..., Made]) -> None:
    layers.apply("ask", ASK)
    vera = person("vera")

    def press(_: int) -> tuple[int, str | None]:
        said = bearer_of(layers, vera).post(
            "/api/v1/executions", json=ORDER, headers={"Idempotency-Key": "one-press"}
        )
        return said.status_code, said.json.get("id") or said.json["code"]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = set(pool.map(press, range(AT_ONCE)))

    started = {told for status, told in answers if status == 201}
    assert len(started) == 1, answers
    assert {(status, told) for status, told in answers if status != 201} <= {(409, "idempotency.in_progress")}
    assert len(layers.person.get("/api/v1/executions").json["items"]) == 1
