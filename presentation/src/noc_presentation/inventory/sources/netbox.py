"""NetBox as a source of hosts: its devices and virtual machines, page by page."""

import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from noc_presentation.configuration_file import BadOption, Options, refuse_unknown
from noc_presentation.errors import Unavailable
from noc_presentation.inventory.limits import MAX_HOSTS
from noc_presentation.inventory.sources.netbox_records import GROUPINGS, inventory_list
from noc_presentation.inventory.sources.source import Means

OBJECTS = {"devices": "/api/dcim/devices/", "virtual_machines": "/api/virtualization/virtual-machines/"}
OPTIONS = {"url", "credential", "group_by", "filters", "objects", "ca_file", "allow_http"}
TIMEOUT = httpx.Timeout(20, connect=5)
PAGE = 200
MOST_BYTES = 16 * 2**20
#: For all pages together, in seconds; so long may one who asks to be left alone be waited for, and so often.
PATIENCE_S, LONGEST_PAUSE_S, TRIES = 50.0, 20.0, 5
#: Never read here, and can be larger than all the rest. NetBox 4.7 calls leaving it out `omit`, older ones `exclude`.
LEFT_OUT = {"exclude": "config_context", "omit": "config_context"}
AGAIN = frozenset({429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Netbox:
    """See `source.Source`; `filters` are NetBox's own, such as `{status: active}`."""

    url: str
    credential: str | None
    group_by: tuple[str, ...] = ("site", "role", "platform")
    filters: Mapping[str, Any] = field(default_factory=dict)
    objects: tuple[str, ...] = ("devices",)
    ca_file: Path | None = None
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic
    kind: str = "netbox"

    @property
    def place(self) -> str:
        """See `source.Source`."""
        return self.url

    def pull(self, means: Means) -> str:
        """See `source.Source`."""
        end = self.monotonic() + PATIENCE_S
        with httpx.Client(
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "identity",
                **_authorisation(means.token),
            },
            timeout=TIMEOUT,
            verify=ssl.create_default_context(cafile=self.ca_file),
            trust_env=False,
            follow_redirects=False,
        ) as client:
            records = [
                record for kind in self.objects for record in self._records(client, OBJECTS[kind], end)
            ]
        return json.dumps(inventory_list(records, self.group_by))

    def _records(self, client: httpx.Client, path: str, end: float) -> Iterator[Mapping[str, Any]]:
        """All of a kind. Pages are counted here: an address in an answer is never followed, for it gets the token."""
        offset = 0
        while True:
            query = {**self.filters, **LEFT_OUT, "limit": PAGE, "offset": offset}
            page = self._page(client, f"{self.url}{path}", query, end)
            count, results = page.get("count"), page.get("results")
            if not isinstance(count, int) or not isinstance(results, list):
                raise _unusable("it tells no list of results")
            if count > MAX_HOSTS:
                raise _unusable(f"it has {count} of them, and {MAX_HOSTS} hosts are the limit")
            yield from (record for record in results if isinstance(record, dict))
            offset += len(results)
            if offset >= count:
                return
            if not results:
                raise _unusable(f"it says there are {count} and ends after {offset}")

    def _page(self, client: httpx.Client, url: str, query: Mapping[str, Any], end: float) -> dict[str, Any]:
        for tried in range(1, TRIES + 1):
            status, pause, body = self._ask(client, url, query, end)
            if status == 200:
                return _document(body)
            if status not in AGAIN or tried == TRIES or self.monotonic() + pause > end:
                break
            self.sleep(pause)
        if status in (401, 403):
            raise Unavailable(
                "source.refused", f"the source answers {status}: its credential may not do this"
            )
        if status == 400:
            raise Unavailable("source.query_refused", "the source answers 400: look at the source's filters")
        raise Unavailable("source.unavailable", f"the source answers {status}")

    def _ask(
        self, client: httpx.Client, url: str, query: Mapping[str, Any], end: float
    ) -> tuple[int, float, bytes]:
        """The status, how long to wait before another try, and the body."""
        body = bytearray()
        try:
            with client.stream("GET", url, params=dict(query)) as answer:
                for part in answer.iter_bytes():
                    body += part
                    if self.monotonic() > end:
                        raise Unavailable("source.unavailable", f"the source took more than {PATIENCE_S:g} s")
                    if len(body) > MOST_BYTES:
                        raise _unusable(f"a page of it has more than {MOST_BYTES // 2**20} MiB")
                return answer.status_code, _pause(answer.headers.get("retry-after")), bytes(body)
        except httpx.HTTPError as error:
            raise Unavailable(
                "source.unavailable", f"the source does not answer: {type(error).__name__}"
            ) from error


def source(options: Options) -> Netbox:
    """A NetBox with these options; raises BadOption."""
    refuse_unknown(options, OPTIONS)
    ca_file = options.get("ca_file")
    made = Netbox(
        url=_url(options.get("url"), options.get("allow_http") is True),
        credential=_name(options.get("credential")),
        group_by=_choices("group_by", options.get("group_by", ["site", "role", "platform"]), GROUPINGS),
        filters=_filters(options.get("filters", {})),
        objects=_choices("objects", options.get("objects", ["devices"]), OBJECTS),
        ca_file=None if ca_file is None else Path(str(ca_file)),
    )
    try:
        ssl.create_default_context(cafile=made.ca_file)
    except (OSError, ssl.SSLError) as error:
        raise BadOption(f"ca_file holds no certificates: {error}") from error
    return made


def _authorisation(token: str | None) -> dict[str, str]:
    """NetBox 4.5 has tokens of a second kind, which say so themselves."""
    if token is None:
        return {}
    return {"Authorization": f"{'Bearer' if token.startswith('nbt_') else 'Token'} {token}"}


def _url(value: Any, allow_http: bool) -> str:
    try:
        parts = urlsplit(value if isinstance(value, str) else "")
        sound = parts.hostname and not (parts.username or parts.password or parts.query or parts.fragment)
        port = parts.port
    except ValueError:
        sound, port = None, None
    if not sound or port == 0 or parts.scheme not in ("https", *(["http"] if allow_http else [])):
        raise BadOption("url must be an https address without user and query (http with allow_http)")
    return str(value).rstrip("/")


def _name(value: Any) -> str | None:
    if value is not None and not isinstance(value, str):
        raise BadOption("credential must be the name of an API token")
    return value


def _choices(option: str, value: Any, known: Mapping[str, Any]) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) and one in known for one in value):
        raise BadOption(f"{option} must list some of: {', '.join(known)}")
    return tuple(dict.fromkeys(value))


def _filters(value: Any) -> dict[str, Any]:
    fits = isinstance(value, dict) and all(
        isinstance(name, str)
        and name not in ("limit", "offset", *LEFT_OUT)
        and all(isinstance(one, str | int) for one in (wanted if isinstance(wanted, list) else [wanted]))
        for name, wanted in value.items()
    )
    if not fits:
        raise BadOption(
            "filters must map NetBox's names to texts, numbers or lists of them; paging is our own"
        )
    return dict(value)


def _pause(told: str | None) -> float:
    """As long as the source asks for, within reason."""
    return (
        min(float(told), LONGEST_PAUSE_S) if told is not None and told.isascii() and told.isdecimal() else 1.0
    )


def _document(body: bytes) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise _unusable("it tells no JSON object")
    return document


def _unusable(words: str) -> Unavailable:
    return Unavailable("source.unusable", f"what the source tells can't be used: {words}")
