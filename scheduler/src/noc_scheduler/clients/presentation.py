"""Asking presentation: which hosts a target means now, and to deliver notifications and observations."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import httpx

from noc_scheduler.errors import Invalid, Unavailable

TIMEOUT = httpx.Timeout(10, connect=3)
#: What may be the address of a host: a name, an IPv4 or an IPv6 address, never an option or a pattern.
ADDRESS = re.compile(
    r"[A-Za-z0-9_]([A-Za-z0-9._-]{0,253}[A-Za-z0-9])?|[0-9A-Fa-f:.]{2,45}(%[A-Za-z0-9._-]{1,15})?"
)
NAME = re.compile(r"[^\x00-\x20\x7f-\x9f-][^\x00-\x1f\x7f-\x9f]{0,252}")
#: What no database keeps: half characters; NUL is written as an escape here.
_BAD_CHARACTERS = re.compile(r"\\u0000|[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Target:
    """One host as it is frozen into an execution."""

    name: str
    address: str
    port: int | None
    user: str | None
    groups: tuple[str, ...]
    tags: tuple[str, ...]
    vars: Mapping[str, Any]
    host_keys: tuple[str, ...]
    credentials: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """As it is kept with its walk."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in asdict(self).items()
        }


@dataclass(frozen=True, slots=True)
class TargetOrder:
    """What is to run on a target: the procedure, those it may call and the channels they tell, by name.

    `actor` is whoever it is run for: who started it, or who made the schedule that did.
    """

    target: Mapping[str, Any]
    execution: str
    procedure: str
    procedures: tuple[str, ...]
    channels: tuple[str, ...]
    actor: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Delivery:
    """What presentation says about one notification or observation."""

    id: str
    status: str
    code: str | None


@dataclass(frozen=True, slots=True)
class LetIn:
    """As what presentation lets an executor node in that came introduced, and in whose name."""

    serves: Mapping[str, Any]
    actor: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Need:
    """An attempt under its lease, its host, and the credentials that this has by name."""

    attempt: str
    lease: int
    host: str
    credentials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sealed:
    """What goes into the attempt's document (a box that nobody here can open), or why there is nothing."""

    attempt: str
    document: Mapping[str, Any] | None
    code: str | None = None
    message: str | None = None


class Presentation:
    """Presentation over REST; every call raises Unavailable when it doesn't answer as it should."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def targets(self, url: str, order: TargetOrder) -> list[Target]:
        """The hosts of a target, none only where it is without hosts.

        Raises Invalid when presentation refuses the target or the actor.
        """
        actor = {name: order.actor[name] for name in ("id", "name", "kind")}
        answer = self._post(f"{url}/api/v1/targets", {**asdict(order), "actor": actor})
        hosts = answer.get("hosts")
        if not isinstance(hosts, list):
            raise _nonsense("names no hosts")
        if not hosts and not order.target.get("without_hosts"):
            raise Invalid("target.empty", "the target has no hosts")
        targets = [_target(host) for host in hosts]
        if len({target.name for target in targets}) != len(targets):
            raise _nonsense("names a host twice")
        return targets

    def notify(self, url: str, notifications: Sequence[Mapping[str, Any]]) -> list[Delivery]:
        """What became of each notification; safe to ask again."""
        return self._deliver(url, "notifications", notifications)

    def observe(self, url: str, observations: Sequence[Mapping[str, Any]]) -> list[Delivery]:
        """What became of each observation of a host; safe to ask again."""
        return self._deliver(url, "observations", observations)

    def seal(self, url: str, executor_node: str, key: str, proof: str, needs: Sequence[Need]) -> list[Sealed]:
        """The credentials of these attempts' hosts, sealed to the executor node's key."""
        answer = self._post(
            f"{url}/api/v1/sealed-credentials",
            {
                "executor_node": executor_node,
                "sealing_key": key,
                "proof": proof,
                "attempts": [asdict(need) for need in needs],
            },
        )
        try:
            return [_sealed(item) for item in answer["items"]]
        except (KeyError, TypeError, AttributeError) as error:
            raise _nonsense("does not say what became of the credentials") from error

    def introduce(self, url: str, introduction: str, arrival: Mapping[str, str]) -> LetIn:
        """What an introduction lets an executor node be; raises Invalid `introduction.…` when it lets it be nothing."""
        answer = self._post(f"{url}/api/v1/introductions/{introduction}/use", arrival)
        try:
            serves = {"groups": answer["groups"], "labels": answer["labels"]}
            actor = {name: str(answer["actor"][name]) for name in ("id", "name", "kind")}
        except (KeyError, TypeError) as error:
            raise _nonsense("does not say as what the executor node is let in") from error
        if not _is_scope(serves):
            raise _nonsense("does not say what the executor node may serve")
        return LetIn(serves, actor)

    def _deliver(self, url: str, what: str, letters: Sequence[Mapping[str, Any]]) -> list[Delivery]:
        answer = self._post(f"{url}/api/v1/{what}", {what: list(letters)})
        try:
            return [
                Delivery(str(item["id"]), str(item["status"]), item.get("code")) for item in answer["items"]
            ]
        except (KeyError, TypeError, AttributeError) as error:
            raise _nonsense(f"does not say what became of the {what}") from error

    def _post(self, url: str, body: Mapping[str, Any]) -> dict[str, Any]:
        try:
            response = self._client.post(url, json=body)
        except httpx.HTTPError as error:
            raise Unavailable(
                "dependency.unavailable", f"presentation does not answer: {_words(error)}"
            ) from error
        document = _document(response)
        if response.status_code == 422:
            raise Invalid(str(document.get("code", "target.refused")), str(document.get("detail", "refused")))
        if response.status_code >= 300:
            code = document.get("code", response.status_code)
            raise Unavailable(
                "dependency.unavailable", f"presentation answers {response.status_code} ({code})"
            )
        return document


def _document(response: httpx.Response) -> dict[str, Any]:
    try:
        document = response.json()
    except ValueError:
        document = None
    if not isinstance(document, dict) or _BAD_CHARACTERS.search(json.dumps(document, ensure_ascii=False)):
        return {}
    return document


def _is_scope(serves: Mapping[str, Any]) -> bool:
    groups, labels = serves["groups"], serves["labels"]
    named = groups is None or (isinstance(groups, list) and all(isinstance(one, str) for one in groups))
    texts = [text for pair in labels.items() for text in pair] if isinstance(labels, dict) else [labels]
    return named and (labels is None or all(isinstance(text, str) for text in texts))


def _words(error: httpx.HTTPError) -> str:
    return str(error) or type(error).__name__


def _nonsense(what: str) -> Unavailable:
    return Unavailable("dependency.unavailable", f"presentation's answer can't be used: it {what}")


def _sealed(item: Mapping[str, Any]) -> Sealed:
    box = item["box"]
    named = [
        {name: credential[name] for name in ("name", "kind", "use", "version")}
        for credential in item["credentials"]
    ]
    document = {"box": box, "expires_at": item["expires_at"], "credentials": named}
    return Sealed(
        str(item["attempt"]),
        document if isinstance(box, str) else None,
        str(item["code"])[:64],
        str(item["message"])[:500],
    )


def _target(host: Any) -> Target:
    try:
        target = Target(
            name=_text(host["name"], NAME),
            address=_text(host["address"], ADDRESS),
            port=host.get("port"),
            user=host.get("user"),
            groups=_texts(host.get("groups")),
            tags=_texts(host.get("tags")),
            vars=dict(host.get("vars") or {}),
            host_keys=_texts(host.get("host_keys")),
            credentials=_texts(host.get("credentials")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _nonsense(f"holds a host that is none ({error})") from error
    if target.port is not None and (type(target.port) is not int or not 0 < target.port < 2**16):
        raise _nonsense(f"gives {target.name} the port {target.port!r}")
    if target.user is not None and not isinstance(target.user, str):
        raise _nonsense(f"gives {target.name} a user that is no text")
    return target


def _text(value: Any, pattern: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(f"{str(value)[:80]!r} is not allowed")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    texts = tuple(value or ())
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("not a list of texts")
    return texts
