"""Giving credentials out: the scheduler asks for each attempt, and gets boxes for the executor node that has it.

Everything is looked up now: whether the executor node is let in, the host's groups, the bindings, the secrets.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nacl.public import PublicKey
from sqlalchemy.orm import Session

from noc_presentation.credentials.boxes import Given, Purpose, proven_key, sealed
from noc_presentation.credentials.choosing import Bound
from noc_presentation.credentials.hosts import bound, choice_for
from noc_presentation.credentials.key_ring import KeyRing
from noc_presentation.credentials.kinds import KINDS
from noc_presentation.credentials.service import Ring, values_of
from noc_presentation.errors import Refused
from noc_presentation.inventory.rows import all_hosts, host_of
from noc_presentation.names import folded
from noc_presentation.service.executor_nodes import AUTHORISED
from noc_presentation.store import credentials as store
from noc_presentation.store import executor_nodes
from noc_presentation.store.credentials import CredentialRow
from noc_presentation.store.database import Database
from noc_presentation.store.executor_nodes import Authorisation
from noc_presentation.store.inventory import HostRow

#: A box that waits longer than this on its way and in a queue opens no more; the attempt then asks anew.
OPENS_FOR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Asker:
    """The executor node a box is for, with the key it wants boxes closed with."""

    id: str
    sealing_key: str
    proof: str


@dataclass(frozen=True, slots=True)
class Need:
    """An attempt, and what it was told that its host needs when its execution fired."""

    attempt: str
    lease: int
    host: str
    credentials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """A box, or why there is none in words that hold no secret."""

    attempt: str
    box: str | None = None
    credentials: tuple[tuple[str, str, str, int], ...] = ()
    expires_at: datetime | None = None
    code: str | None = None
    message: str | None = None


def give(database: Database, ring: Ring, asker: Asker, needs: Sequence[Need], now: datetime) -> list[Answer]:
    """One answer for each need, in their order; one that can't be met keeps no other from being met."""
    with database.reading() as session:
        word = executor_nodes.decided_about(session, asker.id)
        refusal, key = _key_of(word, asker)
        if key is None:
            return [_refused(need, *refusal) for need in needs]
        hosts = _hosts(session, needs)
        known = bound(session)
        rows = store.named(session, {folded(name) for need in needs for name in need.credentials})
        keys = ring()
        refused = {
            need.attempt: _why_not(need, hosts.get(folded(need.host)), known, rows, word) for need in needs
        }
    looked_up: dict[str, Given | Refused] = {}
    answers = []
    for need in needs:
        why = refused[need.attempt]
        answers.append(_refused(need, *why) if why else _box(asker, key, need, rows, keys, looked_up, now))
    _note(database, asker, needs, answers, rows, now)
    return answers


def _box(
    asker: Asker,
    key: PublicKey,
    need: Need,
    rows: Mapping[str, CredentialRow],
    keys: KeyRing,
    looked_up: dict[str, Given | Refused],
    now: datetime,
) -> Answer:
    given = []
    for name in need.credentials:
        row = rows[folded(name)]
        if row.id not in looked_up:
            looked_up[row.id] = _look_up(keys, row)
        found = looked_up[row.id]
        if isinstance(found, Refused):
            return _refused(need, found.code, f"credential {row.name!r}: {found.detail}")
        given.append(found)
    expires_at = now + OPENS_FOR
    box = sealed(key, Purpose(asker.id, need.attempt, need.lease, need.host, expires_at), given)
    told = tuple((one.name, one.kind, one.use, one.version) for one in given)
    return Answer(need.attempt, box, told, expires_at)


def _look_up(keys: KeyRing, row: CredentialRow) -> Given | Refused:
    try:
        values = values_of(keys, row)
        kind = KINDS[row.kind]
        as_kind = values.get("as", row.kind) if row.kind == "vault" else row.kind
        return Given(row.name, as_kind, row.use, row.version, kind.look_up(values))
    except Refused as error:
        return error


def _key_of(word: Authorisation | None, asker: Asker) -> tuple[tuple[str, str], PublicKey | None]:
    if word is None or word.status != AUTHORISED:
        status = "not authorised" if word is None else word.status
        return ("executor_node.not_authorised", f"the executor node is {status} here"), None
    try:
        return ("", ""), proven_key(word.public_key, asker.sealing_key, asker.proof)
    except Refused as error:
        return (error.code, error.detail), None


def _hosts(session: Session, needs: Sequence[Need]) -> dict[str, HostRow]:
    rows = session.scalars(all_hosts().where(HostRow.folded.in_({folded(need.host) for need in needs})))
    return {row.folded: row for row in rows}


def _why_not(
    need: Need,
    host: HostRow | None,
    known: list[Bound],
    rows: Mapping[str, CredentialRow],
    word: Authorisation | None,
) -> tuple[str, str] | None:
    if host is None:
        return "credential.unknown_host", f"the inventory has no host {need.host!r} any more"
    found = host_of(host)
    if word is not None and word.groups is not None and not set(found.groups) & set(word.groups):
        return "executor_node.not_for_host", f"executor node {word.name} may not serve {need.host}'s groups"
    choice = choice_for(found.groups, found.vars, known)
    for name in need.credentials:
        row = rows.get(folded(name))
        if row is None or row.revoked_at is not None:
            return "credential.revoked", f"credential {name!r} was revoked"
        if row.name not in choice.names:
            return "credential.not_bound", f"credential {name!r} is not bound to a group of {need.host}"
    return ("credential.ambiguous", choice.problem) if choice.problem else None


def _refused(need: Need, code: str, message: str) -> Answer:
    return Answer(need.attempt, code=code, message=message[:500])


def _note(
    database: Database,
    asker: Asker,
    needs: Sequence[Need],
    answers: Sequence[Answer],
    rows: Mapping[str, CredentialRow],
    now: datetime,
) -> None:
    """Remember the last use; a box that is not given out in the end was still made."""
    last = {
        rows[folded(name)].id: need.host
        for need, answer in zip(needs, answers, strict=True)
        if answer.box is not None
        for name in need.credentials
    }
    if last:
        with database.writing() as session:
            for identity, host in sorted(last.items()):
                store.note_use(session, [identity], now, {"executor_node": asker.id, "host": host})
