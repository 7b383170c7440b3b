"""The one place that holds the matrix against what somebody may: every request passes here, whatever its route."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import request

from noc_presentation.api import current
from noc_presentation.api.references import host_name, id_or_number, only_id
from noc_presentation.clients.scheduler import Document
from noc_presentation.errors import Forbidden, NotFound, RefusedElsewhere
from noc_presentation.inventory import hosts
from noc_presentation.permissions.matrix import On, matrix
from noc_presentation.permissions.rights import Kind, Rights, Thing
from noc_presentation.permissions.verbs import Verb, reading
from noc_presentation.service import parts, reach

MOST_NAMED = 5
#: How the scheduler names the walk of an execution without hosts; no host can be called so.
NOBODY = "-"
#: How a group is named to whoever may not see it.
A_GROUP = f"a {Kind.GROUP}"
Find = Callable[[Mapping[str, Any]], list[Thing]]


def admit() -> None:
    """Refuse unless the row of this route allows it: 404 for what may not be seen, 403 for what may not be done.

    A route without a row is for those who may do everything.
    """
    row = matrix().get((_method(), request.url_rule.rule if request.url_rule else ""))
    rights = current.rights()
    if row is None and request.method != "OPTIONS":
        _need(all(rights.everywhere(verb) for verb in Verb), "do everything")
    elif row is not None and row.verb is not None and row.on is not None and not rights.everywhere(row.verb):
        _admit_limited(rights, row.verb, row.on)


def require(verb: Verb, things: Iterable[Thing]) -> None:
    """Refuse with 403 unless the verb is allowed on every one of these; those that may be seen are named."""
    rights, wanted = current.rights(), list(things)
    if not rights.may(verb, wanted):
        denied = [one for one in wanted if not rights.may(verb, [one])]
        raise denial(verb, _named(rights, reading(verb), denied) or "everything")


def visible(verb: Verb, page: Document) -> Document:
    """A page of executions, schedules or questions with those only that may be seen; it may get short."""
    rights = current.rights()
    if rights.everywhere(verb):
        return page
    with current.reading() as session:
        reached = reach.of_executions(session, page["items"])
    items = [item for item, things in zip(page["items"], reached, strict=True) if rights.may(verb, things)]
    return {**page, "items": items}


def _admit_limited(rights: Rights, verb: Verb, on: On) -> None:
    if on not in FINDERS:
        _need(on is not On.EVERYTHING and rights.somewhere(verb), verb)
        return
    if not rights.somewhere(reading(verb)):
        raise _unseen()  # nobody is asked about it: the time it takes tells nothing either
    things = FINDERS[on](request.view_args or {})
    if not rights.may(reading(verb), things):
        raise _unseen()
    require(verb, things)
    if on is On.WALKS:
        require(verb, [*things, *_walking(request.view_args or {})])


def need_session(to: str) -> None:
    """Refuse tokens: what is said here changes who acts as somebody, so they must be there themselves."""
    if current.caller().session is None:
        raise Forbidden("session.needed", f"log in with your password to {to}")


def _need(allowed: bool, what: str) -> None:
    if not allowed:
        raise denial(what, "")


def denial(what: str, on: str) -> Forbidden:
    """The refusal of `what` (a verb) on what is named so; `on` is empty for the route itself."""
    words = f"you may not {what} {f'on {on}' if on else 'here'}"
    return Forbidden("permission.denied", f"{words}; ask an administrator for a role that allows it there")


def _named(rights: Rights, read: Verb, things: Iterable[Thing]) -> str:
    """`procedure 'restart-web', group 'db'`; of what may not be seen only the kind.

    A group that may not be seen is all that is told: what runs on it would tell it from one that is not there.
    """
    named = [
        f"{thing.kind} {' or '.join(map(repr, sorted(thing.names)))}"
        if thing.names and rights.may(read, [thing])
        else f"a {thing.kind}"
        for thing in things
    ]
    if A_GROUP in named:
        return A_GROUP
    return ", ".join(dict.fromkeys(named[:MOST_NAMED])) + (" and more" if len(named) > MOST_NAMED else "")


def _unseen() -> NotFound:
    return NotFound("not_found", "there is no such thing here")


def _method() -> str:
    return "GET" if request.method == "HEAD" else request.method


def _procedure(path: Mapping[str, Any]) -> list[Thing]:
    return [Thing.called(Kind.PROCEDURE, path["name"])]


def _credential(path: Mapping[str, Any]) -> list[Thing]:
    return [Thing.called(Kind.CREDENTIAL, path["name"])]


def _group(path: Mapping[str, Any]) -> list[Thing]:
    return [Thing.called(Kind.GROUP, path["name"])]


def _host(path: Mapping[str, Any]) -> list[Thing]:
    with current.reading() as session:
        try:
            found = hosts.one(session, path["name"])
        except NotFound as error:
            raise _unseen() from error
        return [Thing.called(Kind.GROUP, *(group.name for group in found.groups))]


def _execution(path: Mapping[str, Any]) -> list[Thing]:
    try:
        execution = current.scheduler().execution(id_or_number(path["execution"]))
    except RefusedElsewhere as error:
        raise _unseen() from error
    with current.reading() as session:
        return reach.of_execution(session, execution)


def _walking(path: Mapping[str, Any]) -> list[Thing]:
    """The hosts that an act lets go on, as they are today: the one in the address, or all of the execution.

    Nothing where it walks without hosts: what it reaches beside them is asked for anyway.
    """
    if "host" in path:
        names = [host_name(path["host"])]
    else:
        walks = parts.of_execution(current.scheduler(), id_or_number(path["execution"]), "hosts", {})
        names = [walk["name"] for walk in walks]
    with current.reading() as session:
        return reach.of_hosts(session, [name for name in names if name != NOBODY])


def _question(path: Mapping[str, Any]) -> list[Thing]:
    try:
        question = current.scheduler().question(only_id(path["question"]))
    except RefusedElsewhere as error:
        raise _unseen() from error
    with current.reading() as session:
        return reach.of_execution(session, question)


def _schedule(path: Mapping[str, Any]) -> list[Thing]:
    try:
        schedule = current.scheduler().schedule(only_id(path["schedule"]))
    except RefusedElsewhere as error:
        raise _unseen() from error
    with current.reading() as session:
        return reach.of_execution(session, schedule)


FINDERS: Mapping[On, Find] = {
    On.PROCEDURE: _procedure,
    On.CREDENTIAL: _credential,
    On.GROUP: _group,
    On.HOST: _host,
    On.EXECUTION: _execution,
    On.WALKS: _execution,
    On.QUESTION: _question,
    On.SCHEDULE: _schedule,
}
