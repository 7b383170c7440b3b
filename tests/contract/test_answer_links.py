"""Links in mails that answer a question: for one person, once, and never by being looked at."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
import pytest

from noc_presentation.asking.asker import Asker
from noc_presentation.asking.extras import extras_with
from noc_presentation.notifications.delivery import Deliverer
from noc_presentation.notifications.message import Message
from noc_presentation.redaction import hide_secrets
from tests.contract.test_presentation_and_scheduler import Layers, layers
from tests.presentation.people import PASSWORD, Made, somebody

__all__ = ["layers"]
ADDRESS = "https://noc.example.org"
ASK = """\
apiVersion: noc/v1
kind: Procedure
metadata: {name: ask, title: Ask}
spec:
  nodes:
    begin: {kind: start, next: sure}
    sure: {kind: approval, question: "Sure about <b>${host.name}?", risk: normal, next: {approved: done, refused: no}}
    done: {kind: end}
    no: {kind: end, status: failed}
"""


class PlayedMail:
    """Keeps what it is to deliver."""

    def __init__(self) -> None:
        self.mails: list[Message] = []

    def deliver(self, message: Message) -> str:
        self.mails.append(message)
        return "kept"


class Clock:
    ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


class Desk:
    """Both layers, and an approver who gets mail."""

    def __init__(self, layers: Layers) -> None:
        self.layers = layers
        self.person = layers.person
        self.resources = layers.person.application.extensions["noc"]
        self.mail = PlayedMail()
        self.clock = Clock()
        rules = {"channel": "mail", "tell": ["question"]}
        assert self.person.put("/api/v1/destinations/noc", json=rules).status_code == 201

    def bearer(self, token: str) -> Any:
        client = self.person.application.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    def hire(self, name: str, *roles: str) -> Made:
        made = somebody(self, name, *((role, None) for role in roles))
        address = {"address": f"{name.lower()}@example.org"}
        answer = self.person.put(f"/api/v1/users/{made.id}/mail-address", json=address)
        assert answer.status_code == 200, answer.text
        return made

    def ask(self, text: str = ASK, *hosts: str, by: Made | None = None) -> None:
        assert self.layers.apply("ask", text).status_code in (200, 201)
        order = {"procedure": "ask", "target": {"hosts": list(hosts or ("web1",))}}
        started = (by.client if by else self.person).post("/api/v1/executions", json=order)
        self.number = started.json["number"]
        self.layers.drain()
        resources = self.resources
        Asker(resources.database, resources.scheduler, self.clock, {"mail": "smtp"}, ADDRESS).round()
        extras = extras_with(resources.sealing_key, ADDRESS)
        deliverer = Deliverer(resources.database, {"mail": self.mail}, self.clock, lambda: 0.0, extras)
        while deliverer.deliver_next():
            pass

    def path(self) -> str:
        """The path of the newest link."""
        link = self.mail.mails[-1].link
        assert link is not None
        return link.removeprefix(ADDRESS)

    def status(self) -> str:
        self.layers.drain()
        status: str = self.person.get(f"/api/v1/executions/{self.number}").json["status"]
        return status

    def form(self, outcome: str, *hosts: str) -> dict[str, Any]:
        asked = self.person.get("/api/v1/questions?status=open").json["items"]
        ids = [one["id"] for one in asked if not hosts or one["host"] in hosts]
        return {"outcome": outcome, "question": ids, "reason": "by mail"}

    @property
    def browser(self) -> Any:
        return self.person.application.test_client()


@pytest.fixture
def desk(layers: Layers) -> Iterator[Desk]:
    yield Desk(layers)


def test_looking_decides_nothing_and_sending_the_form_does_once(desk: Desk) -> None:
    desk.hire("Anna", "approver")
    desk.ask()
    assert [mail.recipient for mail in desk.mail.mails] == ["anna@example.org"]
    path = desk.path()
    for _ in range(3):
        page = desk.browser.get(path)
        assert page.status_code == 200
        assert "Sure about &lt;b&gt;web1?" in page.text
        assert "form-action 'self'" in page.headers["Content-Security-Policy"]
        assert page.headers["Referrer-Policy"] == "no-referrer"
    assert desk.browser.head(path).status_code == 200
    assert desk.status() == "waiting"

    yes = desk.form("approved")
    assert "web1: approved" in desk.browser.post(path, data=yes).text
    assert desk.status() == "succeeded"
    again = desk.browser.post(path, data=yes)
    assert (again.status_code, "used already" in again.text) == (409, True)
    (question,) = desk.person.get("/api/v1/questions").json["items"]
    assert [(one["by"], one["reason"]) for one in question["answers"]] == [("Anna", "by mail")]
    audited = desk.person.get("/api/v1/audit?limit=200").json["items"]
    assert "Anna" in {one["actor"]["name"] for one in audited if one["verb"] == "answer_page.answer"}


def test_of_several_hosts_some_are_approved_and_the_others_still_asked_for(desk: Desk) -> None:
    desk.hire("Anna", "approver")
    desk.ask(ASK, "web1", "web-é2")

    desk.browser.post(desk.path(), data=desk.form("approved", "web1"))

    asked = desk.person.get("/api/v1/questions?status=open").json["items"]
    assert [one["host"] for one in asked] == ["web-é2"]


def test_only_those_get_a_link_who_could_answer(desk: Desk) -> None:
    desk.hire("Vera", "viewer")
    olga = desk.hire("Olga", "operator", "approver")
    desk.hire("Anna", "approver")
    desk.ask(by=olga)

    assert [mail.recipient for mail in desk.mail.mails] == ["anna@example.org"]


def test_no_link_is_kept_where_others_could_read_it(desk: Desk) -> None:
    desk.hire("Anna", "approver")
    desk.ask()
    seal = desk.path().rpartition(".")[2]
    assert desk.browser.post(desk.path(), data={}).status_code == 422

    assert seal not in desk.person.get("/api/v1/notifications").text
    assert seal not in str(hide_secrets(None, "info", {"path": desk.path()}))
    with desk.resources.database.reading() as session:
        dump = "".join(session.connection().connection.dbapi_connection.iterdump())
    assert seal not in dump


def test_made_up_changed_expired_and_taken_away_links_open_nothing(desk: Desk) -> None:
    anna = desk.hire("Anna", "approver")
    desk.ask()
    path, form = desk.path(), desk.form("approved")
    identity, _, seal = path.rpartition(".")
    for made_up in (
        f"{identity}.{'A' * 43}",
        f"{identity[:-1]}{'1' if identity.endswith('0') else '0'}.{seal}",
        identity,
        "/answer/x",
        "/answer/" + "9" * 500,
        f"{path}x",
    ):
        assert desk.browser.get(made_up).status_code == 404
        assert desk.browser.post(made_up, data=form).status_code == 404
    for nonsense in ({}, {"outcome": "maybe", "question": form["question"]}, {"outcome": "approved"}):
        assert desk.browser.post(path, data=nonsense).status_code == 422
    desk.person.put(f"/api/v1/users/{anna.id}/active", json={"active": False})
    assert desk.browser.post(path, data=form).status_code == 403
    assert desk.status() == "waiting"


def test_what_is_of_high_risk_takes_a_second_factor_on_the_web(desk: Desk) -> None:
    desk.hire("Anna", "approver")
    desk.ask(ASK.replace("risk: normal", "risk: high"))
    page = desk.browser.get(desk.path())
    assert "<form" not in page.text
    by_link = desk.browser.post(desk.path(), data=desk.form("approved"))
    assert (by_link.status_code, "question.second_factor" in by_link.text) == (403, True)

    web = desk.browser
    begun = web.post("/api/v1/session", json={"name": "Anna", "password": PASSWORD})
    csrf = {"X-CSRF-Token": begun.json["csrf_token"]}
    (question,) = desk.person.get("/api/v1/questions?status=open").json["items"]
    address = f"/api/v1/questions/{question['id']}/answers"
    yes = {"digest": question["digest"], "outcome": "approved"}
    plain = web.post(address, json=yes, headers=csrf)
    assert (plain.status_code, plain.json["code"]) == (403, "question.second_factor")
    off = web.post(address, json={**yes, "code": "123456"}, headers=csrf)
    assert (off.status_code, off.json["code"]) == (403, "totp.off")
    secret = web.post("/api/v1/session/second-factor", headers=csrf).json["secret"]
    app = pyotp.TOTP(secret)
    now = datetime.now(UTC)
    first = app.at(now - timedelta(seconds=30))
    assert (
        web.post("/api/v1/session/second-factor/confirm", json={"code": first}, headers=csrf).status_code
        == 200
    )
    wrong = web.post(address, json={**yes, "code": "000000"}, headers=csrf)
    assert (wrong.status_code, wrong.json["code"]) == (403, "totp.code_wrong")
    right = web.post(address, json={**yes, "code": app.at(now)}, headers=csrf)
    assert (right.status_code, right.json["outcome"]) == (200, "approved")
    assert desk.status() == "succeeded"


def test_a_telegram_code_is_shown_to_who_has_logged_in(desk: Desk) -> None:
    made = desk.hire("Anna", "approver")
    assert made.client.post("/api/v1/session/telegram").json["code"] == "session.needed"
    assert made.client.delete("/api/v1/session/telegram").json["code"] == "session.needed"
    web = desk.browser
    begun = web.post("/api/v1/session", json={"name": "Anna", "password": PASSWORD})
    csrf = {"X-CSRF-Token": begun.json["csrf_token"]}
    assert len(web.post("/api/v1/session/telegram", headers=csrf).json["code"]) == 20
    assert web.get("/api/v1/session/telegram").json == {"linked": False}
    assert web.delete("/api/v1/session/telegram", headers=csrf).status_code == 204
    assert desk.person.delete(f"/api/v1/users/{made.id}/mail-address").status_code == 204
