"""Troubles with the installation itself: told once to who wants them, and once more when they are over."""

from typing import Any

import pytest

from noc_presentation.notifications.delivery import Deliverer
from noc_presentation.notifications.message import Message, Never
from noc_presentation.reports.troubles import TroubleTeller, note_channel

WORDS = "executor node lis-1 was last heard of at 12:00"


@pytest.fixture
def teller(house: Any) -> TroubleTeller:
    """Has begun to read; `oncall` wants troubles, `mail` those of one procedure, `other` only failures."""
    for name, more in (
        ("oncall", {"tell": ["trouble"]}),
        ("mail", {"tell": ["trouble"], "procedures": ["backup-*"], "language": "pt-BR"}),
        ("other", {"tell": ["failure"]}),
    ):
        made = house.person.put(f"/api/v1/destinations/{name}", json={"channel": "oncall", **more})
        assert made.status_code in (200, 201), made.text
    made = TroubleTeller(house.resources.database, house.resources.scheduler, house.clock)
    house.scheduler.answer("GET", "/v1/events", 200, {"items": [], "next": "c0"})
    made.round()
    return made


def happens(house: Any, teller: TroubleTeller, cursor: str, type_: str, **changes: Any) -> None:
    data = {
        "kind": "executor_node_lost",
        "about": "executor_node",
        "subject": "n1",
        "name": "lis-1",
    } | changes
    event = {"id": f"e{cursor}", "execution": None, "type": type_, "data": {**data, "reason": WORDS}}
    house.scheduler.answer("GET", "/v1/events", 200, {"items": [event], "next": cursor})
    assert teller.round() is True
    assert teller.round() is False


def told(house: Any) -> list[tuple[str, str]]:
    items = house.person.get("/api/v1/notifications").json["items"]
    return sorted((item["destination"] or "", item["message"]) for item in items)


def test_a_trouble_and_its_end_are_told_once_to_who_wants_troubles(house: Any, teller: TroubleTeller) -> None:
    happens(house, teller, "c1", "trouble.began")
    assert told(house) == [("oncall", f"Trouble: {WORDS}")]
    happens(house, teller, "c2", "trouble.ended")
    assert told(house) == [("oncall", f"Over: {WORDS}"), ("oncall", f"Trouble: {WORDS}")]


def test_who_is_for_some_procedures_hears_of_troubles_with_these(house: Any, teller: TroubleTeller) -> None:
    happens(house, teller, "c1", "trouble.began", kind="overdue", about="execution", name="backup-db")
    assert told(house) == [("mail", f"Problema: {WORDS}"), ("oncall", f"Trouble: {WORDS}")]


class Broken:
    """Delivers nothing until it is mended."""

    mended = False

    def deliver(self, message: Message) -> str:
        if not self.mended:
            raise Never("550 no such user")
        return "ok"


def test_what_a_channel_can_not_deliver_is_told_by_another_one_once_until_it_can(
    house: Any, teller: TroubleTeller
) -> None:
    broken = Broken()
    channels: Any = {"oncall": broken, "pager": broken}
    database, clock = house.resources.database, house.clock
    deliverer = Deliverer(database, channels, clock, lambda: 0.0, afterwards=note_channel)
    made = house.person.put(
        "/api/v1/destinations/pager", json={"channel": "pager", "tell": ["trouble", "failure"]}
    )
    assert made.status_code in (200, 201), made.text
    for _ in range(2):
        assert house.person.post("/api/v1/channels/oncall/test").status_code == 202
    while deliverer.deliver_next():
        pass
    by_pager = [words for name, words in told(house) if name == "pager"]
    assert by_pager == [
        "Trouble: channel oncall could not deliver 'noc-orchestrator: test': 550 no such user"
    ]

    broken.mended = True
    house.person.post("/api/v1/channels/oncall/test")
    while deliverer.deliver_next():
        pass
    over = [words for name, words in told(house) if name == "pager" and words.startswith("Over")]
    assert len(over) == 1
