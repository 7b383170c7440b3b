"""The stream as pages hear it: the whole, then changes; ended with the right to hear it; one reader for all."""

from collections.abc import Callable, Iterator
from queue import Queue
from threading import Event, Thread
from typing import Any

import pytest
from flask.testing import FlaskClient

from noc_presentation.api import streaming
from noc_presentation.streaming import bell
from noc_presentation.streaming import watch as watching
from noc_presentation.streaming.watch import Watch
from tests.presentation.people import PASSWORD, procedure, somebody
from tests.presentation.streaming.test_changes import frames, picture

ID = "0192f0c1-0000-7000-8000-000000000001"
STREAM = f"/api/v1/executions/{ID}/stream"
LISTS = "/api/v1/lists/stream"
PAGES = "http://localhost:8080"


class Played:
    """A stream process whose reader does its rounds when it is told to."""

    def __init__(self, house: Any) -> None:
        self.house = house
        self.watch = Watch(house.resources.scheduler, Event())
        self.app = streaming.create_stream_app(house.resources, self.watch)
        self.happens({"web1": {"begin": 1}})

    def happens(self, walked: Any, status: str = "running", event: str = "host_run.finished") -> None:
        """From now on the scheduler tells this, and its feed rings."""
        newest = picture(walked, status)
        execution = {**newest.execution, "id": ID, "procedure": {"name": "restart-web"}, "target": {}}
        answer = self.house.scheduler.answer
        answer("GET", f"/v1/executions/{ID}", 200, execution)
        answer("GET", f"/v1/executions/{ID}/matrix", 200, newest.matrix)
        answer("GET", "/v1/events", 200, {"items": [{"execution": ID, "type": event}], "next": "further"})

    def client(self, like: FlaskClient) -> FlaskClient:
        """A client of this process that shows what another one shows the API."""
        client = self.app.test_client()
        client.environ_base.update(like.environ_base)
        cookie = like.get_cookie("noc_session")
        if cookie is not None:
            client.set_cookie("noc_session", cookie.value)
        return client

    def open(self, like: FlaskClient, address: str = STREAM) -> "Page":
        """A page that listens; its first frames are yet to come."""
        return Page(self.client(like), address)


class Page:
    """An open page: a thread hears its frames, as a thread of the server says them."""

    def __init__(self, client: FlaskClient, address: str) -> None:
        self._client, self._address = client, address
        self._heard: Queue[tuple[str, dict[str, Any]]] = Queue()
        self._opened, self._closed = Event(), Event()
        self._thread = Thread(target=self._listen)
        self._thread.start()
        assert self._opened.wait(60)

    def _listen(self) -> None:
        with self._client.get(self._address, headers={"Origin": PAGES}) as answer:
            assert answer.status_code == 200, answer.text
            assert answer.mimetype == "text/event-stream"
            assert answer.headers["Access-Control-Allow-Origin"] == PAGES
            self._opened.set()
            for said in answer.iter_encoded():
                for frame in frames(said.decode()):
                    self._heard.put(frame)
                if self._closed.is_set():
                    break

    def hear(self, *kinds: str) -> dict[str, Any]:
        """What the next frame of one of these kinds says."""
        while True:
            kind, document = self._heard.get(timeout=60)
            if kind in kinds:
                return document

    def close(self) -> None:
        self._closed.set()
        self._thread.join(10)

    def rest(self) -> list[str]:
        """The kinds of all further frames, once the server has ended the stream."""
        self._thread.join(10)
        assert not self._thread.is_alive()
        return [self._heard.get()[0] for _ in range(self._heard.qsize())]


@pytest.fixture
def played(house: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Played]:
    monkeypatch.setattr(streaming, "WAIT_S", 0.01)
    monkeypatch.setattr(streaming, "BEAT_S", 0.02)
    monkeypatch.setattr(streaming, "RIGHT_S", 0.0)
    monkeypatch.setattr(watching, "SOONEST_S", 0.0)
    monkeypatch.setattr(watching, "SHARE", 0)
    monkeypatch.setattr(bell, "SOONEST_S", 0.0)
    object.__setattr__(house.resources, "ports", (8080, 8081))
    played = Played(house)
    yield played
    played.watch.stopping.set()


def test_a_page_hears_the_whole_and_then_what_changes(played: Played) -> None:
    heard = played.open(played.house.person)
    played.watch.round()
    assert heard.hear("whole")["execution"]["sentence"] == "1 running"

    played.happens({"web1": {"begin": 1, "check": 1}}, "succeeded")
    played.watch.round()

    change = heard.hear("change")
    assert change["execution"] == {"status": "succeeded", "sentence": "1 succeeded"}
    assert change["matrix"]["hosts"][0]["cells"] == [[1, 0, 1]]


def test_one_reader_asks_the_scheduler_for_all_pages(played: Played) -> None:
    pages = [played.open(played.house.person) for _ in range(5)]
    played.watch.round()
    for heard in pages:
        assert heard.hear("whole")

    played.house.scheduler.asked.clear()
    played.happens({"web1": {"begin": 2}})
    played.watch.round()

    assert all(page.hear("change")["matrix"] for page in pages)
    asked = [request.url.path.rpartition("/")[2] for request in played.house.scheduler.asked]
    assert asked.count("matrix") == 1


def test_nobody_is_asked_for_pages_that_are_closed(played: Played) -> None:
    heard = played.open(played.house.person)
    played.watch.round()
    heard.hear("whole")
    heard.close()
    played.house.scheduler.asked.clear()

    played.watch.round()

    assert played.house.scheduler.asked == []


def test_while_the_scheduler_is_away_the_page_is_told_how_old_its_picture_is(played: Played) -> None:
    heard = played.open(played.house.person)
    played.watch.round()
    heard.hear("whole")
    played.house.scheduler.down = True

    with pytest.raises(Exception, match="reached"):
        played.watch.round()

    assert heard.hear("beat")["age"] >= 0


def logged_in(house: Any, name: str) -> FlaskClient:
    client: FlaskClient = house.anybody
    answer = client.post("/api/v1/session", json={"name": name, "password": PASSWORD})
    client.environ_base["HTTP_X_CSRF_TOKEN"] = answer.json["csrf_token"]  # type: ignore[index]
    return client


def leave(house: Any, client: FlaskClient, user: str) -> None:
    assert client.delete("/api/v1/session").status_code == 204


def lose_the_right(house: Any, client: FlaskClient, user: str) -> None:
    for grant in house.person.get(f"/api/v1/users/{user}/grants").json["items"]:
        house.person.delete(f"/api/v1/users/{user}/grants/{grant['id']}")


def sit_still(house: Any, client: FlaskClient, user: str) -> None:
    house.clock.pass_by(hours=13)


@pytest.mark.parametrize("happens", [leave, lose_the_right, sit_still])
def test_a_page_hears_nothing_more_once_its_session_or_its_right_has_ended(
    played: Played, happens: Callable[[Any, FlaskClient, str], None]
) -> None:
    vera = somebody(played.house, "vera", ("viewer", None))
    client = logged_in(played.house, "vera")
    heard = played.open(client)
    played.watch.round()
    assert heard.hear("whole")

    happens(played.house, client, vera.id)
    assert heard.hear("end") == {}
    played.happens({"web1": {"begin": 7}})
    played.watch.round()

    assert heard.rest() == []


@pytest.mark.parametrize(
    ("rights", "status"), [((), 404), ((("viewer", procedure("other")),), 404), ((("viewer", None),), 200)]
)
def test_it_is_for_whoever_may_see_the_execution(played: Played, rights: Any, status: int) -> None:
    vera = somebody(played.house, "vera", *rights)
    answer = played.client(vera.client).get(STREAM)

    assert answer.status_code == status
    answer.close()
    assert played.app.test_client().get(STREAM).status_code == 401


def test_too_many_pages_of_one_person_are_told_to_poll(
    played: Played, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "MOST_OF_ONE", 2)
    kept = [played.open(played.house.person) for _ in range(2)]
    told = played.client(played.house.person)

    refused = told.get(STREAM)

    assert (refused.status_code, refused.json["code"]) == (503, "stream.full")  # type: ignore[index]
    kept[0].close()
    played.open(played.house.person).close()


def test_pages_from_elsewhere_may_not_read_it(played: Played) -> None:
    told = played.client(played.house.person)

    for origin in ("http://evil.example", "http://localhost:9000", "null", "https://localhost:8080"):
        answer = told.get(STREAM, headers={"Origin": origin})
        assert "Access-Control-Allow-Origin" not in answer.headers
        answer.close()


def test_the_api_says_where_it_is_streamed(played: Played) -> None:
    answer = played.house.person.get(STREAM)

    assert (answer.status_code, answer.headers["Location"]) == (307, f"http://localhost:8081{STREAM}")


def test_where_nothing_is_streamed_pages_are_told_to_poll(house: Any) -> None:
    house.scheduler.answer("GET", f"/v1/executions/{ID}", 200, {"id": ID, "procedure": {}, "target": {}})

    answer = house.person.get(STREAM)

    assert (answer.status_code, answer.json["code"]) == (404, "stream.absent")


class TestTheBellOfTheLists:
    def test_names_all_lists_first_and_then_those_that_changed(self, played: Played) -> None:
        heard = played.open(played.house.person, LISTS)
        assert heard.hear("lists")["lists"] == list(bell.Listed)
        played.watch.round()  # finds the end of the feed: anything may have happened before
        assert heard.hear("lists")["lists"] == list(bell.Listed)

        played.happens({}, event="schedule.fired")
        played.watch.round()
        assert heard.hear("lists")["lists"] == ["schedules"]
        played.happens({}, event="question.asked")
        played.watch.round()
        assert heard.hear("lists")["lists"] == ["executions", "questions"]

    def test_tells_whoever_comes_back_what_rang_meanwhile_and_strangers_everything(
        self, played: Played
    ) -> None:
        rope = bell.Bell()
        _, seen = rope.news(None, 0)
        assert rope.news(seen, 0) == ("", seen)
        rope.ring([bell.Listed.SCHEDULES])
        rope.ring([bell.Listed.QUESTIONS])

        text, now = rope.news(seen, 0)
        assert frames(text) == [("lists", {"lists": ["questions", "schedules"]})]
        assert rope.news(now, 0) == ("", now)
        _, other = bell.Bell().news(None, 0)
        assert frames(rope.news(other, 0)[0]) == [("lists", {"lists": list(bell.Listed)})]

    def test_gathers_what_rings_too_soon(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(bell, "SOONEST_S", 3600.0)
        rope = bell.Bell()
        rope.ring([bell.Listed.SCHEDULES])
        _, seen = rope.news(None, 0)
        rope.ring([bell.Listed.QUESTIONS])

        assert rope.news(seen, 0) == ("", seen)

    def test_is_for_whoever_may_see_every_execution(self, played: Played) -> None:
        for name, rights, status in (
            ("vera", ("viewer", None), 200),
            ("lim", ("viewer", procedure("other")), 403),
        ):
            answer = played.client(somebody(played.house, name, rights).client).get(LISTS)
            assert answer.status_code == status
            answer.close()
        assert played.app.test_client().get(LISTS).status_code == 401

    def test_asks_nobody_for_lists_that_are_closed(self, played: Played) -> None:
        heard = played.open(played.house.person, LISTS)
        heard.hear("lists")
        heard.close()
        played.house.scheduler.asked.clear()

        played.watch.round()

        assert played.house.scheduler.asked == []

    def test_is_where_the_api_says(self, played: Played) -> None:
        answer = played.house.person.get(LISTS)

        assert (answer.status_code, answer.headers["Location"]) == (307, f"http://localhost:8081{LISTS}")
