"""The blueprint every noun of this API is declared on: who may ask is said here, or nobody may."""

from typing import Any

import flask_smorest

from noc_scheduler.api.admission import Peer
from noc_scheduler.api.strict import StrictParser

MEBIBYTE = 2**20


class Blueprint(flask_smorest.Blueprint):
    """A group of routes about one noun, open to one kind of peer, with bodies up to `most_bytes`."""

    ARGUMENTS_PARSER: Any = StrictParser()

    def __init__(
        self, name: str, module: str, peer: Peer, description: str, most_bytes: int = MEBIBYTE
    ) -> None:
        super().__init__(name, module, description=description)
        self.peer, self.most_bytes = peer, most_bytes
