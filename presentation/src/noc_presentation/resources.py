"""What a running process stands on, made once and handed to whoever needs it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Self

from noc_presentation.audit.checkpoints import Checkpoints
from noc_presentation.clients.scheduler import Scheduler
from noc_presentation.credentials.key_ring import KeyRing, read_key_ring
from noc_presentation.errors import InsecureKeyFile, Misconfigured, Unavailable
from noc_presentation.instants import Clock, now
from noc_presentation.inventory.sources.configuration import read_sources
from noc_presentation.inventory.sources.source import Source
from noc_presentation.keys import own_key, sealing_key
from noc_presentation.oidc.configuration import read_provider
from noc_presentation.oidc.provider import IdentityProvider
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
    credentials_key_file: Path | None = None
    checkpoints: Checkpoints | None = None
    metrics_token: str | None = field(default=None, repr=False)
    identity_provider: IdentityProvider | None = None
    channels: Path | None = None
    public_url: str | None = None
    sealing_key: bytes = field(default_factory=partial(os.urandom, 32), repr=False)
    sources: Mapping[str, Source] = field(default_factory=dict)
    #: The ports of the API with its pages, and of the streams.
    ports: tuple[int, int] | None = None
    four_eyes: bool = False

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """The resources that the settings describe; opens nothing yet but key files and the sources file."""
        database = Database(settings.database_url)
        key = own_key(settings.key_file)
        signer = RequestSigner(KEY_ID, key)
        provider = read_provider(settings.oidc)
        return cls(
            database=database,
            scheduler=Scheduler(partial(scheduler_url, database), signer, trust=settings.trust),
            home=settings.home,
            credentials_key_file=settings.credentials_key_file,
            checkpoints=Checkpoints(settings.checkpoints_file, own_key(settings.audit_key_file)),
            metrics_token=settings.metrics_token,
            identity_provider=IdentityProvider(provider) if provider else None,
            channels=settings.channels,
            public_url=settings.public_url,
            sealing_key=sealing_key(key),
            sources=read_sources(settings.sources),
            ports=(settings.port, settings.stream_port),
            four_eyes=settings.four_eyes,
        )

    def key_ring(self) -> KeyRing:
        """The keys of the credentials, read anew: a rotation may be under way in another process."""
        if self.credentials_key_file is None:
            raise Unavailable("credential.key_missing", "this process was given no key of the credentials")
        try:
            return read_key_ring(self.credentials_key_file)
        except (Misconfigured, InsecureKeyFile) as error:
            raise Unavailable("credential.key_missing", str(error)) from error

    def close(self) -> None:
        """Close every connection."""
        self.scheduler.close()
        if self.identity_provider is not None:
            self.identity_provider.close()
        self.database.close()
