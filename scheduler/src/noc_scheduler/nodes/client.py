"""Speaking to executor nodes over REST: hand attempts over, ask for them back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import httpx

from noc_scheduler.errors import NocError

CONNECT_S = 2.0
#: An inventory plugin is given 40 s there.
INVENTORY_S = 45.0


class NotDelivered(NocError):
    """The message certainly did not reach the executor node, or it said no to all of it."""


class MaybeDelivered(NocError):
    """Nobody knows whether the executor node has the message: tell it again."""


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What an executor node says about one attempt of a batch."""

    id: str
    status: str
    code: str | None = None
    message: str | None = None


def patience(timeout: timedelta) -> httpx.Timeout:
    """How long an executor node may take; one that is there takes a connection sooner than it answers."""
    seconds = timeout.total_seconds()
    return httpx.Timeout(seconds, connect=min(CONNECT_S, seconds))


class ExecutorNodes:
    """Executor nodes by their URL."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def offer(self, url: str, attempts: Sequence[Mapping[str, Any]]) -> list[ItemAnswer]:
        """Hand attempts over; idempotent by (id, lease). Raises NotDelivered or MaybeDelivered."""
        return self._post(f"{url}/v1/attempts", attempts)

    def withdraw(self, url: str, attempts: Sequence[Mapping[str, Any]]) -> list[ItemAnswer]:
        """Ask for attempts to be stopped; idempotent. Raises NotDelivered or MaybeDelivered."""
        return self._post(f"{url}/v1/attempts/cancel", attempts)

    def inventory(self, url: str, source: str) -> str:
        """What an inventory source of it tells now; raises NotDelivered with its own words where it says no."""
        place = f"{url}/v1/inventory-sources/{quote(source, safe='')}/list"
        try:
            response = self._client.post(
                place, json={}, timeout=httpx.Timeout(INVENTORY_S, connect=CONNECT_S)
            )
            document = response.json()
            if response.is_success:
                return str(document["content"])
            raise NotDelivered(f"{document['code']}: {document['detail']}")
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError) as error:
            raise MaybeDelivered(f"it does not answer: {type(error).__name__}") from error

    def _post(self, url: str, attempts: Sequence[Mapping[str, Any]]) -> list[ItemAnswer]:
        try:
            response = self._client.post(url, json={"attempts": list(attempts)})
        except (
            httpx.ConnectError,
            httpx.ConnectTimeout,
            httpx.UnsupportedProtocol,
            httpx.InvalidURL,
        ) as error:
            raise NotDelivered(f"it can't be reached: {error or type(error).__name__}") from error
        except httpx.HTTPError as error:
            raise MaybeDelivered(f"it does not answer: {error or type(error).__name__}") from error
        if 400 <= response.status_code < 500:
            raise NotDelivered(f"it answers {response.status_code} {_code(response)}".rstrip())
        try:
            response.raise_for_status()
            items = response.json()["items"]
            return [_item(item) for item in items]
        except (httpx.HTTPStatusError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise MaybeDelivered(f"it answers {response.status_code} in a form nobody agreed on") from error


def _item(item: Mapping[str, Any]) -> ItemAnswer:
    return ItemAnswer(str(item["id"]), str(item["status"]), item.get("code"), item.get("message"))


def _code(response: httpx.Response) -> str:
    try:
        return str(response.json().get("code", ""))
    except (ValueError, AttributeError):
        return ""
