"""Locks on hosts: which walk has a host to itself, and how many wait for it."""

from typing import Any

from noc_scheduler.api import current
from noc_scheduler.api.admission import Peer
from noc_scheduler.api.blueprint import Blueprint
from noc_scheduler.api.fields import Instant, Integer, Schema, String
from noc_scheduler.api.pages import PageQuery, page, page_of, read_cursor
from noc_scheduler.service.operating import host_locks

blueprint = Blueprint("host_locks", __name__, Peer.PRESENTATION, "Hosts that one walk has to itself")


class HostLockSchema(Schema):
    """A lock; `waiting` walks of other executions stand in line for it."""

    host = String(required=True)
    execution = String(required=True)
    number = Integer(required=True)
    procedure = String(required=True)
    since = Instant(required=True)
    waiting = Integer(required=True)


@blueprint.route("/v1/host-locks")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, page_of(HostLockSchema))
def listed(query: dict[str, Any]) -> dict[str, Any]:
    """Locks by host."""
    (after,) = read_cursor(query["cursor"], [""])
    found = host_locks.listed(current.means(), after, query["limit"] + 1)
    return page(found, query["limit"], lambda one: [one["host"]])
