"""Executions and schedules: made whole here, kept by the scheduler, whose words are passed on as they are."""

from typing import Any

import pytest

EXECUTIONS = "/api/v1/executions"
SCHEDULES = "/api/v1/schedules"
TEXT = "metadata: {name: restart-web}\nspec: one\n"
ID = "01a1fb00-0000-7000-8000-00000000000a"
ORDER = {"procedure": "restart-web", "target": {"groups": ["web"]}, "params": {"service": "nginx"}}
EVERY_HOUR = {"kind": "cron", "expression": "0 * * * *", "time_zone": "UTC"}


@pytest.fixture
def ana(house: Any) -> Any:
    """Somebody in a house with two hosts, an empty group, a published procedure and a draft."""
    ana = house.person
    for name in ("web1", "web2"):
        host = {"name": name, "address": f"{name}.example.org", "groups": ["web"]}
        assert ana.post("/api/v1/hosts", json=host).status_code == 201
    assert ana.post("/api/v1/groups", json={"name": "nobody"}).status_code == 201
    assert ana.put("/api/v1/procedures/restart-web", json={"text": TEXT}).status_code == 201
    assert ana.post("/api/v1/procedures", json={"text": "name: draft-only"}).status_code == 201
    house.scheduler.asked.clear()
    return ana


class TestStarting:
    def test_the_scheduler_gets_the_newest_version_whole_and_who_asked(self, house: Any, ana: Any) -> None:
        answer = ana.post(EXECUTIONS, json=ORDER)

        assert answer.status_code == 201
        ordered = house.scheduler.body()
        assert ordered["procedure"]["name"] == "restart-web"
        assert ordered["procedure"]["version"] == 1
        assert ordered["procedure"]["digest"].startswith("sha256:")
        assert ordered["procedure"]["canonical"]["kind"] == "Procedure"
        assert ordered["target"] == {"groups": ["web"], "hosts": []}
        assert ordered["params"] == {"service": "nginx"}
        assert ordered["start_at"] is None
        assert ordered["actor"]["name"] == "ana"
        assert ordered["actor"]["kind"] == "person"

    def test_an_older_version_runs_when_it_is_named(self, house: Any, ana: Any) -> None:
        ana.put("/api/v1/procedures/restart-web", json={"text": TEXT.replace("one", "two")})

        ana.post(EXECUTIONS, json=ORDER | {"version": 1})

        assert house.scheduler.body()["procedure"]["version"] == 1
        assert "one" in house.scheduler.body()["procedure"]["canonical"]["spec"]["text"]

    def test_a_later_start_is_passed_on_in_utc(self, house: Any, ana: Any) -> None:
        ana.post(EXECUTIONS, json=ORDER | {"start_at": "2026-11-21T15:00:00+02:00"})

        assert house.scheduler.body()["start_at"] == "2026-11-21T13:00:00.000Z"

    def test_a_start_a_moment_ago_is_taken_as_now(self, ana: Any) -> None:
        assert ana.post(EXECUTIONS, json=ORDER | {"start_at": "2026-11-21T11:59:01Z"}).status_code == 201

    @pytest.mark.parametrize(
        ("change", "status", "code"),
        [
            ({"procedure": "nothing"}, 404, "procedure.unknown"),
            ({"procedure": "draft-only"}, 409, "procedure.unpublished"),
            ({"version": 7}, 404, "version.unknown"),
            ({"target": {"groups": ["webs"]}}, 422, "target.unknown_group"),
            ({"target": {"hosts": ["web9"]}}, 422, "target.unknown_host"),
            ({"target": {"groups": ["nobody"]}}, 422, "target.empty"),
            ({"target": {"groups": [], "hosts": []}}, 422, "target.empty"),
            ({"target": {}}, 422, "target.empty"),
            ({"start_at": "2026-11-21T11:58:59Z"}, 422, "schedule.past"),
            ({"actor": {"name": "root"}}, 422, "field.unknown"),
        ],
    )
    def test_what_cannot_run_never_reaches_the_scheduler(
        self, house: Any, ana: Any, change: dict[str, Any], status: int, code: str
    ) -> None:
        before = house.rows()

        answer = ana.post(EXECUTIONS, json=ORDER | change)

        assert (answer.status_code, answer.json["code"]) == (status, code)
        assert house.scheduler.asked == []
        assert house.rows() == before

    def test_the_schedulers_no_is_passed_on_with_every_error(self, house: Any, ana: Any) -> None:
        problem = {
            "type": "about:blank",
            "title": "parameters",
            "status": 422,
            "code": "param.unknown",
            "detail": "one parameter is unknown",
            "errors": [{"path": "/params/sevice", "code": "param.unknown", "message": "no such"}],
            "request_id": "theirs",
            "known": ["service"],
        }
        house.scheduler.answer("POST", "/v1/executions", 422, problem)

        answer = ana.post(EXECUTIONS, json=ORDER)

        assert answer.status_code == 422
        assert answer.json["errors"] == problem["errors"]
        assert (answer.json["code"], answer.json["known"]) == ("param.unknown", ["service"])
        assert answer.json["request_id"] == answer.headers["X-Request-Id"] != "theirs"

    @pytest.mark.parametrize("status", [401, 500, 502, 503])
    def test_trouble_between_the_layers_is_never_the_persons_fault(
        self, house: Any, ana: Any, status: int
    ) -> None:
        house.scheduler.answer("POST", "/v1/executions", status, {"code": "signature.unknown_key"})

        answer = ana.post(EXECUTIONS, json=ORDER)

        assert (answer.status_code, answer.json["code"]) == (503, "dependency.unavailable")

    def test_a_scheduler_that_is_down_is_said_to_be(self, house: Any, ana: Any) -> None:
        house.scheduler.down = True

        answer = ana.post(EXECUTIONS, json=ORDER)

        assert (answer.status_code, answer.json["code"]) == (503, "dependency.unavailable")
        assert int(answer.headers["Retry-After"]) > 0

    def test_a_scheduler_that_was_asked_and_says_nothing_may_have_done_it(self, house: Any, ana: Any) -> None:
        house.scheduler.mute = True
        key = {"Idempotency-Key": "once"}
        answer = ana.post(EXECUTIONS, json=ORDER, headers=key)
        assert (answer.status_code, answer.json["code"]) == (504, "dependency.no_answer")

        house.scheduler.mute = False
        assert ana.post(EXECUTIONS, json=ORDER, headers=key).status_code == 201
        first, second = (asked.headers["Idempotency-Key"] for asked in house.scheduler.asked[-2:])
        assert first == second


class TestSendingTwice:
    KEY = {"Idempotency-Key": "monday-1"}

    def test_the_same_order_under_the_same_key_is_one_execution(self, house: Any, ana: Any) -> None:
        first = ana.post(EXECUTIONS, json=ORDER, headers=self.KEY)
        again = ana.post(EXECUTIONS, json=ORDER, headers=self.KEY)

        assert (again.status_code, again.json) == (first.status_code, first.json)
        assert len(house.scheduler.asked) == 1

    def test_a_new_version_in_between_does_not_make_it_another_order(self, house: Any, ana: Any) -> None:
        first = ana.post(EXECUTIONS, json=ORDER, headers=self.KEY)
        ana.put("/api/v1/procedures/restart-web", json={"text": TEXT.replace("one", "two")})

        assert ana.post(EXECUTIONS, json=ORDER, headers=self.KEY).json == first.json

    def test_another_order_under_the_same_key_is_refused(self, house: Any, ana: Any) -> None:
        ana.post(EXECUTIONS, json=ORDER, headers=self.KEY)

        answer = ana.post(EXECUTIONS, json=ORDER | {"params": {}}, headers=self.KEY)

        assert (answer.status_code, answer.json["code"]) == (409, "idempotency.conflict")
        assert len(house.scheduler.asked) == 1

    def test_the_scheduler_hears_a_key_that_nobody_else_can_use(self, house: Any, ana: Any) -> None:
        ben = house.bearer(ana.post("/api/v1/tokens", json={"name": "ben"}).json["token"])
        ana.post(EXECUTIONS, json=ORDER, headers=self.KEY)
        ben.post(EXECUTIONS, json=ORDER, headers=self.KEY)

        of_ana, of_ben = (request.headers["Idempotency-Key"] for request in house.scheduler.asked)

        assert of_ana != of_ben
        assert len(of_ana) <= 128

    def test_after_a_refusal_the_key_is_free_again(self, house: Any, ana: Any) -> None:
        house.scheduler.down = True
        assert ana.post(EXECUTIONS, json=ORDER, headers=self.KEY).status_code == 503
        house.scheduler.down = False

        assert ana.post(EXECUTIONS, json=ORDER, headers=self.KEY).status_code == 201

    def test_a_request_that_is_still_running_is_not_run_again(self, house: Any, ana: Any) -> None:
        seen = []
        text = {"text": "name: slow"}
        house.scheduler.while_checking = lambda: seen.append(
            house.person.post("/api/v1/procedures", json=text, headers=self.KEY).json["code"]
        )

        assert ana.post("/api/v1/procedures", json=text, headers=self.KEY).status_code == 201
        assert seen == ["idempotency.in_progress"]

    def test_a_request_that_died_is_forgotten_after_a_minute(self, house: Any, ana: Any) -> None:
        ana.post(EXECUTIONS, json=ORDER, headers=self.KEY)
        with house.resources.database.writing() as session:
            session.connection().exec_driver_sql("UPDATE first_answers SET status = NULL, body = NULL")
        assert ana.post(EXECUTIONS, json=ORDER, headers=self.KEY).status_code == 409

        house.clock.pass_by(seconds=61)

        assert ana.post(EXECUTIONS, json=ORDER, headers=self.KEY).status_code == 201

    def test_a_key_is_remembered_for_a_day(self, house: Any, ana: Any) -> None:
        ana.post(EXECUTIONS, json=ORDER, headers=self.KEY)
        house.clock.pass_by(hours=25)

        ana.post(EXECUTIONS, json=ORDER, headers=self.KEY)

        assert len(house.scheduler.asked) == 2

    @pytest.mark.parametrize("key", ["", " ", "a b", "x" * 129, "é"])
    def test_a_key_is_printable_and_short(self, ana: Any, key: str) -> None:
        answer = ana.post(EXECUTIONS, json=ORDER, headers={"Idempotency-Key": key})

        assert (answer.status_code, answer.json["code"]) == (400, "idempotency.key_invalid")


class TestWatching:
    @pytest.mark.parametrize(
        ("ours", "theirs"),
        [
            (EXECUTIONS, "/v1/executions?limit=50"),
            (f"{EXECUTIONS}?limit=2&cursor=abc", "/v1/executions?limit=2&cursor=abc"),
            (f"{EXECUTIONS}/7", "/v1/executions/7"),
            (f"{EXECUTIONS}/{ID}", f"/v1/executions/{ID}"),
            (f"{EXECUTIONS}/7/hosts", "/v1/executions/7/hosts?limit=50"),
            (f"{EXECUTIONS}/7/hosts/web%201%3F", "/v1/executions/7/hosts/web%201%3F"),
            (
                f"{EXECUTIONS}/7/visits?host=web1&node=check",
                "/v1/executions/7/visits?limit=50&host=web1&node=check",
            ),
            (f"{EXECUTIONS}/7/matrix", "/v1/executions/7/matrix"),
            (f"{EXECUTIONS}/7/events?after=c1&limit=9", "/v1/events?after=c1&limit=9&execution=7"),
            ("/api/v1/events", "/v1/events?limit=50"),
            ("/api/v1/host-locks", "/v1/host-locks?limit=50"),
            (SCHEDULES, "/v1/schedules?limit=50"),
            (f"{SCHEDULES}/{ID}", f"/v1/schedules/{ID}"),
        ],
    )
    def test_questions_are_passed_on_and_answers_passed_back(
        self, house: Any, ana: Any, ours: str, theirs: str
    ) -> None:
        answer = ana.get(ours)

        assert answer.status_code == 200
        asked = house.scheduler.asked[-1].url
        assert asked.path == httpx_path(theirs)
        assert dict(asked.params) == dict(parameters(theirs))
        assert answer.json == {"id": "as-ordered", "path": theirs.partition("?")[0]}

    def test_what_the_scheduler_does_not_know_is_not_found(self, house: Any, ana: Any) -> None:
        house.scheduler.answer("GET", "/v1/executions/7", 404, {"code": "execution.unknown", "detail": "no"})

        answer = ana.get(f"{EXECUTIONS}/7")

        assert (answer.status_code, answer.json["code"]) == (404, "execution.unknown")


def httpx_path(address: str) -> str:
    return address.partition("?")[0].replace("%20", " ").replace("%3F", "?")


def parameters(address: str) -> list[tuple[str, str]]:
    query = address.partition("?")[2]
    return [tuple(pair.split("=")) for pair in query.split("&")] if query else []


class TestActing:
    def test_cancelling_says_who_and_why(self, house: Any, ana: Any) -> None:
        answer = ana.post(f"{EXECUTIONS}/7/cancel", json={"reason": "wrong group"})

        assert answer.status_code == 202
        assert house.scheduler.asked[-1].url.path == "/v1/executions/7/cancel"
        assert house.scheduler.body()["reason"] == "wrong group"
        assert house.scheduler.body()["actor"]["name"] == "ana"

    @pytest.mark.parametrize("verb", ["release", "abandon"])
    def test_a_held_execution_is_released_or_abandoned_by_name_and_reason(
        self, house: Any, ana: Any, verb: str
    ) -> None:
        answer = ana.post(f"{EXECUTIONS}/7/{verb}", json={"reason": "seen"})

        assert answer.status_code == 202
        assert house.scheduler.asked[-1].url.path == f"/v1/executions/7/{verb}"
        assert house.scheduler.body()["reason"] == "seen"
        assert house.scheduler.body()["actor"]["name"] == "ana"

    def test_a_decision_says_who_what_and_why(self, house: Any, ana: Any) -> None:
        decision = {"outcome": "succeeded", "reason": "looked at it"}

        answer = ana.post(f"{EXECUTIONS}/7/visits/{ID}/decision", json=decision)

        assert answer.status_code == 204
        assert house.scheduler.asked[-1].url.path == f"/v1/executions/7/visits/{ID}/decision"
        assert house.scheduler.body()["actor"]["name"] == "ana"
        assert house.scheduler.body()["outcome"] == "succeeded"

    def test_a_decision_needs_a_reason(self, house: Any, ana: Any) -> None:
        answer = ana.post(f"{EXECUTIONS}/7/visits/{ID}/decision", json={"outcome": "succeeded"})

        assert (answer.status_code, answer.json["code"]) == (422, "field.missing")
        assert house.scheduler.asked == []


def test_taking_a_lock_over_is_passed_on_with_who_does_it(house: Any, ana: Any) -> None:
    house.scheduler.answer("POST", "/v1/executions/7/hosts/rtr-07/take-lock", 202, {"name": "rtr-07"})
    answer = ana.post(f"{EXECUTIONS}/7/hosts/rtr-07/take-lock", json={"reason": "the link is down"})
    assert (answer.status_code, answer.json) == (202, {"name": "rtr-07"})
    told = house.scheduler.body()
    assert (told["reason"], told["actor"]["name"]) == ("the link is down", "ana")


def test_how_urgent_it_is_is_passed_on_if_it_is_said(house: Any, ana: Any) -> None:
    ana.post(EXECUTIONS, json=ORDER)
    assert "priority" not in house.scheduler.body()
    ana.post(EXECUTIONS, json=ORDER | {"priority": 0})
    assert house.scheduler.body()["priority"] == 0
    ana.post(EXECUTIONS, json=ORDER | {"now_anyway": "the site is down"})
    assert house.scheduler.body()["now_anyway"] == "the site is down"
    assert ana.post(EXECUTIONS, json=ORDER | {"priority": 6}).json["errors"][0]["path"] == "/priority"


def test_a_dry_run_is_ordered_if_it_is_said_and_shown_as_one(house: Any, ana: Any) -> None:
    ana.post(EXECUTIONS, json=ORDER)
    assert not {"check_mode", "diff"} & house.scheduler.body().keys()
    dry = {"check_mode": True, "diff": True}
    ana.post(EXECUTIONS, json=ORDER | dry)
    assert dry.items() <= house.scheduler.body().items()
    ana.post(SCHEDULES, json=ORDER | {"name": "drift", "trigger": EVERY_HOUR} | dry)
    assert dry.items() <= house.scheduler.body().items()
    wrong = ana.post(EXECUTIONS, json=ORDER | {"check_mode": "yes"})
    assert (wrong.status_code, wrong.json["errors"][0]["path"]) == (422, "/check_mode")


class TestSchedules:
    def test_a_schedule_is_checked_here_and_kept_there(self, house: Any, ana: Any) -> None:
        answer = ana.post(SCHEDULES, json=ORDER | {"name": "hourly", "trigger": EVERY_HOUR})

        assert answer.status_code == 201
        ordered = house.scheduler.body()
        assert (ordered["name"], ordered["trigger"]) == ("hourly", EVERY_HOUR)
        assert ordered["procedure"]["version"] == 1
        assert ordered["target"] == {"groups": ["web"], "hosts": []}
        assert ordered["actor"]["name"] == "ana"

    def test_what_a_schedule_does_when_it_overlaps_is_passed_on_if_it_is_said(
        self, house: Any, ana: Any
    ) -> None:
        ana.post(SCHEDULES, json=ORDER | {"name": "hourly", "trigger": EVERY_HOUR})
        assert not {"overlap", "catch_up_ms", "priority"} & house.scheduler.body().keys()

        said = {"overlap": "queue_one", "catch_up_ms": 600_000, "priority": 5}
        ana.post(SCHEDULES, json=ORDER | {"name": "hourly", "trigger": EVERY_HOUR} | said)
        assert said.items() <= house.scheduler.body().items()

        wrong = {"overlap": "sometimes", "catch_up_ms": 0, "priority": 6}
        answer = ana.post(SCHEDULES, json=ORDER | {"name": "hourly", "trigger": EVERY_HOUR} | wrong)
        assert {error["path"] for error in answer.json["errors"]} == {"/overlap", "/catch_up_ms", "/priority"}

    def test_once_is_passed_on_in_utc(self, house: Any, ana: Any) -> None:
        once = {"kind": "once", "at": "2026-11-22T00:00:00+01:00"}

        ana.post(SCHEDULES, json=ORDER | {"name": "midnight", "trigger": once})

        assert house.scheduler.body()["trigger"] == {"kind": "once", "at": "2026-11-21T23:00:00.000Z"}

    @pytest.mark.parametrize(
        ("trigger", "code", "paths"),
        [
            ({"kind": "once"}, "trigger.invalid", ["/trigger/at"]),
            ({"kind": "cron"}, "trigger.invalid", ["/trigger/expression", "/trigger/time_zone"]),
            (EVERY_HOUR | {"at": "2026-11-22T00:00:00Z"}, "trigger.invalid", ["/trigger/at"]),
            ({"kind": "once", "at": "2026-11-20T00:00:00Z"}, "schedule.past", ["/trigger/at"]),
            ({"kind": "once", "at": "2026-11-22T00:00:00"}, "datetime.timezone_required", ["/trigger/at"]),
            ({"kind": "interval"}, "trigger.invalid", ["/trigger/every_ms"]),
            ({"kind": "sometimes"}, "value.unknown", ["/trigger/kind"]),
        ],
    )
    def test_a_trigger_has_its_fields_and_no_others(
        self, house: Any, ana: Any, trigger: dict[str, Any], code: str, paths: list[str]
    ) -> None:
        answer = ana.post(SCHEDULES, json=ORDER | {"name": "x", "trigger": trigger})

        assert (answer.status_code, answer.json["code"]) == (422, code)
        assert [error["path"] for error in answer.json["errors"]] == paths
        assert house.scheduler.asked == []

    @pytest.mark.parametrize(
        ("change", "status", "code"),
        [
            ({"target": {"groups": ["webs"]}}, 422, "target.unknown_group"),
            ({"target": {"hosts": ["web9"]}}, 422, "target.unknown_host"),
            ({"target": {"groups": ["nobody"]}}, 422, "target.empty"),
            ({"target": {}}, 422, "target.empty"),
            ({"procedure": "nothing"}, 404, "procedure.unknown"),
            ({"procedure": "draft-only"}, 409, "procedure.unpublished"),
            ({"version": 7}, 404, "version.unknown"),
        ],
    )
    def test_what_could_not_run_is_refused_when_the_schedule_is_made(
        self, house: Any, ana: Any, change: dict[str, Any], status: int, code: str
    ) -> None:
        order = ORDER | {"name": "x", "trigger": EVERY_HOUR} | change

        answer = ana.post(SCHEDULES, json=order)

        assert (answer.status_code, answer.json["code"]) == (status, code)
        assert house.scheduler.asked == []

    def test_deleting_is_passed_on(self, house: Any, ana: Any) -> None:
        house.scheduler.answer("DELETE", f"/v1/schedules/{ID}", 204, {})

        assert ana.delete(f"{SCHEDULES}/{ID}").status_code == 204
        assert house.scheduler.asked[-1].method == "DELETE"


class TestLookingBefore:
    """What would run, and for whom, before anything does."""

    PREVIEW = f"{EXECUTIONS}/preview"

    def test_it_names_the_version_and_every_host(self, house: Any, ana: Any) -> None:
        answer = ana.post(self.PREVIEW, json=ORDER)

        assert answer.status_code == 200
        assert answer.json == {
            "procedure": "restart-web",
            "version": 1,
            "hosts": [
                {"name": "web1", "address": "web1.example.org"},
                {"name": "web2", "address": "web2.example.org"},
            ],
        }
        assert house.scheduler.asked == [], "nothing is started, and nobody is asked"

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"target": {"groups": ["nobody"]}}, "target.empty"),
            ({"target": {"hosts": ["web9"]}}, "target.unknown_host"),
            ({"procedure": "draft-only"}, "procedure.unpublished"),
        ],
    )
    def test_it_refuses_what_starting_would_refuse(self, ana: Any, change: dict[str, Any], code: str) -> None:
        previewed = ana.post(self.PREVIEW, json=ORDER | change)
        started = ana.post(EXECUTIONS, json=ORDER | change)

        assert (previewed.status_code, previewed.json["code"]) == (started.status_code, started.json["code"])
        assert previewed.json["code"] == code


class TestTheMatrixForScreens:
    """The scheduler's matrix in few bytes, and not at all where nothing has changed."""

    ADDRESS = f"{EXECUTIONS}/{ID}/compact-matrix"

    @pytest.fixture(autouse=True)
    def _walked(self, house: Any) -> None:
        cell = {"outcome": "failed", "status": "failed", "visits": 2, "changed": False}
        matrix = {
            "nodes": [
                {"id": "begin", "kind": "start", "title": "begin"},
                {"id": "check", "kind": "task", "title": "Up?"},
            ],
            "hosts": [
                {"name": "web1", "status": "failed", "outcome_word": "failed", "cells": {"check": cell}},
                {
                    "name": "web2",
                    "status": "running",
                    "outcome_word": None,
                    "cells": {"check": cell | {"outcome": None, "status": "running"}, "begin": cell},
                },
            ],
            "arrows": [{"from": "begin", "outcome": "succeeded", "to": "check", "count": 2}],
        }
        house.scheduler.answer("GET", f"/v1/executions/{ID}/matrix", 200, matrix)

    def test_each_name_is_said_once_and_cells_are_numbers(self, ana: Any) -> None:
        answer = ana.get(self.ADDRESS)

        assert answer.status_code == 200
        assert answer.json["states"] == [
            {"state": "failed", "status": "failed"},
            {"state": "running", "status": "running"},
        ]
        assert [host["cells"] for host in answer.json["hosts"]] == [[[1, 0, 2]], [[0, 0, 2], [1, 1, 2]]]
        assert answer.json["arrows"][0]["count"] == 2

    def test_whoever_has_it_already_is_told_so_without_a_body(self, ana: Any) -> None:
        first = ana.get(self.ADDRESS)

        again = ana.get(self.ADDRESS, headers={"If-None-Match": first.headers["ETag"]})

        assert again.status_code == 304
        assert again.data == b""
