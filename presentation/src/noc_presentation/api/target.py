"""Whom something is for, as it is written in requests."""

from typing import Any

import marshmallow as ma

from noc_presentation.api.fields import Boolean, List, Schema, String, length
from noc_presentation.inventory.model import Target

MOST_NAMES = 1_000


class TargetSchema(Schema):
    """Groups and hosts by name; their union. None of either only where `without_hosts` says so. Loads to a Target."""

    groups = List(String(validate=length(1, 128)), load_default=list, validate=length(0, MOST_NAMES))
    hosts = List(String(validate=length(1, 255)), load_default=list, validate=length(0, MOST_NAMES))
    without_hosts = Boolean(load_default=False)

    @ma.post_load
    def _made(self, data: dict[str, Any], **_options: Any) -> Target:
        return Target(tuple(data["groups"]), tuple(data["hosts"]), data["without_hosts"])
