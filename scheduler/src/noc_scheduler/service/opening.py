"""Making a process's means from its settings."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import httpx

from noc_scheduler.clients import presentation
from noc_scheduler.keys import own_key
from noc_scheduler.nodes import client as nodes
from noc_scheduler.nodes.documents import Parcel
from noc_scheduler.service.means import Means
from noc_scheduler.settings import Settings
from noc_scheduler.signatures import RequestSigner
from noc_scheduler.store.database import Database
from noc_scheduler.store.schema import require_current

KEY_ID = "scheduler"


def open_means(settings: Settings) -> Means:
    """The means of a process; raises WrongSettings when the tables are not of this version."""
    database = Database(settings.database)
    require_current(database)
    signer = RequestSigner(KEY_ID, own_key(settings.key_file))
    trusted = settings.tls.verification()
    return Means(
        settings=settings,
        database=database,
        presentation=presentation.Presentation(
            httpx.Client(auth=signer, timeout=presentation.TIMEOUT, verify=trusted, trust_env=False)
        ),
        executor_nodes=nodes.ExecutorNodes(
            httpx.Client(
                auth=signer, timeout=nodes.patience(settings.node_timeout), verify=trusted, trust_env=False
            )
        ),
    )


def with_sender(
    means: Means, ring: Callable[[], None], post: Callable[[Sequence[Parcel]], None] | None = None
) -> Means:
    """The same means, ringing for a sender in this process and, with `post`, sending what it leases."""
    return replace(means, ring=ring, post=post)
