"""Who may come in: nobody without a living token, but for the few addresses that are named here."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.resources import Resources
from noc_presentation.service import peers
from noc_presentation.signatures import RequestSigner
from noc_presentation.store.database import Database

BY_TOKEN = {"/metrics"}  # 404 as long as no token is set; test_metrics_of_presentation.py
PAGES = {"/healthz", "/readyz", "/version", "/openapi.json", "/docs", "/docs/<string:name>"}
LOGIN = {("GET", "/api/v1/setup"), ("POST", "/api/v1/setup"), ("POST", "/api/v1/session")}
PROVIDER = {("GET", "/api/v1/oidc"), ("POST", "/api/v1/oidc/login"), ("GET", "/api/v1/oidc/callback")}
SCREENS = {"/", "/<screen:address>", "/assets/<string:name>", "/favicon.svg"}
#: A sealed link is its own right: test_answer_links.py.
LINKS = {(method, "/answer/<string:link>") for method in ("GET", "POST")}
PUBLIC = {("GET", page) for page in PAGES | SCREENS} | LOGIN | PROVIDER | LINKS
SIGNED = {
    ("POST", "/api/v1/targets"),
    ("POST", "/api/v1/notifications"),
    ("POST", "/api/v1/observations"),
    ("POST", "/api/v1/sealed-credentials"),
    ("POST", "/api/v1/introductions/<string:introduction>/use"),
}
METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
TOKENS = "/api/v1/tokens"
MESSAGE = {
    "id": "n1",
    "execution": "e1",
    "execution_number": 1,
    "procedure": "restart-web",
    "host": "web1",
    "node": "tell",
    "channel": "oncall",
    "subject": None,
    "message": "down",
    "at": "2026-11-21T12:00:00.000Z",
}


def address(rule: Any) -> str:
    return "".join("1" if part.startswith("<") else part for part in _split(rule.rule))


def _split(rule: str) -> list[str]:
    return rule.replace("<", "\0<").replace(">", ">\0").split("\0")


def routes(house: Any) -> list[tuple[str, Any]]:
    return [
        (method, rule) for rule in house.app.url_map.iter_rules() for method in sorted(rule.methods & METHODS)
    ]


def test_every_route_asks_who_is_there_unless_it_is_named_here(house: Any) -> None:
    for method, rule in routes(house):
        answer = house.anybody.open(address(rule), method=method)

        is_open = (method, rule.rule) in PUBLIC or rule.rule in BY_TOKEN
        assert (answer.status_code != 401) == is_open, (method, rule.rule)


def test_the_routes_of_the_scheduler_take_no_token_and_the_others_no_signature(house: Any) -> None:
    for method, rule in routes(house):
        if (method, rule.rule) not in PUBLIC and rule.rule not in BY_TOKEN:
            with_token = house.person.open(address(rule), method=method)
            signed = house.signed().request(method, address(rule))

            assert (with_token.status_code == 401) == ((method, rule.rule) in SIGNED), (method, rule.rule)
            assert (signed.status_code == 401) == ((method, rule.rule) not in SIGNED), (method, rule.rule)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_a_method_that_is_not_offered_names_those_that_are(house: Any, method: str) -> None:
    answer = house.person.open(TOKENS, method=method, headers={"X-HTTP-Method-Override": "GET"})

    assert (answer.status_code, answer.json["code"]) == (405, "method.not_allowed")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


class TestTokens:
    def test_a_token_is_shown_once_and_kept_as_a_digest(self, house: Any) -> None:
        made = house.person.post(TOKENS, json={"name": "ben"}).json

        assert made["token"].startswith("noc_pat_")
        assert len(made["token"]) == len("noc_pat_") + 43
        assert house.bearer(made["token"]).get(TOKENS).status_code == 200
        assert made["token"] not in house.person.get(TOKENS).text
        assert made["token"] not in str(house.rows())

    def test_a_revoked_token_opens_nothing_from_the_next_request_on(self, house: Any) -> None:
        made = house.person.post(TOKENS, json={"name": "ben"}).json
        ben = house.bearer(made["token"])
        assert ben.get(TOKENS).status_code == 200

        assert house.person.delete(f"{TOKENS}/{made['id']}").status_code == 204

        answer = ben.get(TOKENS)
        assert (answer.status_code, answer.json["code"]) == (401, "token.revoked")
        assert answer.headers["WWW-Authenticate"] == "Bearer"

    def test_a_token_opens_until_it_expires(self, house: Any) -> None:
        until = {"name": "ben", "expires_at": "2026-11-21T13:00:00Z"}
        ben = house.bearer(house.person.post(TOKENS, json=until).json["token"])

        house.clock.pass_by(minutes=59)
        assert ben.get(TOKENS).status_code == 200
        house.clock.pass_by(minutes=1)

        answer = ben.get(TOKENS)
        assert (answer.status_code, answer.json["code"]) == (401, "token.expired")

    def test_its_last_use_is_known_to_the_minute(self, house: Any) -> None:
        house.person.get(TOKENS)
        house.clock.pass_by(minutes=5)
        house.person.get(TOKENS)
        house.clock.pass_by(seconds=30)

        (ana,) = house.person.get(TOKENS).json["items"]

        assert ana["last_used_at"] == "2026-11-21T12:05:00.000Z"

    def test_a_name_is_never_given_twice(self, house: Any) -> None:
        house.person.post(TOKENS, json={"name": "ben"})
        house.person.delete(f"{TOKENS}/ben")
        before = house.rows()

        answer = house.person.post(TOKENS, json={"name": "ben"})

        assert (answer.status_code, answer.json["code"]) == (409, "token.exists")
        assert house.rows() == before

    @pytest.mark.parametrize("name", ["Ana", "ANA", "ａｎａ"])
    def test_nor_one_that_people_would_take_for_it(self, house: Any, name: str) -> None:
        answer = house.person.post(TOKENS, json={"name": name})

        assert (answer.status_code, answer.json["code"]) == (409, "token.exists")

    @pytest.mark.parametrize(
        "name", [" ana2", "ana2 ", "a\nb", "a\tb", "a\x1b[2J", "a\u200bb", "a\u202eb", "a\u2028b", "ﷺ" * 128]
    )
    def test_a_name_is_something_that_can_be_seen(self, house: Any, name: str) -> None:
        before = house.rows()

        answer = house.person.post(TOKENS, json={"name": name})

        assert (answer.status_code, answer.json["code"]) == (422, "name.invalid")
        assert house.rows() == before

    def test_one_that_has_expired_already_is_not_made(self, house: Any) -> None:
        past = {"name": "ben", "expires_at": "2026-11-21T11:59:59Z"}

        answer = house.person.post(TOKENS, json=past)

        assert (answer.status_code, answer.json["code"]) == (422, "token.expiry_past")

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "Bearer",
            "Bearer ",
            "Basic YW5hOmFuYQ==",
            "Bearer noc_pat_",
            "Bearer noc_pat_" + "A" * 43,
            "Bearer noc_pat_" + "A" * 100_000,
            "Bearer " + "\xe9" * 10,
            "Bearer null",
            "noc_pat_x",
        ],
    )
    def test_anything_else_is_no_token(self, house: Any, header: str) -> None:
        answer = house.anybody.get(TOKENS, headers={"Authorization": header})

        assert answer.status_code == 401
        assert answer.json["code"] in {"token.missing", "token.invalid"}

    @pytest.mark.parametrize("name", ["token", "access_token", "API_KEY", "Authorization"])
    def test_no_token_is_taken_from_an_address(self, house: Any, name: str) -> None:
        for client in (house.anybody, house.person):
            answer = client.get(f"{TOKENS}?{name}={house.token}")

            assert (answer.status_code, answer.json["code"]) == (400, "token.in_query")
            assert house.token not in answer.text

    def test_a_token_under_any_other_name_in_an_address_is_refused_too(self, house: Any) -> None:
        answer = house.anybody.get(f"/docs?q={house.token}")

        assert (answer.status_code, answer.json["code"]) == (400, "token.in_query")


class TestSignatures:
    """The scheduler signs; whatever is forged, altered, replayed or late changes nothing."""

    def hand_in(self, client: httpx.Client) -> httpx.Response:
        return client.post("/api/v1/notifications", json={"notifications": [MESSAGE]})

    def refused(self, house: Any, answer: httpx.Response, code: str) -> None:
        assert (answer.status_code, answer.json()["code"]) == (401, code)
        assert house.rows()["notifications"] == []

    def test_the_scheduler_is_heard(self, house: Any) -> None:
        assert self.hand_in(house.signed()).status_code == 200

    def test_a_forged_signature(self, house: Any) -> None:
        forger = house.signed(key=Ed25519PrivateKey.generate())

        self.refused(house, self.hand_in(forger), "signature.invalid")

    def test_a_stranger(self, house: Any) -> None:
        self.refused(house, self.hand_in(house.signed(key_id="node-1")), "signature.unknown_key")

    def test_an_altered_body(self, house: Any) -> None:
        signed = self.signed_request(house)
        altered = httpx.Request("POST", signed.url, headers=signed.headers, content=b'{"notifications": []}')
        altered.headers["Content-Length"] = str(len(altered.content))

        self.refused(house, self.send(house, altered), "signature.invalid")

    def test_a_body_without_a_digest(self, house: Any) -> None:
        signed = self.signed_request(house)
        del signed.headers["Content-Digest"]

        self.refused(house, self.send(house, signed), "signature.invalid")

    def test_another_address(self, house: Any) -> None:
        signed = self.signed_request(house)
        moved = httpx.Request(
            "POST",
            signed.url.copy_with(path="/api/v1/targets"),
            headers=signed.headers,
            content=signed.content,
        )

        self.refused(house, self.send(house, moved), "signature.invalid")

    def test_a_replay(self, house: Any) -> None:
        signed = self.signed_request(house)

        assert self.send(house, signed).status_code == 200
        again = self.send(house, signed)

        assert (again.status_code, again.json()["code"]) == (401, "signature.replayed")

    def test_a_signature_older_than_a_minute(self, house: Any) -> None:
        signed = self.signed_request(house)
        house.clock.pass_by(seconds=61)

        answer = self.send(house, signed)

        self.refused(house, answer, "signature.clock_skew")
        assert answer.json()["server_time"].startswith("2026-11-21T12:01:01")

    def test_a_scheduler_whose_clock_is_wrong_signs_again_and_is_heard(self, house: Any) -> None:
        client = house.signed()
        client.auth = RequestSigner(
            "scheduler", house.scheduler_key, clock=lambda: house.clock() - timedelta(hours=1)
        )

        assert self.hand_in(client).status_code == 200
        assert client.auth.offset == timedelta(hours=1)

    def test_no_signature_at_all(self, house: Any) -> None:
        answer = house.anybody.post("/api/v1/notifications", json={"notifications": [MESSAGE]})

        assert (answer.status_code, answer.json["code"]) == (401, "signature.missing")

    def test_nonces_are_forgotten_when_their_time_is_over(self, house: Any) -> None:
        self.hand_in(house.signed())
        house.clock.pass_by(minutes=10)
        self.hand_in(house.signed())

        with house.resources.database.reading() as session:
            (count,) = session.connection().exec_driver_sql("SELECT count(*) FROM nonces").one()
        assert count == 1

    def signed_request(self, house: Any) -> httpx.Request:
        client = house.signed()
        request = client.build_request("POST", "/api/v1/notifications", json={"notifications": [MESSAGE]})
        flow = client.auth.auth_flow(request)
        return next(flow)

    def send(self, house: Any, request: httpx.Request) -> httpx.Response:
        with httpx.Client(transport=httpx.WSGITransport(house.app)) as client:
            return client.send(request)


def test_before_pairing_there_is_no_scheduler(house: Any) -> None:
    database = Database(f"sqlite:///{house.resources.database.engine.url.database}")
    with database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM peers")
    signer = RequestSigner("presentation", Ed25519PrivateKey.generate())
    alone = Resources(database, Scheduler(lambda: peers.scheduler_url(database), signer), house.clock)
    house.app.extensions["noc"] = alone

    answer = house.person.get("/api/v1/node-kinds")

    assert (answer.status_code, answer.json["code"]) == (503, "dependency.unavailable")
    assert "pair scheduler" in answer.json["detail"]
    alone.close()
