"""What each noun looks like in a table, and how one of it is found by the name people use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rich.text import Text

from noc_presentation.noc.report import first_line, named
from noc_presentation.noc.states import state
from noc_presentation.noc.times import clock, duration

Cell = Callable[[Mapping[str, Any]], str | Text]


@dataclass(frozen=True, slots=True)
class Noun:
    """Something the API lists: its columns, and whether one of them has an address by the name people use."""

    columns: Mapping[str, Cell]
    addressed: bool
    in_one_piece: bool = False


def _field(name: str) -> Cell:
    return lambda item: "" if item.get(name) is None else str(item[name])


def _status(name: str) -> Cell:
    return lambda item: state(item[name]).text()


def _time(name: str) -> Cell:
    return lambda item: clock(item.get(name))


def _names(name: str) -> Cell:
    return lambda item: named(item[name])


def _problem(node: Mapping[str, Any]) -> str:
    if node["key_mismatch"]:
        return "another key!"
    if node["problem"] or node["reachable"] or node["standing"] in ("pending", "suspended", "revoked"):
        return first_line(node["problem"])
    since = clock(node["last_heartbeat_at"])
    return f"silent since {since}: given nothing" if since else "never heard of: given nothing"


def _load(node: Mapping[str, Any]) -> str:
    """Processors, memory and disk in per cent."""
    health = node.get("health") or {}
    shares = [health.get(f"{name}_percent") for name in ("cpu", "memory", "disk")]
    return " ".join("?" if share is None else f"{share}%" for share in shares) if health else ""


def _trigger(item: Mapping[str, Any]) -> str:
    trigger = item["trigger"]
    if trigger["kind"] == "cron":
        return f"{trigger['expression']} {trigger['time_zone']}"
    if trigger["kind"] == "interval":
        return f"every {duration(trigger['every_ms'] / 1000)}"
    if trigger["kind"] == "once":
        return f"once {clock(trigger.get('at'))}"
    return " ".join(str(trigger[name]) for name in ("kind", "source", "queue", "oid") if name in trigger)


def _until(token: Mapping[str, Any]) -> str:
    return "revoked" if token["revoked_at"] else clock(token["expires_at"]) or "it is revoked"


NOUNS: Mapping[str, Noun] = {
    "procedures": Noun(
        {
            "name": _field("name"),
            "version": lambda item: str(item["version"] or "draft"),
            "title": _field("title"),
            "changed": _time("changed_at"),
            "by": lambda item: str(item["changed_by"]["name"]),
        },
        addressed=True,
    ),
    "hosts": Noun(
        {
            "name": _field("name"),
            "address": _field("address"),
            "port": _field("port"),
            "user": _field("user"),
            "groups": _names("groups"),
            "tags": _names("tags"),
            "host keys": lambda item: str(len(item["host_keys"])),
        },
        addressed=True,
    ),
    "groups": Noun(
        {"name": _field("name"), "hosts": _field("hosts"), "description": _field("description")},
        addressed=True,
    ),
    "tokens": Noun(
        {
            "name": _field("name"),
            "made": _time("created_at"),
            "by": _field("created_by"),
            "last used": _time("last_used_at"),
            "opens until": _until,
        },
        addressed=False,
    ),
    "users": Noun(
        {
            "name": _field("name"),
            "kind": _field("kind"),
            "active": lambda item: "yes" if item["active"] else "off",
            "made": _time("created_at"),
            "by": lambda item: str(item["created_by"]["name"]),
        },
        addressed=True,
    ),
    "credentials": Noun(
        {
            "name": _field("name"),
            "kind": _field("kind"),
            "groups": _names("groups"),
            "version": _field("version"),
            "changed": _time("changed_at"),
            "last used": _time("last_used_at"),
            "revoked": _time("revoked_at"),
        },
        addressed=True,
    ),
    "audit": Noun(
        {
            "entry": _field("seq"),
            "at": _time("at"),
            "by": lambda item: str(item["actor"]["name"]),
            "verb": _field("verb"),
            "object": _field("object"),
            "outcome": _field("outcome"),
            "code": _field("code"),
            "request": _field("request_id"),
        },
        addressed=False,
    ),
    "executions": Noun(
        {
            "number": _field("number"),
            "procedure": lambda item: f"{item['procedure']['name']} {item['procedure']['version']}",
            "status": _status("status"),
            "dry": lambda item: "dry run" if item.get("check_mode") else "",
            "started": _time("started_at"),
            "by": lambda item: str(item["actor"]["name"]),
            "sentence": _field("sentence"),
        },
        addressed=True,
    ),
    "host-locks": Noun(
        {
            "host": _field("host"),
            "execution": _field("number"),
            "procedure": _field("procedure"),
            "since": _time("since"),
            "waiting": _field("waiting"),
        },
        addressed=False,
    ),
    "questions": Noun(
        {
            "execution": _field("execution_number"),
            "host": _field("host"),
            "node": _field("node"),
            "question": lambda item: first_line(item["question"], 60),
            "for": lambda item: str(item["asked_for"]["name"]),
            "expires": _time("expires_at"),
            "outcome": lambda item: str(item["outcome"] or "open"),
            "id": _field("id"),
        },
        addressed=True,
    ),
    "schedules": Noun(
        {
            "name": _field("name"),
            "trigger": _trigger,
            "procedure": lambda item: str(item["procedure"]["name"]),
            "next": lambda item: clock(next(iter(item["next_fires"]), None)),
            "overlap": _field("overlap"),
            "id": _field("id"),
        },
        addressed=False,
    ),
    "executor-nodes": Noun(
        {
            "name": _field("name"),
            "status": lambda item: state(item["standing"]).text(),
            "labels": lambda item: " ".join(f"{name}={text}" for name, text in dict(item["labels"]).items()),
            "fingerprint": _field("fingerprint"),
            "slots": lambda item: f"{item['running']} of {item['slots']}",
            "heard of": _time("last_heartbeat_at"),
            "load": _load,
            "problem": _problem,
        },
        addressed=False,
        in_one_piece=True,
    ),
    "introductions": Noun(
        {
            "name": _field("name"),
            "groups": lambda item: "all" if item["groups"] is None else " ".join(item["groups"]),
            "until": _time("expires_at"),
            "used": _time("used_at"),
            "revoked": _time("revoked_at"),
            "id": _field("id"),
        },
        addressed=False,
    ),
    "notifications": Noun(
        {
            "at": _time("at"),
            "channel": _field("channel"),
            "status": _status("status"),
            "execution": _field("execution_number"),
            "host": _field("host"),
            "subject": lambda item: first_line(item["subject"], 60),
            "tries": lambda item: str(len(item["deliveries"])),
            "answer": lambda item: first_line(
                item["deliveries"][-1]["answer"] if item["deliveries"] else "", 60
            ),
            "id": _field("id"),
        },
        addressed=False,
    ),
    "channels": Noun({"name": _field("name"), "kind": _field("kind")}, addressed=False, in_one_piece=True),
    "destinations": Noun(
        {
            "name": _field("name"),
            "channel": _field("channel"),
            "tell": _names("tell"),
            "severity": _field("severity"),
            "procedures": _names("procedures"),
            "quiet": lambda item: "{from}-{to} {time_zone}".format(**item["quiet"]) if item["quiet"] else "",
            "digest": lambda item: f"{item['digest_seconds']} s" if item["digest_seconds"] else "",
        },
        addressed=True,
    ),
}
