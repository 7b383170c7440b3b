"""Mapping: what one message means, as items with a host, a standing, a key that tells them apart, and inputs."""

import hashlib
import json
import re
from collections.abc import Mapping as Map
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from noc_scheduler.triggers.errors import InvalidTrigger
from noc_scheduler.triggers.paths import InvalidPath, Path, read_path

MOST_ITEMS = 10_000
MOST_PARAMS = 50
LONGEST_TEXT = 1_024
_WITH_PORT = re.compile(
    r"(?P<name>[^:\[\]]+):[0-9]{1,5}|\[(?P<address>[0-9A-Fa-f:.]+)\](:[0-9]{1,5})?", re.ASCII
)


class Standing(StrEnum):
    """Whether an item says that something begins or that it is over."""

    FIRING = "firing"
    RESOLVED = "resolved"


#: Words of others for the two, in small letters.
STANDINGS: Map[str, Standing] = {
    **dict.fromkeys(("firing", "alerting", "problem", "1", "trigger", "triggered"), Standing.FIRING),
    **dict.fromkeys(("resolved", "ok", "normal", "recovery", "0"), Standing.RESOLVED),
}


class Unmapped(Exception):
    """A message that doesn't fit its mapping; `place` is a JSON pointer or path, `code` never changes."""

    def __init__(self, place: str, code: str, message: str) -> None:
        super().__init__(message)
        self.place, self.code, self.message = place, code, message


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a message tells of. `key` is None where the message names nothing that tells it apart."""

    standing: Standing
    key: str | None
    group: str
    host: str | None
    params: Map[str, Any]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where in a message the items are, and where in an item the rest is (paths from the item on)."""

    items: Path | None = None
    host: Path | None = None
    key: Sequence[Path] = ()
    group: Sequence[Path] = ()
    standing: Path | None = None
    params: Map[str, Path] | None = None

    def explode(self, message: Any) -> list[Item | Unmapped]:
        """The items of a message in their order, and the reason in the place of each that doesn't fit.

        Raises Unmapped where there is no list of items.
        """
        if self.items is None:
            return [self._item_or_reason(message)]
        found, items = self.items.look(message)
        if not found or not isinstance(items, list):
            raise Unmapped(self.items.text, "mapping.missing", f"there is no list at {self.items.text}")
        if len(items) > MOST_ITEMS:
            raise Unmapped(self.items.text, "mapping.too_many", f"{len(items)} items, at most {MOST_ITEMS}")
        return [self._item_or_reason(item) for item in items]

    def document(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "items": self.items and self.items.text,
            "host": self.host and self.host.text,
            "key": [path.text for path in self.key],
            "group": [path.text for path in self.group],
            "standing": self.standing and self.standing.text,
            "params": {name: path.text for name, path in (self.params or {}).items()},
        }
        return {name: value for name, value in said.items() if value}

    def _item_or_reason(self, item: Any) -> Item | Unmapped:
        try:
            return self._item(item)
        except Unmapped as reason:
            return reason

    def _item(self, item: Any) -> Item:
        standing = Standing.FIRING if self.standing is None else _standing(self.standing, item)
        host = None if self.host is None else _host(self.host, item)
        key = None
        if self.key:
            named = [_value(path, item)[1] for path in self.key]
            key = _digest([str(standing), *named])
        group = _digest([_value(path, item)[1] for path in self.group]) if self.group else host or ""
        params = {}
        for name, path in (self.params or {}).items():
            found, value = _value(path, item)
            if found:
                params[name] = value
        return Item(standing, key, group, host, params)


def _value(path: Path, item: Any) -> tuple[bool, Any]:
    found, value = path.look(item)
    if not found and not path.optional:
        raise Unmapped(path.text, "mapping.missing", f"there is nothing at {path.text}")
    return found, value


def _standing(path: Path, item: Any) -> Standing:
    _, value = _value(path, item)
    standing = STANDINGS.get(str(value).lower()) if isinstance(value, (str, int)) else None
    if standing is None:
        raise Unmapped(path.text, "mapping.standing", f"{str(value)[:50]!r} is neither firing nor resolved")
    return standing


def _host(path: Path, item: Any) -> str | None:
    found, value = _value(path, item)
    if not found:
        return None
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT:
        raise Unmapped(path.text, "mapping.host", "needs the name or address of a host, as a text")
    port = _WITH_PORT.fullmatch(value)
    return value if port is None else port["name"] or port["address"]


def _digest(values: Sequence[Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def read_mapping(document: Map[str, Any], otherwise: Mapping) -> Mapping:
    """From `{items, host, key, group, standing, params}`; what isn't said is as in `otherwise`.

    Raises InvalidTrigger.
    """
    params = document.get("params", {})
    if not isinstance(params, dict) or len(params) > MOST_PARAMS:
        raise InvalidTrigger("/params", "mapping.invalid", f"needs an object of at most {MOST_PARAMS} paths")
    return Mapping(
        items=_one(document, "items", otherwise.items),
        host=_one(document, "host", otherwise.host),
        key=_several(document, "key", otherwise.key),
        group=_several(document, "group", otherwise.group),
        standing=_one(document, "standing", otherwise.standing),
        params={name: _path(f"/params/{name}", text) for name, text in params.items()},
    )


def _one(document: Map[str, Any], name: str, otherwise: Path | None) -> Path | None:
    return _path(f"/{name}", document[name]) if document.get(name) is not None else otherwise


def _several(document: Map[str, Any], name: str, otherwise: Sequence[Path]) -> Sequence[Path]:
    texts = document.get(name)
    if texts is None:
        return otherwise
    if not isinstance(texts, list) or not 1 <= len(texts) <= MOST_PARAMS:
        raise InvalidTrigger(f"/{name}", "mapping.invalid", "needs a list of paths")
    return tuple(_path(f"/{name}/{place}", text) for place, text in enumerate(texts))


def _path(pointer: str, text: Any) -> Path:
    try:
        return read_path(text)
    except InvalidPath as error:
        raise InvalidTrigger(pointer, "mapping.invalid", str(error)) from error
