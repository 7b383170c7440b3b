"""An executor node as the scheduler sees it: a journal that outlives it, children that don't, reports for ever."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from uuid import UUID

from tests.simulation.targets import Targets

OUTCOMES = ("succeeded",) * 6 + ("changed", "failed", "failed", "unreachable", "timed_out")
NOT_NOW = ("report.not_applied", "report.seq_gap")
#: A report put off so often is not vouched for any more.
MOST_TRIES = 5


@dataclass(slots=True)
class Kept:
    """An attempt in the journal."""

    document: dict[str, Any]
    lease: int
    state: str = "queued"
    began: bool = False
    ends_at: float = 0.0
    cancel: bool = False
    told: int = 0


@dataclass(slots=True)
class Told:
    """A report in the journal, until the scheduler has acknowledged it."""

    document: dict[str, Any]
    not_before: float = 0.0
    tries: int = 0


@dataclass(slots=True)
class SimulatedNode:
    """Follows the rules of `noc_executor_node.journal`: accepted once, begun at most once, ended once."""

    name: str
    random: Random
    targets: Targets
    slots: int = 3
    boots: int = 1
    alive: bool = True
    frozen_until: float = 0.0
    hears: bool = True
    is_heard: bool = True
    journal: dict[str, Kept] = field(default_factory=dict)
    reports: list[Told] = field(default_factory=list)

    @property
    def boot(self) -> str:
        """This start of the executors."""
        return str(UUID(int=self.boots << 80 | 0x7 << 76 | 0x2 << 62 | int(self.name.rpartition("-")[2])))

    # What the scheduler asks for

    def offered(self, documents: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Take attempts in; one answer each."""
        return [self._accept(document) for document in documents]

    def _accept(self, document: dict[str, Any]) -> dict[str, Any]:
        kept, lease = self.journal.get(document["id"]), document["lease"]
        if kept is not None and lease == kept.lease:
            return _answer(document, "duplicate")
        if kept is not None and lease < kept.lease:
            return _answer(document, "refused", "attempt.stale_lease")
        if kept is not None and kept.began:
            return _answer(document, "refused", "attempt.already_started")
        self.journal[document["id"]] = Kept(document, lease)
        return _answer(document, "accepted")

    def asked_to_stop(self, wishes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """What waits ends at once, what runs soon."""
        for wish in wishes:
            kept = self.journal.get(wish["id"])
            if kept is None or wish["lease"] != kept.lease:
                continue
            if kept.state == "queued":
                self._finish(kept, "cancelled")
            kept.cancel = True
        return [{"id": wish["id"], "status": "asked"} for wish in wishes]

    # What it does by itself

    def work(self, now: float) -> None:
        """Children end what is over and begin what waits."""
        for kept in self.running:
            if kept.cancel or kept.ends_at <= now:
                self._finish(kept, "cancelled" if kept.cancel else self.random.choice(OUTCOMES))
        for kept in [one for one in self.journal.values() if one.state == "queued"]:
            if len(self.running) < self.slots:
                kept.state, kept.began = "running", True
                kept.ends_at = now + self.random.choice((0.05, 0.3, 1.0, 1.0, 8.0))
                self.targets.run(kept.document, self.name)
                self._tell(kept, {"state": "running"})

    @property
    def running(self) -> list[Kept]:
        """What has a child now."""
        return [kept for kept in self.journal.values() if kept.state == "running"]

    @property
    def held(self) -> list[tuple[str, int]]:
        """Everything that waits or runs here: (id, lease)."""
        return [
            (name, kept.lease) for name, kept in self.journal.items() if kept.state in ("queued", "running")
        ]

    @property
    def unsaid(self) -> list[tuple[str, int]]:
        """What has finished here without the scheduler having taken the report of it: (id, lease)."""
        ended = {
            told.document["id"]
            for told in self.reports
            if told.document["state"] == "finished" and told.tries < MOST_TRIES
        }
        return [(name, self.journal[name].lease) for name in sorted(ended)]

    def to_send(self, now: float) -> list[dict[str, Any]]:
        """The oldest reports not acknowledged yet; beginning and end of an attempt as one where both are among them."""
        chosen: dict[tuple[str, int], dict[str, Any]] = {}
        for document in [told.document for told in self.reports if told.not_before <= now][:20]:
            begun = chosen.pop(key := (document["id"], document["lease"]), None)
            chosen[key] = document if begun is None else {**document, "began": True}
        return list(chosen.values())

    def settle(self, said: dict[str, Any], status: str, code: str | None, now: float) -> None:
        """The scheduler's word on one report."""
        for told in [one for one in self.reports if _tells(said, one.document)]:
            if status == "refused" and code in NOT_NOW:
                told.tries += 1
                told.not_before = now + min(60, 2 ** (told.tries - 1))
            else:
                self.reports.remove(told)

    def die(self) -> None:
        """The power goes: children are gone, what came of their modules nobody knows."""
        self.alive = False
        for kept in self.running:
            kept.state = "abandoned"

    def come_back(self) -> None:
        """The same journal, another boot."""
        self.alive = True
        self.boots += 1

    def _finish(self, kept: Kept, outcome: str) -> None:
        kept.state = "finished"
        rc = 0 if outcome in ("succeeded", "changed") else 1
        result = {"outcome": outcome, "rc": rc, "changed": self.random.random() < 0.5}
        self._tell(kept, {"state": "finished", **result})

    def _tell(self, kept: Kept, members: dict[str, Any]) -> None:
        kept.told += 1
        place = {"id": kept.document["id"], "lease": kept.lease, "seq": kept.told}
        self.reports.append(Told({**place, **members}))


def _tells(said: dict[str, Any], document: dict[str, Any]) -> bool:
    """Whether what was said is this report, or this one and the one after it."""
    about, seqs = ("id", "lease"), {said["seq"], said["seq"] - said.get("began", False)}
    return all(said[name] == document[name] for name in about) and document["seq"] in seqs


def _answer(document: dict[str, Any], status: str, code: str | None = None) -> dict[str, Any]:
    return {"id": document["id"], "status": status, "code": code, "message": None}
