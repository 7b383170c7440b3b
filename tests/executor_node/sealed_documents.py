"""Boxes as presentation would seal them for an executor node."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from nacl.public import PublicKey, SealedBox

from noc_executor_node.sealing_key import own_sealing_key
from noc_executor_node.settings import Settings


def credential(kind: str, use: str, **values: str) -> dict[str, Any]:
    return {"name": f"the {kind}", "kind": kind, "use": use, "version": 1, "values": values}


def sealed(
    settings: Settings, document: dict[str, Any], *credentials: dict[str, Any], **purpose: Any
) -> dict[str, Any]:
    """The attempt's document with these credentials in a box; `purpose` changes what the box says it is for."""
    key = PublicKey(bytes(own_sealing_key(settings.sealing_key_file).public_key))
    expires_at = datetime.now(UTC) + timedelta(minutes=5)
    inside = {
        "v": 1,
        "executor_node": "node-1",
        "attempt": document["id"],
        "lease": document["lease"],
        "host": document["host"]["name"],
        "expires_at": expires_at.isoformat(),
        "credentials": credentials,
        **purpose,
    }
    box = base64.b64encode(SealedBox(key).encrypt(json.dumps(inside).encode())).decode()
    named = [{name: one[name] for name in ("name", "kind", "use", "version")} for one in credentials]
    return {**document, "sealed": {"box": box, "expires_at": expires_at.isoformat(), "credentials": named}}
