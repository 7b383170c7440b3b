"""What is told of a change, and that the pieces put together again are always the newest picture."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from noc_presentation.streaming.changes import Picture, changes
from noc_presentation.streaming.channel import KEPT, Channel

NODES = [{"id": "begin", "kind": "start", "title": "begin"}, {"id": "check", "kind": "task", "title": "Up?"}]
Walked = dict[str, dict[str, int]]


def picture(walked: Walked, status: str = "running", arrows: int = 0) -> Picture:
    """An execution in which each host has passed each node so often."""
    hosts = [
        {
            "name": name,
            "status": status,
            "outcome_word": None,
            "cells": {
                node: {"outcome": "succeeded", "status": "succeeded", "visits": n} for node, n in path.items()
            },
        }
        for name, path in walked.items()
    ]
    counted = [{"from": "begin", "outcome": "succeeded", "to": "check", "count": arrows}] if arrows else []
    execution = {"id": "e", "status": status, "sentence": f"{len(walked)} {status}"}
    return Picture(execution, {"nodes": NODES, "hosts": hosts, "arrows": counted})


def plain(small: dict[str, Any], known: dict[str, Any] | None = None) -> dict[str, Any]:
    """A compact matrix as a page keeps it: host → (status, cells by node), arrows by their ends."""
    found: dict[str, Any] = {"hosts": {}, "arrows": {}} if known is None else known
    for host in small["hosts"]:
        _, cells = found["hosts"].get(host["name"], (None, {}))
        for node, state, visits in host["cells"]:
            cells = cells | {small["nodes"][node]["id"]: (*small["states"][state].values(), visits)}
        found["hosts"][host["name"]] = (host["status"], cells)
    for arrow in small["arrows"]:
        found["arrows"][arrow["from"], arrow["outcome"], arrow["to"]] = arrow["count"]
    return found


def test_only_what_has_changed_is_told() -> None:
    before = picture({"web1": {"begin": 1}, "web2": {"begin": 1}}, arrows=1)
    after = picture({"web1": {"begin": 1}, "web2": {"begin": 1, "check": 1}}, arrows=2)

    told = changes(before, after)

    assert told is not None
    assert told.keys() == {"matrix"}, "the execution itself says what it said"
    assert [(host["name"], host["cells"]) for host in told["matrix"]["hosts"]] == [("web2", [(1, 0, 1)])]
    assert [arrow["count"] for arrow in told["matrix"]["arrows"]] == [2]


def test_nothing_is_told_where_nothing_changed() -> None:
    assert changes(picture({"web1": {"begin": 1}}), picture({"web1": {"begin": 1}})) == {}


def test_what_is_gone_cannot_be_told_as_a_change() -> None:
    both, one = {"web1": {"begin": 1}, "web2": {"begin": 1}}, {"web1": {"begin": 1}}

    assert changes(picture(both), picture(one)) is None
    assert changes(picture(one), picture({"web1": {}})) is None


STEPS = st.lists(
    st.dictionaries(
        st.sampled_from(["web1", "web2", "web3"]),
        st.dictionaries(st.sampled_from(["begin", "check"]), st.integers(1, 3)),
    ),
    min_size=1,
    max_size=8,
)


@given(STEPS, st.integers(0, 7))
def test_whole_and_changes_make_the_newest_picture_wherever_one_begins(
    steps: list[Walked], begins: int
) -> None:
    channel, page, seen = Channel("e"), None, None
    for place, step in enumerate(steps):
        newest = picture(step, arrows=place)
        channel.publish(newest)
        if place < begins and page is None:
            continue
        text, seen = channel.news(seen, 0)
        page = read(text, page)
    if page is not None:
        assert page == plain(newest.whole["matrix"])


def read(text: str, page: dict[str, Any] | None) -> dict[str, Any] | None:
    for kind, document in frames(text):
        if "matrix" in document:
            page = plain(document["matrix"], None if kind == "whole" else page)
    return page


def frames(text: str) -> list[tuple[str, dict[str, Any]]]:
    """The frames of a stream: kind and document."""
    found = []
    for frame in text.split("\n\n"):
        lines = dict(line.split(": ", 1) for line in frame.splitlines())
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


class TestAChannel:
    def test_tells_whoever_comes_back_what_they_missed(self) -> None:
        channel = Channel("e")
        channel.publish(picture({"web1": {"begin": 1}}))
        _, seen = channel.news(None, 0)
        channel.publish(picture({"web1": {"begin": 1, "check": 1}}))
        channel.publish(picture({"web1": {"begin": 1, "check": 2}}))

        text, now = channel.news(seen, 0)

        assert [kind for kind, _ in frames(text)] == ["change", "change"]
        assert channel.news(now, 0) == ("", now)

    def test_keeps_so_many_changes_and_tells_the_whole_to_who_was_away_longer(self) -> None:
        channel = Channel("e")
        channel.publish(picture({"web1": {"begin": 1}}))
        _, seen = channel.news(None, 0)
        for count in range(KEPT + 1):
            channel.publish(picture({"web1": {"begin": 2 + count}}))

        text, _ = channel.news(seen, 0)

        assert [kind for kind, _ in frames(text)] == ["whole"]

    def test_takes_numbers_of_others_for_none(self) -> None:
        channel, other = Channel("e"), Channel("e")
        for each in (channel, other):
            each.publish(picture({"web1": {"begin": 1}}))
        _, seen = other.news(None, 0)

        for shown in (seen, "", "-", "x-1", "x" * 10_000, f"{seen}9", str(seen).replace("1", "²")):
            assert [kind for kind, _ in frames(channel.news(shown, 0)[0])] == ["whole"]
