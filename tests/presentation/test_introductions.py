"""Introductions as people make them: for how long, by whom, of whom."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noc_presentation.keys import public_text
from noc_presentation.service.introductions import ABOUT
from tests.presentation.people import somebody

INTRODUCTIONS = "/api/v1/introductions"
NODE = "01a1fb00-0000-7000-8000-0000000000b1"


def arrival(made: Any) -> dict[str, str]:
    """What the scheduler says of an executor node that came with this introduction."""
    seed = base64.urlsafe_b64decode(made["token"].rpartition(made["id"] + "_")[2] + "=")
    key = Ed25519PrivateKey.generate()
    raw = base64.b64decode(public_text(key))
    proof = Ed25519PrivateKey.from_private_bytes(seed).sign(ABOUT + made["name"].encode() + b"\0" + raw)
    return {
        "executor_node": NODE,
        "name": made["name"],
        "public_key": public_text(key),
        "proof": base64.b64encode(proof).decode(),
    }


def use(house: Any, made: Any) -> tuple[int, Any]:
    with house.signed() as scheduler:
        answer = scheduler.post(f"{INTRODUCTIONS}/{made['id']}/use", json=arrival(made))
    return answer.status_code, answer.json().get("code")


def made(house: Any, **changes: Any) -> Any:
    return house.person.post(INTRODUCTIONS, json={"name": "lis-2", "groups": None, **changes}).json


def test_it_counts_for_a_quarter_of_an_hour_if_nothing_else_is_said(house: Any) -> None:
    early, late, long = made(house), made(house), made(house, valid_minutes=60)
    house.clock.pass_by(minutes=14)
    assert use(house, early) == (200, None)
    house.clock.pass_by(minutes=1)

    assert use(house, late) == (422, "introduction.over")
    assert use(house, long) == (422, "introduction.decided")


def test_it_is_used_once(house: Any) -> None:
    one = made(house)

    assert [use(house, one) for _ in range(2)] == [(200, None), (422, "introduction.used")]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"groups": ["nobody"]}, "executor_node.unknown_group"),
        ({"name": "lis\u200b2"}, "name.invalid"),
        ({"labels": {"site": 5}}, "labels.invalid"),
        ({"valid_minutes": 0}, "number.range"),
        ({"valid_minutes": 1_441}, "number.range"),
    ],
)
def test_what_makes_no_sense_introduces_nobody(house: Any, changes: Any, code: str) -> None:
    answer = house.person.post(INTRODUCTIONS, json={"name": "lis-2", "groups": None, **changes})

    assert answer.status_code == 422
    assert code in answer.text
    assert house.person.get(INTRODUCTIONS).json["items"] == []


def test_whom_it_may_serve_must_be_said(house: Any) -> None:
    assert house.person.post(INTRODUCTIONS, json={"name": "lis-2"}).status_code == 422


def test_nobody_but_the_scheduler_brings_anybody(house: Any) -> None:
    one = made(house)

    assert house.person.post(f"{INTRODUCTIONS}/{one['id']}/use", json=arrival(one)).status_code == 401
    assert somebody(house, "vera", ("operator", None)).client.post(INTRODUCTIONS, json={}).status_code == 403
