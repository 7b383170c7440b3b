"""How this executor node stands: its id, the scheduler it is paired with, the present start of its executors."""

import json
import sqlite3
from dataclasses import asdict, dataclass
from datetime import timedelta

from noc_executor_node.instants import milliseconds
from noc_executor_node.journal.database import Database
from noc_executor_node.processes import ProcessId


@dataclass(frozen=True, slots=True)
class Pairing:
    """The scheduler: where it may be reached, in the order to be tried, and the key it signs with."""

    urls: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Boot:
    """One start of the executors, and their parent process; `stopping` once they take nothing new."""

    id: str
    parent: ProcessId
    stopping: bool


@dataclass(frozen=True, slots=True)
class Vouched:
    """Until when, by this machine's uptime, the scheduler certainly counts on what waits here under this boot."""

    boot: str
    until: timedelta


@dataclass(frozen=True, slots=True)
class Speaking:
    """Which scheduler answers the heartbeats (None: none does), how we stand with it, and since when."""

    scheduler: str | None
    standing: str
    since: str


def may_begin(connection: sqlite3.Connection, boot: str, now: timedelta) -> bool:
    """Whether an attempt that waits here may be begun now under this start of the executors, inside a transaction.

    Not once they were asked to end or others were started. Nor once the scheduler was silent for a whole lease: it has
    taken the attempt for lost, and others may have it.
    """
    query = "SELECT name, value FROM standing WHERE name IN ('boot', 'vouched')"
    known = {name: json.loads(value) for name, value in connection.execute(query)}
    present, vouched = known.get("boot"), known.get("vouched")
    if present is None or present["id"] != boot or present["stopping"]:
        return False
    if vouched is None:  # no scheduler ever said how long a lease is
        return True
    return bool(vouched["boot"] == boot and now < timedelta(milliseconds=vouched["until_ms"]))


def is_stopping(connection: sqlite3.Connection) -> bool:
    """Whether the executors were asked to end and none have been started since, inside a transaction."""
    row = connection.execute("SELECT value FROM standing WHERE name = 'boot'").fetchone()
    return row is not None and bool(json.loads(row["value"])["stopping"])


class Standing:
    """Named values in the journal."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def own_id(self) -> str | None:
        """The id the scheduler gave this executor node; None before it is enrolled."""
        return self._get("id")

    def enrolled(self, own_id: str) -> None:
        """Keep the id the scheduler gave."""
        self._set("id", own_id)

    def forget_id(self) -> None:
        """Be a stranger again, to be enrolled anew."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM standing WHERE name = 'id'")

    def pairing(self) -> Pairing | None:
        """The scheduler this executor node belongs to; None until it is told."""
        text = self._get("pairing")
        if text is None:
            return None
        document = json.loads(text)
        return Pairing(tuple(document["urls"]), document["key"])

    def pair(self, pairing: Pairing) -> None:
        """Belong to this scheduler from now on; with another key than before, the old id is forgotten."""
        known = self.pairing()
        self._set("pairing", json.dumps({"urls": pairing.urls, "key": pairing.key}))
        if known is not None and known.key != pairing.key:
            self.forget_id()

    def boot(self) -> Boot | None:
        """The latest start of the executors; None when they never started."""
        text = self._get("boot")
        if text is None:
            return None
        document = json.loads(text)
        return Boot(document["id"], ProcessId(document["pid"], document["pid_started"]), document["stopping"])

    def booted(self, boot: Boot) -> None:
        """Keep a start of the executors, or that it takes nothing new any more."""
        document = {
            "id": boot.id,
            "pid": boot.parent.pid,
            "pid_started": boot.parent.started,
            "stopping": boot.stopping,
        }
        self._set("boot", json.dumps(document))

    def vouched(self, vouched: Vouched) -> None:
        """Keep until when what waits here may be begun."""
        self._set("vouched", json.dumps({"boot": vouched.boot, "until_ms": milliseconds(vouched.until)}))

    def speaks_to(self, speaking: Speaking) -> None:
        """Keep how we stand with which scheduler."""
        self._set("speaking", json.dumps(asdict(speaking)))

    def speaking(self) -> Speaking | None:
        """How we stood last; None before the first heartbeat."""
        text = self._get("speaking")
        return None if text is None else Speaking(**json.loads(text))

    def _get(self, name: str) -> str | None:
        row = (
            self._database.reading().execute("SELECT value FROM standing WHERE name = ?", (name,)).fetchone()
        )
        return None if row is None else str(row["value"])

    def _set(self, name: str, value: str) -> None:
        with self._database.writing() as connection:
            connection.execute(
                "INSERT INTO standing VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
                (name, value),
            )
