"""What a running process stands on, made once and handed to whoever needs it."""

import os
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self

from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.instants import Clock, now
from noc_presentation.keys import own_key, sealing_key
from noc_presentation.service.peers import scheduler_url
from noc_presentation.settings import Settings
from noc_presentation.signatures import RequestSigner
from noc_presentation.store.database import Database

KEY_ID = "presentation"


@dataclass(frozen=True, slots=True)
class Resources:
    """The database, the way to the scheduler, the clock, and what the API tells about itself with."""

    database: Database
    scheduler: Scheduler
    clock: Clock = now
    home: Path | None = None
    metrics_token: str | None = field(default=None, repr=False)
    sealing_key: bytes = field(default_factory=partial(os.urandom, 32), repr=False)

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The resources that the settings describe; opens nothing yet but the key file."""
        database = Database(settings.database_url)
        key = own_key(settings.key_file)
        signer = RequestSigner(KEY_ID, key)
        return cls(
            database=database,
            scheduler=Scheduler(partial(scheduler_url, database), signer, trust=settings.trust),
            home=settings.home,
            metrics_token=settings.metrics_token,
            sealing_key=sealing_key(key),
        )

    def close(self) -> None:
        """Close every connection."""
        self.scheduler.close()
        self.database.close()
