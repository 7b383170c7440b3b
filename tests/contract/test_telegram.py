"""Telegram: the real library against a Bot API on loopback; whoever presses, the same rules decide."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from noc_presentation.asking import telegram_accounts
from noc_presentation.asking.asker import Asker
from noc_presentation.asking.bot import make_bot, serve
from noc_presentation.asking.extras import extras_with
from noc_presentation.asking.pressing import Press, Presses
from noc_presentation.notifications.channels import telegram
from noc_presentation.notifications.delivery import Deliverer
from noc_presentation.store.asking import CardQuestion
from noc_scheduler.service import drain
from tests.contract.bot_api import CHAT, TOKEN, BotApi, bot_api
from tests.contract.test_presentation_and_scheduler import SOON, Layers, layers
from tests.presentation.people import Made, somebody

__all__ = ["layers"]
REBOOT = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: reboot, title: Reboot}
spec:
  parameters: {why: {type: string, default: patches}}
  nodes:
    begin: {kind: start, next: sure}
    sure:
      kind: approval
      question: "Reboot ${host.name} for ${params.why}?"
      quorum: 1
      risk: normal
      expires: 1h
      next: {approved: tell, refused: no, expired: no}
    tell: {kind: notify, channel: oncall, message: "rebooting ${host.name}", next: done}
    done: {kind: end}
    no: {kind: end, status: failed}
"""


class Clock:
    """A clock that can be set forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def until(happened: Callable[[], Any]) -> Any:
    deadline = time.monotonic() + 90
    while not (answer := happened()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return answer


@dataclass
class Desk:
    """Both layers, the bot, and people with Telegram accounts."""

    layers: Layers
    api: BotApi
    channel: telegram.TelegramChannel
    clock: Clock
    people: dict[str, Made] = field(default_factory=dict)
    number: int = 0

    @property
    def resources(self) -> Any:
        return self.layers.person.application.extensions["noc"]

    @property
    def person(self) -> Any:
        return self.layers.person

    def bearer(self, token: str) -> Any:
        client = self.layers.person.application.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    def presses(self) -> Presses:
        return Presses(self.resources.database, self.resources.scheduler, self.clock, {"chat": self.channel})

    def hire(self, name: str, *roles: str) -> dict[str, Any]:
        """A user with these roles whose Telegram account is linked; who they are in Telegram."""
        made = somebody(self, name, *((role, None) for role in roles))
        self.people[name] = made
        sender = self.stranger(100 + len(self.people), name)
        self.link(sender, self.code(made.id))
        return sender

    def code(self, user: str) -> str:
        with self.resources.database.writing() as session:
            return telegram_accounts.new_code(session, user, self.clock()).code

    def link(self, sender: dict[str, Any], code: str) -> None:
        before = len(self.api.messages)
        self.api.write(sender, f"/link {code}")
        until(lambda: len(self.api.messages) > before)

    @staticmethod
    def stranger(number: int, name: str = "mallory") -> dict[str, Any]:
        return {"id": number, "is_bot": False, "first_name": name, "username": name}

    def ask(self, text: str = REBOOT, hosts: tuple[str, ...] = ("web1",), by: str | None = None) -> None:
        """Start it, and have the card go out."""
        client = self.people[by].client if by else self.layers.person
        answer = self.layers.apply("reboot", text)
        assert answer.status_code in (200, 201), answer.text
        order = {"procedure": "reboot", "target": {"hosts": list(hosts)}}
        started = client.post("/api/v1/executions", json=order)
        assert started.status_code == 201, started.text
        self.number = started.json["number"]
        self.layers.drain()
        self.tell()

    def tell(self) -> None:
        """What the process `deliver` does, on a thread of its own: the one of a browser's tests has a loop already."""
        with ThreadPoolExecutor(1) as pool:
            pool.submit(self._deliver).result()

    def _deliver(self) -> None:
        resources = self.resources
        kinds = {"chat": "telegram"}
        asker = Asker(resources.database, resources.scheduler, self.clock, kinds, "https://noc.example.org")
        asker.round()
        extras = extras_with(resources.sealing_key, "https://noc.example.org")
        deliverer = Deliverer(resources.database, {"chat": self.channel}, self.clock, lambda: 0.0, extras)
        while deliverer.deliver_next():
            pass

    def press(self, sender: dict[str, Any] | None, data: str | None, **other: Any) -> str:
        """Press, and wait for what whoever pressed is told."""
        before = len(self.api.answers)
        self.api.press(sender, data, **other)
        text: str = until(lambda: self.api.answers[before:])[0]["text"]
        return text

    @property
    def approve(self) -> str:
        return next(data for label, data in self.api.buttons().items() if label.startswith("✔"))

    @property
    def refuse(self) -> str:
        return next(data for label, data in self.api.buttons().items() if label.startswith("✘"))

    def status(self) -> str:
        self.layers.drain()
        status: str = self.person.get(f"/api/v1/executions/{self.number}").json["status"]
        return status

    def audited(self) -> list[tuple[str, str, str | None]]:
        items = self.person.get("/api/v1/audit?limit=200").json["items"]
        return [
            (one["actor"]["name"], one["outcome"], one["code"])
            for one in items
            if one["verb"] == "telegram.press"
        ]


@contextmanager
def running(desk: Desk) -> Iterator[None]:
    """The bot as its process runs it, in a thread."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()

    def run() -> None:
        asyncio.set_event_loop(loop)
        bot = make_bot(desk.channel, desk.presses(), desk.resources.database, desk.clock)
        loop.run_until_complete(serve(bot, stop))
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()


@pytest.fixture
def quiet_desk(layers: Layers, tmp_path: Path) -> Iterator[Desk]:
    token = tmp_path / "token"
    token.write_text(TOKEN)
    token.chmod(0o600)
    with bot_api() as api:
        channel = telegram.read({"token_file": str(token), "chat": CHAT, "api": api.url})
        desk = Desk(layers, api, channel, Clock())
        answer = desk.person.put("/api/v1/destinations/noc", json={"channel": "chat", "tell": ["question"]})
        assert answer.status_code == 201, answer.text
        yield desk


@pytest.fixture
def desk(quiet_desk: Desk) -> Iterator[Desk]:
    with running(quiet_desk):
        yield quiet_desk


def test_a_quorum_of_two_approves_and_the_card_says_so(desk: Desk) -> None:
    anna, bert = desk.hire("Anna", "approver"), desk.hire("Bert", "approver")
    desk.ask(REBOOT.replace("quorum: 1", "quorum: 2"))
    card = desk.api.messages[max(desk.api.messages)]
    for words in ("Reboot web1 for patches?", "tell: notify", "reboot 1 #", "web1", "Asked for by: ana"):
        assert words in card["text"]

    assert desk.press(anna, desk.approve) == "✔ 1"
    assert desk.status() == "waiting"
    desk.tell()
    assert "approved: Anna (1/2)" in desk.api.edits[-1]["text"]
    assert desk.press(bert, desk.approve) == "✔ 1"

    assert desk.status() == "succeeded"
    desk.tell()
    assert "approved (approved: Anna, approved: Bert)" in desk.api.edits[-1]["text"]
    assert desk.api.buttons(desk.api.edits[-1]) == {}
    assert ("Bert", "done", None) in desk.audited()


def test_one_refusal_refuses(desk: Desk) -> None:
    anna = desk.hire("Anna", "approver")
    desk.ask(REBOOT.replace("quorum: 1", "quorum: 2"))

    assert desk.press(anna, desk.refuse) == "✘ 1"

    assert desk.status() == "failed"


def test_each_host_is_answered_for_by_itself_or_all_at_once(desk: Desk) -> None:
    anna = desk.hire("Anna", "approver")
    desk.ask(hosts=("web1", "web-é2"))
    buttons = desk.api.buttons()
    assert list(buttons) == ["✔ 2", "✘ 2", "✔ web-é2", "✘ web-é2", "✔ web1", "✘ web1"]

    assert desk.press(anna, buttons["✘ web1"]) == "✘ 1"
    desk.tell()
    assert list(desk.api.buttons(desk.api.edits[-1])) == ["✔ 2", "✘ 2", "✔ web-é2", "✘ web-é2"]
    assert desk.press(anna, buttons["✔ 2"]) == "✔ 1"

    assert desk.status() == "failed"
    hosts = desk.person.get(f"/api/v1/executions/{desk.number}/hosts").json["items"]
    assert {host["name"]: host["status"] for host in hosts} == {"web1": "failed", "web-é2": "succeeded"}


def test_pressing_twice_counts_once_and_an_old_button_does_nothing(desk: Desk) -> None:
    anna, bert = desk.hire("Anna", "approver"), desk.hire("Bert", "approver")
    desk.ask(REBOOT.replace("quorum: 1", "quorum: 2"))

    assert desk.press(anna, desk.approve) == "✔ 1"
    assert "question.answered_before" in desk.press(anna, desk.approve)
    assert desk.status() == "waiting"
    assert desk.press(bert, desk.approve) == "✔ 1"
    assert "question.closed" in desk.press(bert, desk.refuse)
    desk.tell()
    assert "question.closed" in desk.press(anna, desk.refuse)
    assert desk.status() == "succeeded"


def test_what_has_expired_is_not_answered(desk: Desk) -> None:
    anna = desk.hire("Anna", "approver")
    desk.ask()
    desk.clock.ahead = timedelta(hours=2)

    assert "question.expired" in desk.press(anna, desk.approve)

    assert desk.status() == "waiting"


def test_a_card_that_nobody_has_answered_says_that_it_expired(desk: Desk) -> None:
    anna = desk.hire("Anna", "approver")
    desk.ask(REBOOT.replace("expires: 1h", "expires: 10ms"))
    approve = desk.approve
    until(lambda: drain.tick(desk.layers.means, SOON) and desk.status() == "failed")
    desk.tell()

    assert "web1: expired" in desk.api.edits[-1]["text"]
    assert "question.closed" in desk.press(anna, approve)


def test_whoever_may_not_decide_is_refused_and_it_is_recorded(desk: Desk) -> None:
    anna, olga = desk.hire("Anna", "approver"), desk.hire("Olga", "operator", "approver")
    vera, gone = desk.hire("Vera", "viewer"), desk.hire("Gone", "approver")
    desk.person.put(f"/api/v1/users/{desk.people['Gone'].id}/active", json={"active": False})
    desk.ask(by="Olga")
    approve = desk.approve
    robot = {**anna, "is_bot": True}
    same_name = desk.stranger(999, "Anna")

    for sender, code in (
        (desk.stranger(666), "telegram.stranger"),
        (same_name, "telegram.stranger"),
        (robot, "telegram.stranger"),
        (vera, "permission.denied"),
        (gone, "user.inactive"),
        (olga, "question.own_request"),
    ):
        assert code in desk.press(sender, approve), sender
    nobody = Press(1, None, False, CHAT, max(desk.api.messages), approve)
    assert "telegram.stranger" in (desk.presses().take(nobody) or "")

    assert desk.status() == "waiting"
    codes = [code for _, outcome, code in desk.audited() if outcome == "refused"]
    assert sorted(set(codes)) == [
        "permission.denied",
        "question.own_request",
        "telegram.stranger",
        "user.inactive",
    ]


def test_who_has_published_it_does_not_approve_it(desk: Desk) -> None:
    paul = desk.hire("Paul", "author", "approver")
    made = desk.people["Paul"].client.put("/api/v1/procedures/reboot", json={"text": REBOOT})
    assert made.status_code in (201, 403), made.text
    if made.status_code == 403:
        pytest.fail("an author on everything may publish")
    desk.ask()

    assert "question.own_procedure" in desk.press(paul, desk.approve)

    assert desk.status() == "waiting"


def test_made_up_data_and_our_button_in_another_place_are_none_of_ours(desk: Desk) -> None:
    anna = desk.hire("Anna", "approver")
    desk.ask()
    approve = desk.approve

    for data in ("", "approve", "x" * 22, "A" * 65, "../../etc/passwd", "' OR 1=1 --", "\u00e9" * 22, None):
        assert "button.unknown" in desk.press(anna, data), data
    assert "button.unknown" in desk.press(anna, approve, message=4711)
    assert "button.unknown" in desk.press(anna, approve, chat=-2002)
    assert "button.unknown" in desk.press(anna, approve, inline=True)

    assert desk.status() == "waiting"


def test_an_answer_to_another_question_than_was_shown_counts_for_nothing(desk: Desk) -> None:
    anna = desk.hire("Anna", "approver")
    desk.ask()
    with desk.resources.database.writing() as session:
        session.execute(sa.update(CardQuestion).values(digest="sha256:" + "0" * 64))

    assert "question.changed" in desk.press(anna, desk.approve)

    assert desk.status() == "waiting"


def test_an_update_that_comes_again_is_dealt_with_once_even_by_a_bot_that_was_restarted(
    quiet_desk: Desk,
) -> None:
    with running(quiet_desk):
        anna = quiet_desk.hire("Anna", "approver")
        bert = quiet_desk.hire("Bert", "approver")
        quiet_desk.ask(REBOOT.replace("quorum: 1", "quorum: 2"))
        before = len(quiet_desk.api.answers)
        update = quiet_desk.api.press(anna, quiet_desk.approve)
        until(lambda: quiet_desk.api.answers[before:])
    for _ in range(3):
        quiet_desk.api.press(anna, quiet_desk.approve, update=update)
    quiet_desk.api.press(bert, quiet_desk.approve, update=update)
    with running(quiet_desk):
        assert quiet_desk.press(anna, "x" * 22).endswith("(button.unknown)")
        assert quiet_desk.status() == "waiting"
        assert quiet_desk.press(bert, quiet_desk.approve) == "✔ 1"
    assert quiet_desk.status() == "succeeded"
    assert len([one for one in quiet_desk.audited() if one[1:] == ("done", None)]) == 2


def test_what_is_of_high_risk_has_no_buttons(desk: Desk) -> None:
    desk.ask(REBOOT.replace("risk: normal", "risk: high"))

    card = desk.api.messages[max(desk.api.messages)]
    assert desk.api.buttons() == {}
    assert "High risk: answer on the web, with your second factor." in card["text"]


def test_a_code_links_one_account_once_and_only_in_private(desk: Desk) -> None:
    made = somebody(desk, "Anna", ("approver", None))
    anna, mallory = desk.stranger(101, "Anna"), desk.stranger(666)
    code = desk.code(made.id)
    desk.api.write(mallory, f"/link {code}", chat=CHAT)
    desk.link(mallory, "0" * 20)
    assert "telegram.code_wrong" in desk.api.messages[1]["text"]
    desk.link(anna, code)
    assert desk.api.messages[2]["text"] == "✔ Anna"
    desk.link(mallory, code)
    assert "telegram.code_wrong" in desk.api.messages[3]["text"]
    late = desk.code(made.id)
    desk.clock.ahead = timedelta(minutes=11)
    desk.link(mallory, late)
    assert "telegram.code_wrong" in desk.api.messages[4]["text"]
    for number in range(3):
        desk.link(mallory, f"{number:020}")
    assert "login.too_many" in desk.api.messages[max(desk.api.messages)]["text"]


def test_markup_stays_text_and_long_texts_are_cut(desk: Desk) -> None:
    evil = REBOOT.replace("patches", "'<b>*_[x](tg://user?id=1) @everyone" + "y" * 9_000 + "'")
    desk.ask(evil)

    card = desk.api.messages[max(desk.api.messages)]
    assert "parse_mode" not in card
    assert "<b>*_[x](tg://user?id=1) @everyone" in card["text"]
    assert len(card["text"]) <= 4096


def test_telegram_that_asks_to_wait_is_left_alone_for_so_long(quiet_desk: Desk) -> None:
    desk = quiet_desk
    too_many = {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 40",
        "parameters": {"retry_after": 40},
    }
    desk.api.troubles = [(429, too_many)]
    desk.ask()
    assert desk.api.messages == {}
    desk.clock.ahead = timedelta(seconds=39)
    desk.tell()
    assert desk.api.messages == {}
    desk.clock.ahead = timedelta(seconds=42)
    desk.tell()
    desk.tell()
    assert len(desk.api.messages) == 1


def test_a_bot_that_was_thrown_out_is_not_tried_again_and_no_token_is_told(quiet_desk: Desk) -> None:
    desk = quiet_desk
    gone = {"ok": False, "error_code": 403, "description": "Forbidden: bot was kicked from the chat"}
    desk.api.troubles = [(403, gone)]
    desk.ask()

    (told,) = desk.person.get("/api/v1/notifications").json["items"]
    assert told["status"] == "undeliverable"
    assert "kicked" in told["reason"]
    assert TOKEN not in str(told)
    assert desk.status() == "waiting"
