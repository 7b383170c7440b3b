"""Mail: a real server gets real messages, and no text ever becomes a header."""

import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from noc_presentation.errors import Misconfigured
from noc_presentation.notifications.channels import smtp
from noc_presentation.notifications.channels.kind import Channel
from noc_presentation.notifications.channels.smtp import SmtpChannel
from noc_presentation.notifications.configuration import read_channels
from noc_presentation.notifications.delivery import Deliverer
from noc_presentation.notifications.lanes import lanes_of, side_by_side
from noc_presentation.notifications.message import Message, Never, NotNow

NOTIFICATIONS = "/api/v1/notifications"


class Mailbox:
    """What a mail server was given; recipients in `refused` are turned away with that answer."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refused: dict[str, str] = {}

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]
        return "250 kept"


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
    return number


@pytest.fixture
def server(mailbox: Mailbox, port: int) -> Iterator[Controller]:
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


def channel(port: int, **options: Any) -> SmtpChannel:
    given = {
        "host": "127.0.0.1",
        "port": port,
        "from": "noc@example.org",
        "to": ["oncall@example.org"],
        "security": "none",
    }
    return smtp.read(given | options)


def body_of(mail: EmailMessage) -> str:
    text: str = mail.get_content()
    return text.replace("\r\n", "\n")


def a_message(**changes: Any) -> Message:
    fields: dict[str, Any] = {
        "id": "01a1fb00-0000-7000-8000-000000000001",
        "channel": "mail",
        "subject": "nginx is down",
        "text": "nginx is down on web4\nné à côté",
        "procedure": "restart-web",
        "execution_number": 7,
        "host": "web4",
        "node": "tell",
        "at": datetime(2026, 11, 21, 12, 0, tzinfo=UTC),
    }
    return Message(**fields | changes)


@pytest.mark.usefixtures("server")
class TestAServerThatAnswers:
    def test_the_mail_says_what_where_and_why(self, mailbox: Mailbox, port: int) -> None:
        answer = channel(port).deliver(a_message())

        assert "accepted" in answer
        (mail,) = mailbox.mails
        assert mail["From"] == "noc@example.org"
        assert mail["To"] == "oncall@example.org"
        assert mail["Subject"] == "nginx is down"
        assert mail["Auto-Submitted"] == "auto-generated"
        body = body_of(mail)
        assert body.startswith("nginx is down on web4\nné à côté\n")
        assert "restart-web, execution 7, step tell on web4" in body

    @pytest.mark.parametrize(
        "subject",
        [
            "down\r\nBcc: mallory@example.org",
            "down\nBcc: mallory@example.org",
            "down\r\n\r\n<html>",
            "down\x0bBcc: x",
            "down\u2028Bcc: x",
            "down\x1b[2J",
            "=?utf-8?q?down=0d=0aBcc:_mallory=40example.org?=",
        ],
    )
    def test_a_subject_stays_one_subject(self, mailbox: Mailbox, port: int, subject: str) -> None:
        channel(port).deliver(a_message(subject=subject))

        (mail,) = mailbox.mails
        assert mail["Bcc"] is None
        assert sorted(mail.keys()) == sorted(channel(port).mail(a_message()).keys())
        assert "\n" not in mail["Subject"]
        assert body_of(mail).startswith("nginx is down on web4\n")

    def test_what_moves_cursors_is_made_visible(self, mailbox: Mailbox, port: int) -> None:
        channel(port).deliver(a_message(text="a\x1b]8;;javascript:alert(1)\x07b\rc\x00d", host="web\r\n4"))

        body = body_of(mailbox.mails[0])
        assert "a\ufffd]8;;javascript:alert(1)\ufffdb\nc\ufffdd" in body
        assert "on web\ufffd\ufffd4" in body

    def test_lines_that_mean_something_to_mail_servers_arrive_as_they_are(
        self, mailbox: Mailbox, port: int
    ) -> None:
        channel(port).deliver(a_message(text=".\nFrom here\n.\nMAIL FROM:<x@y>\n" + "x" * 5_000))

        assert body_of(mailbox.mails[0]).startswith(".\nFrom here\n.\nMAIL FROM:<x@y>\n" + "x" * 5_000)

    def test_a_recipient_refused_for_good_is_refused_for_good(self, mailbox: Mailbox, port: int) -> None:
        mailbox.refused = {"oncall@example.org": "550 no such user"}

        with pytest.raises(Never, match="550"):
            channel(port).deliver(a_message())

    def test_a_recipient_refused_for_now_is_tried_again(self, mailbox: Mailbox, port: int) -> None:
        mailbox.refused = {"oncall@example.org": "450 greylisted"}

        with pytest.raises(NotNow, match="450"):
            channel(port).deliver(a_message())

    def test_those_who_are_accepted_get_it_and_the_others_are_named(
        self, mailbox: Mailbox, port: int
    ) -> None:
        mailbox.refused = {"gone@example.org": "550 no such user"}

        answer = channel(port, to=["oncall@example.org", "gone@example.org"]).deliver(a_message())

        assert "gone@example.org" in answer
        assert len(mailbox.mails) == 1

    def test_a_server_without_tls_is_not_spoken_to_in_the_clear(self, mailbox: Mailbox, port: int) -> None:
        with pytest.raises(NotNow):
            channel(port, security="starttls").deliver(a_message())

        assert mailbox.mails == []


def hand_in(house: Any, identity: str, channel: str) -> None:
    document = {
        "id": identity,
        "execution": "01a1fb00-0000-7000-8000-0000000000ee",
        "execution_number": 7,
        "procedure": "restart-web",
        "host": "web4",
        "node": "tell",
        "channel": channel,
        "subject": "nginx",
        "message": "nginx is down on web4",
        "at": "2026-11-21T12:00:00.000Z",
    }
    answer = house.signed().post(NOTIFICATIONS, json={"notifications": [document]})
    assert answer.status_code == 200, answer.text


def test_a_server_that_was_down_gets_the_mail_once_when_it_is_up(
    house: Any, mailbox: Mailbox, port: int
) -> None:
    hand_in(house, "message1", "mail")
    deliverer = Deliverer(house.resources.database, {"mail": channel(port)}, house.clock, chance=lambda: 0.0)

    assert deliverer.deliver_next() is True
    assert house.person.get(NOTIFICATIONS).json["items"][0]["status"] == "queued"
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        house.clock.pass_by(seconds=2)
        assert deliverer.deliver_next() is True
        house.clock.pass_by(hours=1)
        assert deliverer.deliver_next() is False
    finally:
        controller.stop()

    assert len(mailbox.mails) == 1
    (item,) = house.person.get(NOTIFICATIONS).json["items"]
    assert item["status"] == "delivered"
    assert "refused" in item["deliveries"][0]["answer"]
    assert mailbox.mails[0]["Message-ID"] == "<message1@noc-orchestrator>"


class Chat:
    """Takes everything at once, and says of what."""

    def __init__(self) -> None:
        self.told: Queue[str] = Queue()

    def deliver(self, message: Message) -> str:
        self.told.put(message.id)
        return "told"


def test_a_server_that_hangs_delays_no_other_channel(house: Any) -> None:
    chat, stop = Chat(), Event()
    with socket.create_server(("127.0.0.1", 0)) as silent:
        channels: dict[str, Channel] = {"mail": channel(silent.getsockname()[1]), "chat": chat}
        works = [
            Deliverer(house.resources.database, channels, house.clock, lambda: 0.0, lane=lane).run
            for lane in lanes_of(channels)
        ]
        delivering = Thread(target=side_by_side, args=(works, stop, 0.05))
        delivering.start()
        hand_in(house, "mail1", "mail")
        hanging, _ = silent.accept()
        hand_in(house, "chat1", "chat")
        first = chat.told.get(timeout=20)
        stop.set()
        hanging.close()
        delivering.join()

    assert first == "chat1"
    items = house.person.get(NOTIFICATIONS).json["items"]
    assert {one["id"]: one["status"] for one in items} == {"mail1": "queued", "chat1": "delivered"}


def test_messages_to_no_channel_there_is_have_a_lane_of_their_own(house: Any) -> None:
    hand_in(house, "chat1", "chat")
    hand_in(house, "gone1", "gone")
    *_, others = lanes_of(["chat"])
    deliverer = Deliverer(house.resources.database, {"chat": Chat()}, house.clock, lambda: 0.0, lane=others)

    assert (deliverer.deliver_next(), deliverer.deliver_next()) == (True, False)

    items = house.person.get(NOTIFICATIONS).json["items"]
    assert {one["id"]: one["status"] for one in items} == {"chat1": "queued", "gone1": "undeliverable"}


def test_work_that_breaks_ends_the_work_beside_it_and_is_told() -> None:
    stop = Event()

    def breaks(stop: Event, pause_s: float) -> None:
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        side_by_side([lambda stop, pause_s: stop.wait(60) and None, breaks], stop, 0)

    assert stop.is_set()


class TestTheChannelsFile:
    GOOD = """\
oncall: {kind: log}
mail: {kind: smtp, host: mail.example.org, from: noc@example.org, to: [oncall@example.org]}
"""

    def test_without_a_file_there_is_the_log(self) -> None:
        assert list(read_channels(None)) == ["oncall"]

    def test_channels_are_read_by_name(self, tmp_path: Path) -> None:
        file = tmp_path / "channels.yml"
        file.write_text(self.GOOD)

        channels = read_channels(file)

        assert list(channels) == ["oncall", "mail"]
        assert isinstance(channels["mail"], SmtpChannel)
        assert (channels["mail"].port, channels["mail"].security) == (587, "starttls")

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "holds no channels"),
            ("- log", "holds no channels"),
            ("a: b: c", "mapping values are not allowed"),
            ("a: {kind: log}\na: {kind: log}", "found duplicate key"),
            ("a: !!python/object/apply:os.system [id]", "could not determine a constructor"),
            ("oncall: log", "kind must be one of: log, smtp"),
            ("oncall: {kind: pigeon}", "kind must be one of: log, smtp"),
            ("oncall: {kind: log, level: info}", "no such option: level"),
            ("m: {kind: smtp, from: a@b, to: [c@d]}", "host must be"),
            ("m: {kind: smtp, host: h, to: [c@d]}", "is no mail address"),
            ("m: {kind: smtp, host: h, from: a@b}", "to must be a list"),
            ("m: {kind: smtp, host: h, from: a@b, to: c@d}", "to must be a list"),
            ('m: {kind: smtp, host: h, from: a@b, to: ["c@d\\r\\nBcc: x@y"]}', "is no mail address"),
            ("m: {kind: smtp, host: h, from: a@b, to: [c@d], port: 0}", "port must be"),
            ("m: {kind: smtp, host: h, from: a@b, to: [c@d], security: maybe}", "security must be one of"),
            ("m: {kind: smtp, host: h, from: a@b, to: [c@d], username: u}", "belong together"),
            ("m: {kind: smtp, host: h, from: '=?utf-8?q?x?=@b', to: [c@d]}", "is no mail address"),
            (
                "m: {kind: smtp, host: h, from: a@b, to: [c@d], security: none, username: u, "
                "password_file: /f}",
                "not sent in the clear",
            ),
            (
                "m: {kind: smtp, host: h, from: a@b, to: [c@d], username: u, password_file: /nowhere/f}",
                "No such file",
            ),
        ],
    )
    def test_what_is_not_understood_is_refused_with_its_place(
        self, tmp_path: Path, text: str, words: str
    ) -> None:
        file = tmp_path / "channels.yml"
        file.write_text(text)

        with pytest.raises(Misconfigured) as caught:
            read_channels(file)

        assert words in str(caught.value)
        assert str(file) in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_password_that_others_may_read_is_refused(self, tmp_path: Path) -> None:
        password = tmp_path / "password"
        password.write_text("secret")
        password.chmod(0o644)
        file = tmp_path / "channels.yml"
        file.write_text(
            f"m: {{kind: smtp, host: h, from: a@b, to: [c@d], username: u, password_file: {password}}}"
        )

        with pytest.raises(Misconfigured, match="chmod 600"):
            read_channels(file)
