"""Who may ask: only the paired scheduler, unless a view is listed here as open to all."""

from urllib.parse import urlsplit

from flask import Flask, g, request

from noc_executor_node.errors import Forbidden
from noc_executor_node.instants import now
from noc_executor_node.journal import Journal
from noc_executor_node.settings import Settings
from noc_executor_node.signatures import SignedRequest, verify

SCHEDULER = "scheduler"
#: The endpoints that answer anybody; they tell nothing about attempts and hosts.
OPEN = frozenset(
    ("health.alive", "health.ready", "health.version", "docs.openapi", "docs.page", "docs.asset")
)

#: Endpoints that ask for a token of their own instead of a signature.
BY_TOKEN = frozenset(("metrics.show",))


def install(app: Flask, settings: Settings, journal: Journal) -> None:
    """Refuse every request that is not signed by the paired scheduler and meant for this executor node."""
    authorities = {settings.listen.lower(), urlsplit(settings.url).netloc.lower()}

    def scheduler_key(key_id: str) -> str | None:
        pairing = journal.standing.pairing()
        return pairing.key if pairing is not None and key_id == SCHEDULER else None

    @app.before_request
    def authenticate() -> None:
        if request.endpoint in OPEN | BY_TOKEN or request.routing_exception is not None:
            return
        signed = SignedRequest(
            request.method, request.url, dict(request.headers), request.get_data(cache=True)
        )
        g.caller = verify(
            signed,
            public_key_of=scheduler_key,
            take_nonce=journal.nonces.take,
            authorities=authorities,
            now=now,
        )
        if g.caller != SCHEDULER:
            raise Forbidden("not_allowed", "only the scheduler may ask this executor node for anything")
