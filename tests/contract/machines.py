"""An executor node's own client against the scheduler's own application, without a machine."""

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

import noc_executor_node.introduction
from noc_executor_node.agent.enrolment import shown_once
from noc_executor_node.clients.scheduler import SchedulerClient
from noc_executor_node.keys import fingerprint, public_text
from tests.contract.test_presentation_and_scheduler import SCHEDULER_URL, Layers


class Machine:
    """An executor node's own client, on its way in; `lies` changes what it says."""

    def __init__(self, layers: Layers, folder: Path, name: str = "lis-2") -> None:
        self.key, self.name, self.file = Ed25519PrivateKey.generate(), name, folder / f"{name}.introduction"
        self.public, self.id = public_text(self.key), ""
        self._transport = layers.scheduler._transport  # the application itself
        self.client = SchedulerClient(
            [SCHEDULER_URL], fingerprint(self.public), self.key, transport=self._transport
        )

    def given(self, token: str) -> "Machine":
        noc_executor_node.introduction.keep(self.file, token)
        return self

    def introduction(self) -> Any:
        return noc_executor_node.introduction.shown(self.file, self.name, self.key)

    def enrol(self, **lies: Any) -> Any:
        """The answer to the enrolment, with the introduction or, where that doesn't hold, without."""
        said = {
            "name": self.name,
            "public_key": self.public,
            "url": None,
            "labels": {"site": "lisbon"},
            "version": "0.1.0",
            "slots": 4,
            "introduction": self.introduction(),
        }
        answer = shown_once(self.client, {**said, **lies})
        self.id = answer["id"]
        return answer

    def beat(self, **said: Any) -> Any:
        """The answer to a heartbeat under the id of the enrolment; raises SchedulerRefused."""
        beat = {
            "boot": "boot-1",
            "at": "2026-11-21T09:00:00.000Z",
            "slots": 4,
            "running": 0,
            "queued": 0,
            "version": "0.1.0",
            "clock_offset_ms": 0,
            "journal": [],
        }
        client = SchedulerClient([SCHEDULER_URL], self.id, self.key, transport=self._transport)
        try:
            return client.heartbeat(self.id, {**beat, **said})
        finally:
            client.close()
