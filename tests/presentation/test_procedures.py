"""Procedures: people write drafts and publish what the scheduler finds sound; a version never changes."""

import json
from typing import Any

import httpx
import pytest

SOUND = "metadata: {name: restart-web}\nspec: one\n"
OTHER = "metadata: {name: restart-web}\nspec: two\n"
BROKEN = "metadata: {name: restart-web}\nspec: one\nbroken: here\n# fine\nbroken: there\n"
PROCEDURES = "/api/v1/procedures"
RESTART_WEB = f"{PROCEDURES}/restart-web"


@pytest.fixture
def ana(house: Any) -> Any:
    return house.person


def created(ana: Any, text: str = SOUND) -> None:
    assert ana.post(PROCEDURES, json={"text": text}).status_code == 201


def published(ana: Any, text: str = SOUND) -> None:
    created(ana, text)
    assert ana.post(f"{RESTART_WEB}/versions", json={"comment": "first"}).status_code == 201


def test_a_new_procedure_is_a_draft_named_by_its_text(ana: Any) -> None:
    answer = ana.post(PROCEDURES, json={"text": BROKEN})

    assert answer.status_code == 201
    assert answer.json["name"] == "restart-web"
    assert answer.json["version"] == 0
    assert answer.json["unpublished_changes"] is True
    assert answer.json["created_by"]["name"] == "ana"
    assert ana.get(f"{RESTART_WEB}/draft").json["text"] == BROKEN


def test_a_name_is_taken_once(house: Any, ana: Any) -> None:
    created(ana)
    before = house.rows()

    answer = ana.post(PROCEDURES, json={"text": OTHER})

    assert (answer.status_code, answer.json["code"]) == (409, "procedure.exists")
    assert house.rows() == before


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("spec: nameless", "procedure.name_missing"),
        ("name: -option", "procedure.name_invalid"),
        ("name: a/b", "procedure.name_invalid"),
        ("name: ..", "procedure.name_invalid"),
        ("name: Restart-Web", "procedure.name_invalid"),
        (f"name: {'x' * 129}", "procedure.name_invalid"),
    ],
)
def test_a_text_without_a_usable_name_is_refused(house: Any, ana: Any, text: str, code: str) -> None:
    before = house.rows()

    answer = ana.post(PROCEDURES, json={"text": text})

    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert answer.json["errors"]
    assert house.rows() == before


def test_procedures_are_listed_by_name_in_pages(ana: Any) -> None:
    for name in ("c", "a", "b"):
        ana.post(PROCEDURES, json={"text": f"name: {name}"})

    first = ana.get(f"{PROCEDURES}?limit=2").json
    rest = ana.get(f"{PROCEDURES}?limit=2&cursor={first['next']}").json

    assert [item["name"] for item in first["items"] + rest["items"]] == ["a", "b", "c"]
    assert rest["next"] is None


class TestDrafts:
    def test_a_draft_is_replaced_by_who_saw_it(self, ana: Any) -> None:
        created(ana)
        etag = ana.get(f"{RESTART_WEB}/draft").headers["ETag"]

        answer = ana.put(f"{RESTART_WEB}/draft", json={"text": OTHER}, headers={"If-Match": etag})

        assert answer.status_code == 200
        assert answer.headers["ETag"] != etag
        assert ana.get(f"{RESTART_WEB}/draft").json["text"] == OTHER

    def test_a_newer_draft_is_not_overwritten(self, house: Any, ana: Any) -> None:
        created(ana)
        etag = ana.get(f"{RESTART_WEB}/draft").headers["ETag"]
        ana.put(f"{RESTART_WEB}/draft", json={"text": OTHER}, headers={"If-Match": etag})
        before = house.rows()

        answer = ana.put(f"{RESTART_WEB}/draft", json={"text": BROKEN}, headers={"If-Match": etag})

        assert (answer.status_code, answer.json["code"]) == (412, "draft.stale")
        assert house.rows() == before

    def test_replacing_blindly_is_refused(self, house: Any, ana: Any) -> None:
        created(ana)
        before = house.rows()

        answer = ana.put(f"{RESTART_WEB}/draft", json={"text": OTHER})

        assert (answer.status_code, answer.json["code"]) == (428, "draft.if_match_missing")
        assert house.rows() == before

    def test_a_draft_can_be_kept_while_the_scheduler_is_down(self, house: Any, ana: Any) -> None:
        created(ana)
        etag = ana.get(f"{RESTART_WEB}/draft").headers["ETag"]
        house.scheduler.down = True

        answer = ana.put(f"{RESTART_WEB}/draft", json={"text": OTHER}, headers={"If-Match": etag})

        assert answer.status_code == 200


class TestPublishing:
    def test_a_version_keeps_what_was_written_and_what_runs(self, ana: Any) -> None:
        created(ana)

        answer = ana.post(f"{RESTART_WEB}/versions", json={"comment": "first"})

        assert answer.status_code == 201
        version = ana.get(f"{RESTART_WEB}/versions/1").json
        assert version == answer.json
        assert version["text"] == SOUND
        assert version["canonical"]["kind"] == "Procedure"
        assert version["digest"].startswith("sha256:")
        assert version["parameters"] == {"service": {"type": "string"}}
        assert [finding["code"] for finding in version["findings"]] == ["param.unused"]
        assert version["comment"] == "first"
        assert version["published_by"]["name"] == "ana"
        procedure = ana.get(RESTART_WEB).json
        assert (procedure["version"], procedure["unpublished_changes"]) == (1, False)

    def test_errors_come_all_at_once_with_their_lines(self, house: Any, ana: Any) -> None:
        created(ana, BROKEN)
        before = house.rows()

        answer = ana.post(f"{RESTART_WEB}/versions", json={})

        assert (answer.status_code, answer.json["code"]) == (422, "procedure.invalid")
        assert [(error["line"], error["code"]) for error in answer.json["errors"]] == [
            (3, "edge.dangling"),
            (5, "edge.dangling"),
        ]
        assert answer.json["errors"][0]["path"] == "/spec/nodes/begin"
        assert house.rows() == before

    def test_nothing_is_published_while_the_scheduler_is_down(self, house: Any, ana: Any) -> None:
        created(ana)
        before = house.rows()
        house.scheduler.down = True

        answer = ana.post(f"{RESTART_WEB}/versions", json={})

        assert (answer.status_code, answer.json["code"]) == (503, "dependency.unavailable")
        assert int(answer.headers["Retry-After"]) > 0
        assert house.rows() == before

    def test_the_same_again_is_no_new_version(self, house: Any, ana: Any) -> None:
        published(ana)
        before = house.rows()

        answer = ana.post(f"{RESTART_WEB}/versions", json={})

        assert (answer.status_code, answer.json["code"]) == (409, "publish.no_change")
        assert house.rows() == before

    def test_a_draft_changed_during_the_check_is_not_published(self, house: Any, ana: Any) -> None:
        created(ana)
        etag = ana.get(f"{RESTART_WEB}/draft").headers["ETag"]
        house.scheduler.while_checking = lambda: house.person.put(
            f"{RESTART_WEB}/draft", json={"text": BROKEN}, headers={"If-Match": etag}
        )

        answer = ana.post(f"{RESTART_WEB}/versions", json={})

        assert (answer.status_code, answer.json["code"]) == (409, "draft.changed")
        assert ana.get(RESTART_WEB).json["version"] == 0

    def test_a_draft_renamed_in_its_text_is_not_published(self, ana: Any) -> None:
        created(ana)
        etag = ana.get(f"{RESTART_WEB}/draft").headers["ETag"]
        ana.put(f"{RESTART_WEB}/draft", json={"text": "name: other"}, headers={"If-Match": etag})

        answer = ana.post(f"{RESTART_WEB}/versions", json={})

        assert (answer.status_code, answer.json["code"]) == (422, "procedure.name_mismatch")

    @pytest.mark.parametrize("method", ["put", "patch", "delete"])
    def test_a_version_never_changes(self, house: Any, ana: Any, method: str) -> None:
        published(ana)
        before = house.rows()

        answer = getattr(ana, method)(f"{RESTART_WEB}/versions/1", json={"text": OTHER})

        assert (answer.status_code, answer.json["code"]) == (409, "version.immutable")
        assert house.rows() == before

    def test_versions_are_listed_newest_first(self, ana: Any) -> None:
        published(ana)
        ana.put(RESTART_WEB, json={"text": OTHER})

        listed = ana.get(f"{RESTART_WEB}/versions").json["items"]

        assert [version["number"] for version in listed] == [2, 1]
        assert ana.get(f"{RESTART_WEB}/versions/1").json["text"] == SOUND

    @pytest.mark.parametrize("number", ["3", "0", "-1", "1.0", "x", "١"])
    def test_a_version_that_never_was_is_not_found(self, ana: Any, number: str) -> None:
        published(ana)

        assert ana.get(f"{RESTART_WEB}/versions/{number}").status_code == 404


class TestDeleting:
    def test_an_unpublished_procedure_can_go(self, house: Any, ana: Any) -> None:
        before = house.rows()
        created(ana)

        assert ana.delete(RESTART_WEB).status_code == 204
        assert house.rows() == before

    def test_a_published_one_stays(self, ana: Any) -> None:
        published(ana)

        answer = ana.delete(RESTART_WEB)

        assert (answer.status_code, answer.json["code"]) == (409, "in_use")
        assert ana.get(RESTART_WEB).status_code == 200

    def test_one_that_never_was_is_not_found(self, ana: Any) -> None:
        assert ana.delete(RESTART_WEB).status_code == 404


class TestApplying:
    """`noc apply -f`: one call that makes a procedure say what a file says."""

    def test_it_is_created_and_published_at_once(self, ana: Any) -> None:
        answer = ana.put(RESTART_WEB, json={"text": SOUND})

        assert (answer.status_code, answer.json["result"], answer.json["published"]) == (201, "created", True)
        assert answer.json["procedure"]["version"] == 1

    def test_the_same_again_changes_nothing(self, house: Any, ana: Any) -> None:
        ana.put(RESTART_WEB, json={"text": SOUND})
        before = house.rows()

        answer = ana.put(RESTART_WEB, json={"text": SOUND})

        assert (answer.status_code, answer.json["result"], answer.json["published"]) == (
            200,
            "unchanged",
            False,
        )
        assert house.rows() == before

    def test_another_text_is_the_next_version(self, ana: Any) -> None:
        ana.put(RESTART_WEB, json={"text": SOUND})

        answer = ana.put(RESTART_WEB, json={"text": OTHER})

        assert (answer.json["result"], answer.json["procedure"]["version"]) == ("updated", 2)

    def test_a_comment_changes_the_draft_but_makes_no_version(self, ana: Any) -> None:
        ana.put(RESTART_WEB, json={"text": SOUND})

        answer = ana.put(RESTART_WEB, json={"text": SOUND + "# why\n"})

        assert (answer.json["result"], answer.json["published"]) == ("updated", False)
        assert answer.json["procedure"]["version"] == 1
        assert answer.json["procedure"]["unpublished_changes"] is False
        assert ana.get(f"{RESTART_WEB}/draft").json["text"] == SOUND + "# why\n"

    @pytest.mark.parametrize("exists", [False, True])
    def test_all_or_nothing(self, house: Any, ana: Any, exists: bool) -> None:
        if exists:
            ana.put(RESTART_WEB, json={"text": SOUND})
        before = house.rows()

        answer = ana.put(RESTART_WEB, json={"text": BROKEN})

        assert (answer.status_code, answer.json["code"]) == (422, "procedure.invalid")
        assert [error["line"] for error in answer.json["errors"]] == [3, 5]
        assert house.rows() == before

    def test_without_publishing_only_the_draft_is_kept(self, ana: Any) -> None:
        answer = ana.put(RESTART_WEB, json={"text": BROKEN, "publish": False})

        assert (answer.status_code, answer.json["published"]) == (201, False)
        assert answer.json["procedure"]["version"] == 0
        assert answer.json["findings"][0]["line"] == 3

    def test_a_draft_that_waits_is_published_by_applying_it(self, ana: Any) -> None:
        created(ana)

        answer = ana.put(RESTART_WEB, json={"text": SOUND})

        assert (answer.json["result"], answer.json["published"]) == ("updated", True)

    def test_a_text_of_another_name_is_refused(self, house: Any, ana: Any) -> None:
        before = house.rows()

        answer = ana.put(RESTART_WEB, json={"text": "name: other"})

        assert (answer.status_code, answer.json["code"]) == (422, "procedure.name_mismatch")
        assert house.rows() == before

    def test_nothing_happens_while_the_scheduler_is_down(self, house: Any, ana: Any) -> None:
        house.scheduler.down = True
        before = house.rows()

        assert ana.put(RESTART_WEB, json={"text": SOUND}).status_code == 503
        assert house.rows() == before


def test_checking_stores_nothing_and_says_what_the_scheduler_says(house: Any, ana: Any) -> None:
    before = house.rows()

    answer = ana.post(f"{PROCEDURES}/check", json={"text": BROKEN})

    assert (answer.status_code, answer.json["valid"]) == (200, False)
    assert house.rows() == before


def test_rehearsing_stores_nothing_and_says_what_the_scheduler_says(house: Any, ana: Any) -> None:
    told = {"status": "succeeded", "hosts": []}
    house.scheduler.answer("POST", "/v1/flowcharts/rehearse", 200, told)
    before = house.rows()

    answer = ana.post(f"{PROCEDURES}/rehearse", json={"text": BROKEN, "results": {"check": {"rc": 3}}})

    assert (answer.status_code, answer.json) == (200, told)
    assert json.loads(house.scheduler.asked[-1].content)["results"] == {"check": {"rc": 3}}
    assert house.rows() == before


def test_node_kinds_come_from_the_scheduler(house: Any, ana: Any) -> None:
    kinds = {"items": [{"kind": "task", "title": "Task", "from_tomorrow": 1}]}
    house.scheduler.answer("GET", "/v1/node-kinds", 200, kinds)

    assert ana.get("/api/v1/node-kinds").json == kinds


def test_a_scheduler_that_answers_nonsense_is_as_good_as_none(house: Any, ana: Any) -> None:
    house.scheduler.answers["GET", "/v1/node-kinds"] = httpx.Response(200, text="<html>hello")

    answer = ana.get("/api/v1/node-kinds")

    assert (answer.status_code, answer.json["code"]) == (503, "dependency.unavailable")
