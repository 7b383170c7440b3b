"""Webhooks: who may send, what is refused before it is read, and that what was accepted is never lost."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import httpx
import pytest

from noc_scheduler.api.app import create_app
from noc_scheduler.triggers.senders import origin, read_network
from tests.scheduler.api.senders import ANNA, Sender, keep_webhook, sender
from tests.scheduler.triggers.messages import ALERTMANAGER, GRAFANA, ZABBIX

ALERT = {"id": "a1", "host": "web1", "service": "nginx"}
MAPPED = {"host": "$.host", "key": ["$.id"], "params": {"service": "$.service"}}


@pytest.fixture
def hook(wire: Any, api: httpx.Client, order: dict[str, Any]) -> Sender:
    """A webhook for signed messages."""
    return sender(wire, api, keep_webhook(api, order, **MAPPED))


def items(api: httpx.Client, hook: Sender) -> list[dict[str, Any]]:
    schedule = hook.path.rpartition("/")[2]
    found: list[dict[str, Any]] = api.get(f"/v1/schedules/{schedule}/items").json()["items"]
    return found


def counts(api: httpx.Client, hook: Sender) -> dict[str, Any]:
    schedule = hook.path.rpartition("/")[2]
    found: dict[str, Any] = api.get(f"/v1/schedules/{schedule}/deliveries").json()
    return found


def test_a_signed_message_starts_the_procedure_on_the_host_it_names(
    hook: Sender, api: httpx.Client, world: Any
) -> None:
    answer = hook.signed(ALERT)
    assert (answer.status_code, answer.json()["items"]) == (202, 1)
    assert items(api, hook)[0]["status"] == "waiting"

    world.drain()
    (item,) = items(api, hook)
    assert (item["status"], item["host"]) == ("started", "web1")
    execution = api.get(f"/v1/executions/{item['execution']}").json()
    assert execution["target"] == {"groups": [], "hosts": ["web1"]}
    assert execution["params"] == {"service": "nginx"}
    assert execution["actor"]["kind"] == "schedule"
    assert "items.started" in world.types()


@pytest.mark.parametrize(
    "changes",
    [
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "v1a,abc v2,def"},
        {"webhook-signature": "v1," + "A" * 44},
        {"webhook-timestamp": "1"},
        {"webhook-timestamp": "tomorrow"},
        {"webhook-timestamp": ""},
        {"webhook-id": "other"},
        {"webhook-id": ""},
        {"Authorization": "Bearer whsec_AAAA", "webhook-signature": ""},
    ],
)
def test_a_proof_that_does_not_hold_is_refused(hook: Sender, changes: dict[str, str], stored: Any) -> None:
    before = stored()
    assert hook.signed(ALERT, **changes).status_code == 401
    assert stored() == before


@pytest.mark.parametrize("off", [-301, 330, 10**9])
def test_a_message_from_another_time_is_refused(hook: Sender, off: int) -> None:
    assert hook.signed(ALERT, at=hook.now() + off).status_code == 401


def test_another_body_under_the_same_signature_is_refused(hook: Sender) -> None:
    right = hook.signed(ALERT).request.headers
    kept = {name: right[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")}
    assert hook.signed({**ALERT, "host": "web2"}, **kept).status_code == 401


def test_unknown_and_wrong_are_told_alike(hook: Sender) -> None:
    wrong = replace(hook, secret="whsec_" + "A" * 44)
    unknown = replace(hook, path=f"/v1/hooks/{uuid4()}")
    nothing = replace(hook, path="/v1/hooks/nothing")
    answers = [one.signed(ALERT) for one in (wrong, unknown, nothing)]
    assert {answer.status_code for answer in answers} == {401}
    assert len({(answer.json()["code"], answer.json()["detail"]) for answer in answers}) == 1


def test_without_a_secret_nobody_may_send(wire: Any, api: httpx.Client, order: dict[str, Any]) -> None:
    schedule = keep_webhook(api, order, proof="token", **MAPPED)
    anybody = httpx.Client(transport=httpx.WSGITransport(wire.app), base_url="http://scheduler.test")
    for token in ("", "whsec_", "None"):
        headers = {"Authorization": f"Bearer {token}"}
        assert anybody.post(f"/v1/hooks/{schedule}", json=ALERT, headers=headers).status_code == 401


def test_a_new_secret_ends_the_one_before(wire: Any, api: httpx.Client, hook: Sender) -> None:
    again = sender(wire, api, hook.path.rpartition("/")[2])
    assert hook.signed(ALERT).status_code == 401
    assert again.signed(ALERT).status_code == 202


def test_a_token_is_taken_only_where_the_webhook_asks_for_one(
    wire: Any, api: httpx.Client, hook: Sender, order: dict[str, Any]
) -> None:
    assert hook.bearing(ALERT).status_code == 401
    whole = {name: value for name, value in order.items() if name != "start_at"}
    asked = {**whole, "name": "weak", "trigger": {"kind": "webhook", "proof": "token", **MAPPED}}
    made = api.post("/v1/schedules", json=asked).json()
    assert "weak" in made["warnings"][0]
    weak = sender(wire, api, made["id"])
    assert weak.bearing(ALERT).status_code == 202
    for token in ("x", weak.secret + "x", weak.secret[:-1], "ü", "a" * 100_000):
        headers = {"Authorization": f"Bearer {token}"}
        assert wire.app.test_client().post(weak.path, json=ALERT, headers=headers).status_code == 401


def test_other_methods_need_the_proof_too(hook: Sender) -> None:
    assert hook.http.request("OPTIONS", hook.path).status_code in (401, 405)
    assert hook.http.request("HEAD", hook.path).status_code == 405
    assert hook.http.request("GET", hook.path).status_code == 405


def test_a_message_that_comes_again_is_told_so_and_one_that_changed_is_refused(
    hook: Sender, api: httpx.Client
) -> None:
    first, again = hook.signed(ALERT), hook.signed(ALERT)
    assert (again.status_code, again.json()) == (200, {**first.json(), "items": 0, "doubled": True})
    assert hook.signed({**ALERT, "host": "web2"}).status_code == 409
    assert len(items(api, hook)) == 1
    told = counts(api, hook)
    assert (told["accepted"], told["doubled"], told["refused"]) == (1, 1, 1)


def test_an_alert_that_is_sent_in_another_message_is_known_again(hook: Sender, api: httpx.Client) -> None:
    assert hook.signed(ALERT, "msg-1").json()["items"] == 1
    assert hook.signed(ALERT, "msg-2").json()["items"] == 0
    assert len(items(api, hook)) == 1


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "body.empty"),
        (b"{", 400, "json.invalid"),
        (b"<alert/>", 400, "json.invalid"),
        (b'{"a": NaN}', 400, "json.not_finite"),
        (b'{"a": 1, "a": 2}', 400, "json.duplicate_key"),
        (b"[" * 100_000, 400, "json.too_deep"),
        (b"[]", 422, "mapping.missing"),
        (b"{}", 422, "mapping.missing"),
        (b'{"id": "a", "host": null, "service": "x"}', 422, "mapping.host"),
        (b'{"id": "a", "host": "web1", "service": "{{ x }}"}', 422, "param.pattern"),
        (b'{"id": "a", "host": "web1", "service": 5}', 422, "param.type"),
    ],
)
def test_what_cannot_be_read_is_refused_counted_and_shown(
    hook: Sender, api: httpx.Client, body: bytes, status: int, code: str
) -> None:
    answer = hook.signed(body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    told = counts(api, hook)
    assert told["refused"] == 1
    assert code in told["last_refusal"]
    assert items(api, hook) == []
    assert replace(hook, secret="whsec_" + "A" * 44).signed(body).status_code == 401


def test_one_alert_that_does_not_fit_costs_no_other(
    wire: Any, api: httpx.Client, order: dict[str, Any]
) -> None:
    several = sender(wire, api, keep_webhook(api, order, **MAPPED, items="$.alerts"))
    bad = {"id": "b", "host": "web2", "service": 5}
    answer = several.signed({"alerts": [bad, ALERT, {"id": "c"}]})
    assert (answer.status_code, answer.json()["items"]) == (202, 3)
    told = sorted((one["status"], one["said_host"], one["reason"]) for one in items(api, several))
    assert [status for status, _, _ in told] == ["refused", "refused", "waiting"]
    assert "mapping.missing" in str(told) and "param" in str(told)
    assert told[-1][1] == "web1"

    hopeless = several.signed({"alerts": [bad]}, "msg-2")
    assert (hopeless.status_code, hopeless.json()["code"]) == (422, "param.type")


def test_a_refusal_that_is_shown_names_the_place_and_not_what_was_there(
    hook: Sender, api: httpx.Client
) -> None:
    hook.signed(b'{"id": "a", "host": "web1", "service": "{{ x }}"}')
    told = counts(api, hook)["last_refusal"]
    assert told.startswith("param.pattern: ")
    assert "service param.pattern" in told
    assert "see errors" not in told and "{{" not in told


def test_a_refused_message_may_be_sent_again_mended(hook: Sender) -> None:
    assert hook.signed({}).status_code == 422
    assert hook.signed(ALERT).status_code == 202


def test_bodies_that_are_too_large_or_of_another_type_are_refused(hook: Sender) -> None:
    assert hook.signed(b'"' + b"x" * 2**18 + b'"').status_code == 413
    for other in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        assert hook.signed(ALERT, **{"Content-Type": other}).status_code == 415


def test_the_last_ten_bodies_are_kept_without_their_secrets(hook: Sender, api: httpx.Client) -> None:
    for number in range(12):
        assert (
            hook.signed({**ALERT, "id": f"a{number}", "password": "geheim"}, f"m{number}").status_code == 202
        )
    told = counts(api, hook)
    assert [one["message"] for one in told["items"]] == [f"m{number}" for number in range(11, 1, -1)]
    assert all(one["body"] and "geheim" not in one["body"] for one in told["items"])


def test_more_than_may_wait_is_refused_visibly(
    world: Any, api: httpx.Client, order: dict[str, Any], hook: Sender
) -> None:
    few = replace(world.means, settings=replace(world.means.settings, max_backlog=2))
    hook.http = httpx.Client(transport=httpx.WSGITransport(create_app(few)), base_url="http://scheduler.test")
    for number in range(2):
        assert hook.signed({**ALERT, "id": f"a{number}"}, f"m{number}").status_code == 202
    full = hook.signed({**ALERT, "id": "a2"}, "m2")
    assert (full.status_code, full.json()["code"]) == (429, "backlog.full")
    assert full.headers["Retry-After"]
    assert counts(api, hook)["refused"] == 1
    world.drain()
    assert hook.signed({**ALERT, "id": "a2"}, "m2").status_code == 202


def test_a_host_that_the_schedule_is_not_for_is_refused(hook: Sender, api: httpx.Client, world: Any) -> None:
    hook.signed({**ALERT, "host": "db1"})
    world.drain()
    (item,) = items(api, hook)
    assert (item["status"], item["execution"]) == ("refused", None)
    assert item["reason"].startswith("target.denied")


def test_a_host_may_be_named_by_its_address(hook: Sender, api: httpx.Client, world: Any) -> None:
    hook.signed({**ALERT, "host": "web2.example:9100"})
    world.drain()
    assert items(api, hook)[0]["host"] == "web2"


def test_nothing_that_was_accepted_is_lost_while_presentation_is_down(
    hook: Sender, api: httpx.Client, world: Any
) -> None:
    world.presentation.down = True
    hook.signed(ALERT)
    world.drain()
    assert items(api, hook)[0]["status"] == "waiting"
    assert "presentation" in items(api, hook)[0]["reason"]
    world.presentation.down = False
    world.pass_time(3)
    world.tick()
    assert items(api, hook)[0]["status"] == "started"


@pytest.mark.parametrize(
    ("source", "message", "started"),
    [("alertmanager", ALERTMANAGER, ["web1"]), ("grafana", GRAFANA, ["web3"]), ("zabbix", ZABBIX, ["web1"])],
)
def test_monitoring_systems_are_understood_as_they_send(
    wire: Any,
    api: httpx.Client,
    order: dict[str, Any],
    world: Any,
    source: str,
    message: Any,
    started: list[str],
) -> None:
    hook = sender(wire, api, keep_webhook(api, order, source=source, proof="token"))
    assert hook.bearing(message).status_code == 202
    world.drain()
    assert [one["host"] for one in items(api, hook) if one["status"] == "started"] == started
    assert {one["status"] for one in items(api, hook) if one["standing"] == "resolved"} <= {"left_out"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"trigger": {"kind": "webhook", "params": {"other": "$.a"}}}, "param.unknown"),
        ({"trigger": {"kind": "webhook"}, "overlap": "skip"}, "overlap.not_for_messages"),
        ({"trigger": {"kind": "webhook", "host": "$["}}, "mapping.invalid"),
    ],
)
def test_a_webhook_that_cannot_work_is_refused_when_it_is_made(
    api: httpx.Client, order: dict[str, Any], changes: dict[str, Any], code: str
) -> None:
    whole = {name: value for name, value in order.items() if name != "start_at"}
    answer = api.post("/v1/schedules", json={**whole, "name": "x", **changes})
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_a_deleted_webhook_takes_nothing_more(hook: Sender, api: httpx.Client) -> None:
    api.delete(f"/v1/schedules/{hook.path.rpartition('/')[2]}")
    assert hook.signed(ALERT).status_code == 401


def test_a_webhook_takes_messages_from_its_senders_alone(
    wire: Any, api: httpx.Client, order: dict[str, Any]
) -> None:
    kept = keep_webhook(api, order, **MAPPED, senders=["192.0.2.0/24", "2001:db8::/32"])
    hook = sender(wire, api, kept)
    assert hook.signed(ALERT).status_code == 401
    assert hook.signed(ALERT, **{"X-Forwarded-For": "192.0.2.7"}).status_code == 401
    for address in ("192.0.2.7", "2001:db8::7", "::ffff:192.0.2.7"):
        transport = httpx.WSGITransport(wire.app, remote_addr=address)
        there = replace(hook, http=httpx.Client(transport=transport, base_url="http://scheduler.test"))
        assert there.signed(ALERT, message=f"from {address}").status_code == 202


def test_senders_and_further_tries_can_be_changed_under_way_and_are_told_with_what_they_were(
    wire: Any, api: httpx.Client, order: dict[str, Any], world: Any
) -> None:
    kept = keep_webhook(api, order, **MAPPED, senders=["192.0.2.0/24"])
    hook = sender(wire, api, kept)
    retry = {"most": 2, "after_ms": 60_000}
    before = api.get(f"/v1/schedules/{kept}").json()["trigger"]
    assert hook.signed(ALERT).status_code == 401

    changed = {"senders": None, "retry": retry, "actor": ANNA, "reason": "it has moved"}
    assert api.put(f"/v1/schedules/{kept}/intake", json=changed).status_code == 204

    trigger = api.get(f"/v1/schedules/{kept}").json()["trigger"]
    assert {**trigger, "senders": before["senders"]} == {**before, "retry": retry}
    assert hook.signed(ALERT).status_code == 202
    (told,) = [event for event in world.events() if event.type == "schedule.changed"]
    assert (told.actor, told.data["reason"]) == (ANNA, "it has moved")
    assert (told.data["before"], told.data["trigger"]) == (before, trigger)


def test_what_a_trigger_can_not_take_in_is_refused_and_it_stays_as_it_was(
    api: httpx.Client, order: dict[str, Any]
) -> None:
    kept = keep_webhook(api, order, **MAPPED)
    by_time = {
        **{name: value for name, value in order.items() if name != "start_at"},
        "name": "nightly",
        "trigger": {"kind": "cron", "expression": "0 3 * * *", "time_zone": "UTC"},
    }
    nightly = api.post("/v1/schedules", json=by_time).json()["id"]
    nothing = {"senders": None, "retry": None, "actor": ANNA}
    for schedule, wrong, status, code in (
        (kept, {"senders": ["no network"]}, 422, "senders.invalid"),
        (kept, {"retry": {"most": -1}}, 422, "retry.number"),
        (nightly, {"retry": {"most": 1}}, 422, "field.unknown"),
        (str(uuid4()), {}, 404, "not_found"),
    ):
        was = api.get(f"/v1/schedules/{schedule}").json().get("trigger")
        answer = api.put(f"/v1/schedules/{schedule}/intake", json={**nothing, **wrong})
        assert (answer.status_code, answer.json()["code"]) == (status, code)
        assert api.get(f"/v1/schedules/{schedule}").json().get("trigger") == was


OURS = (read_network("127.0.0.0/8"), read_network("10.0.0.0/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("198.51.100.1", "", "198.51.100.1"),
        ("198.51.100.1", "192.0.2.7", "198.51.100.1"),
        ("127.0.0.1", "192.0.2.7", "192.0.2.7"),
        ("127.0.0.1", "192.0.2.7, 198.51.100.9, 10.0.0.2", "198.51.100.9"),
        ("127.0.0.1", "10.0.0.2", "10.0.0.2"),
        ("127.0.0.1", "unknown", None),
        ("127.0.0.1", "192.0.2.7,,", None),
        ("", "192.0.2.7", None),
    ],
)
def test_only_what_our_own_proxies_say_of_an_address_is_believed(
    peer: str, forwarded: str, expected: str | None
) -> None:
    found = origin(peer, forwarded, OURS)
    assert (None if found is None else str(found)) == expected
