"""Where the hosts of an execution are, put together from its events. Pure: events in, a picture out."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from noc_presentation.noc.report import first_line, reason_words
from noc_presentation.noc.states import BAD, OVER

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Place:
    """A host: at which FlowNode, in which state, since when, and a few words more."""

    host: str
    word: str
    node: str = ""
    at: str = ""
    words: str = ""
    over: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """Something about a host that is worth a line where nobody can see the picture change."""

    place: Place
    status_of_host: bool

    @property
    def is_bad(self) -> bool:
        """Whether somebody may want to do something about it."""
        return self.place.word in BAD


class Board:
    """The hosts seen so far; those that moved last come last."""

    def __init__(self) -> None:
        self._places: dict[str, Place] = {}

    def take(self, event: Document) -> Change | None:
        """Move a host as the event says; the change if it is worth telling.

        Events come in their order; taking one twice moves nothing wrongly.
        """
        host = event.get("host")
        if not host:
            return None
        before = self._places.get(host, Place(host, "queued"))
        after = _moved(before, event)
        if after is None:
            return None
        self._places.pop(host, None)
        self._places[host] = after
        if after.over:
            return Change(after, status_of_host=True)
        if event["type"] == "visit.finished" and event["data"].get("kind") == "task":
            return Change(after, status_of_host=False)
        return None

    def last_moved(self) -> Iterator[Place]:
        """Hosts that are not well or not over yet before those that are done; the last moved first."""
        places = list(reversed(self._places.values()))
        yield from (place for place in places if not place.over)
        yield from (place for place in places if place.over and place.word != "succeeded")
        yield from (place for place in places if place.over and place.word == "succeeded")

    def by_node(self) -> Counter[str]:
        """How many hosts that are not over stand at which FlowNode."""
        return Counter(place.node for place in self._places.values() if not place.over and place.node)


def _moved(before: Place, event: Document) -> Place | None:
    data, at = event["data"], event["at"]
    match event["type"]:
        case "visit.started":
            return replace(before, word="running", node=data["node"], at=at, words="", over=False)
        case "visit.waiting":
            return replace(
                before, word="waiting", node=data["node"], at=at, words=first_line(data.get("reason"))
            )
        case "visit.finished":
            return replace(before, word=data["outcome"], node=data["node"], at=at, words=_result(data))
        case "attempt.lost":
            return replace(before, word="lost", at=at, words=first_line(data.get("reason")))
        case "host_run.finished":
            reason = data.get("reason")
            word = (reason or {}).get("outcome") or data["status"]
            return replace(before, word=word, at=at, words=reason_words(reason), over=data["status"] in OVER)
    return None


def _result(data: Document) -> str:
    parts = [f"rc {data['rc']}" if data.get("rc") else "", first_line(data.get("message"), 80)]
    return ", ".join(part for part in parts if part)
