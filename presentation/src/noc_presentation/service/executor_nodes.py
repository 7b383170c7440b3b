"""Executor nodes: the scheduler registers them, but who is let in is decided and kept here, by key."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.orm import Session

from noc_presentation.actors import Actor
from noc_presentation.clients.scheduler import Document, Scheduler
from noc_presentation.errors import Conflict, InvalidKey, NotFound
from noc_presentation.instants import text
from noc_presentation.keys import fingerprint, public_key
from noc_presentation.service.node_scope import known_groups
from noc_presentation.service.node_standing import Decision, Standing, after, shown_as, standing_of
from noc_presentation.store import executor_nodes as store
from noc_presentation.store.database import Database
from noc_presentation.store.executor_nodes import Authorisation

AUTHORISED = Standing.AUTHORISED.value


def listed(database: Database, scheduler: Scheduler) -> list[Document]:
    """Every enrolled executor node as the scheduler sees it, with what was decided here about its key."""
    nodes = scheduler.executor_nodes().get("items", [])
    with database.reading() as session:
        decided = store.decided(session)
    return [shown(node, decided) for node in nodes]


def shown(node: Document, decided: Iterable[Authorisation]) -> Document:
    """One executor node with its authorisation, and as `standing` what it is now.

    `key_mismatch` is true when the key it has now is not the one that was let in under its id or name.
    """
    word = next((d for d in decided if d.executor_node == node.get("id")), None)
    word = word or next((d for d in decided if d.name == node.get("name")), None)
    mismatch = word is not None and word.public_key != node.get("public_key")
    decided_as = None if word is None else word.status
    return {
        **node,
        "standing": shown_as(node.get("status"), decided_as, mismatch, node.get("draining")).value,
        "key_mismatch": mismatch,
        "authorisation": None if word is None else _document(word),
    }


def authorise(
    database: Database, scheduler: Scheduler, node_id: str, compared: str, actor: Actor, now: datetime
) -> Document:
    """Let in the executor node with exactly the key that the administrator compared.

    Raises Conflict when `compared` is not the fingerprint of the key that the scheduler shows.
    """
    node = _enrolled(scheduler, node_id)
    key = str(node.get("public_key"))
    if {compared, node.get("fingerprint")} != {_fingerprint(key)}:
        raise Conflict(
            "executor_node.key_mismatch", "this is not the fingerprint of the key that enrolled under this id"
        )
    return _decide(database, scheduler, node, key, Decision.AUTHORISE, actor, now)


def suspend(database: Database, scheduler: Scheduler, node_id: str, actor: Actor, now: datetime) -> Document:
    """Give the executor node nothing more to do; the key that was let in stays on record."""
    node = _enrolled(scheduler, node_id)
    with database.reading() as session:
        word = store.decided_about(session, node_id)
    key = word.public_key if word else str(node.get("public_key"))
    return _decide(database, scheduler, node, key, Decision.SUSPEND, actor, now)


def revoke(database: Database, scheduler: Scheduler, node_id: str, actor: Actor, now: datetime) -> Document:
    """Never let this key in again; doing it twice does no harm."""
    node = _enrolled(scheduler, node_id)
    return _decide(database, scheduler, node, str(node.get("public_key")), Decision.REVOKE, actor, now)


def serve(
    database: Database,
    scheduler: Scheduler,
    node_id: str,
    wanted: Document,
    actor: Actor,
) -> Document:
    """Give it work, and credentials, of the hosts of `groups` alone, as one with `labels`; None: of all, as all.

    Labels that aren't mentioned stay as they are. Raises Conflict before it was let in. Stored and told to the
    scheduler, or neither.
    """
    node = _enrolled(scheduler, node_id)
    with database.writing() as session:
        word = store.decided_about(session, node_id)
        if word is None:
            raise Conflict("executor_node.pending", "authorise it first")
        word.groups = known_groups(session, wanted["groups"])
        word.labels = wanted.get("labels", word.labels)
        session.flush()
        answer = scheduler.serve(node_id, _scope(word, actor))
        return shown({**node, **answer}, [word])


def act(database: Database, scheduler: Scheduler, node_id: str, verb: str, order: Document) -> Document:
    """Drain, stop or resume an executor node, which is the scheduler's business alone."""
    node = scheduler.act_on_executor_node(node_id, verb, order)
    with database.reading() as session:
        return shown(node, store.decided(session))


def limit(
    database: Database,
    scheduler: Scheduler,
    node_id: str,
    max_parallel: int | None,
    reason: str,
    actor: Actor,
) -> Document:
    """Let the executor node run at most so many steps at once; None lets it use all its slots."""
    order = {"max_parallel": max_parallel, "reason": reason, "actor": actor.document()}
    answer = scheduler.limit(node_id, order)
    with database.reading() as session:
        decided = store.decided(session)
    return shown(answer, decided)


def _decide(
    database: Database,
    scheduler: Scheduler,
    node: Document,
    key: str,
    decision: Decision,
    actor: Actor,
    now: datetime,
) -> Document:
    """Store the word and tell the scheduler within one transaction, so that both stand or neither.

    It holds the write lock during one short call, which an administrator makes now and then.
    """
    with database.writing() as session:
        word = _word(session, node)
        before = standing_of(node.get("status")) if word.status is None else standing_of(word.status)
        if node.get("status") == Standing.REVOKED:
            before = Standing.REVOKED
        status = after(before, decision).value
        word.name, word.status, word.public_key = str(node.get("name")), status, key
        word.fingerprint, word.decided_at, word.decided_by = _fingerprint(key), now, actor.document()
        session.flush()
        if decision is Decision.AUTHORISE and (word.groups is not None or word.labels is not None):
            scheduler.serve(word.executor_node, _scope(word, actor))
        order = {"status": status, "public_key": key, "actor": actor.document()}
        answer = scheduler.authorise(word.executor_node, order)
    return shown({**node, **answer}, [word])


def _scope(word: Authorisation, actor: Actor) -> Document:
    return {"groups": word.groups, "labels": word.labels, "actor": actor.document()}


def _word(session: Session, node: Document) -> Authorisation:
    word = store.decided_about(session, node["id"])
    if word is None:
        word = Authorisation(executor_node=node["id"])
        session.add(word)
    return word


def _enrolled(scheduler: Scheduler, node_id: str) -> Document:
    for node in scheduler.executor_nodes().get("items", []):
        if isinstance(node, dict) and node.get("id") == node_id:
            return node
    raise NotFound("executor_node.unknown", "no executor node enrolled under this id")


def _fingerprint(key: str) -> str:
    try:
        public_key(key)
    except InvalidKey as error:
        raise Conflict("executor_node.key_mismatch", "what it enrolled with is no key") from error
    return fingerprint(key)


def _document(word: Authorisation) -> Document:
    return {
        "status": word.status,
        "groups": word.groups,
        "labels": word.labels,
        "fingerprint": word.fingerprint,
        "decided_at": text(word.decided_at),
        "decided_by": word.decided_by,
    }
