"""Telling the scheduler what this executor node's modules take: by hash, and in full only where that isn't known."""

import threading
from collections.abc import Callable
from datetime import timedelta

import structlog

from noc_executor_node.catalogue.making import catalogue
from noc_executor_node.clients.scheduler import SchedulerClient
from noc_executor_node.errors import CatalogueNotMade, SchedulerRefused, SchedulerSilent
from noc_executor_node.journal import Journal
from noc_executor_node.settings import Settings

#: How often is looked whether something was installed; a scheduler that lost its tables hears it again by then.
AGAIN = timedelta(minutes=10)
#: The pause after a scheduler was silent or said no, as it does until people have authorised this executor node.
SOON = timedelta(seconds=10)
FIRST = timedelta(seconds=2)
log = structlog.get_logger()


class ModuleTeller:
    """Keeps the scheduler's knowledge of this executor node's modules up to date; in a thread of its own."""

    def __init__(
        self,
        settings: Settings,
        journal: Journal,
        client_as: Callable[[str], SchedulerClient],
        stopping: threading.Event,
    ) -> None:
        self._settings, self._journal = settings, journal
        self._client_as, self._stopping = client_as, stopping

    def run(self) -> None:
        """Tell it, and tell it again from time to time, until asked to stop."""
        pause = FIRST
        while not self._stopping.wait(pause.total_seconds()):
            try:
                pause = AGAIN if self.tell() else FIRST
            except (SchedulerSilent, SchedulerRefused) as error:
                log.info("modules.not_told", reason=str(error))
                pause = SOON
            except CatalogueNotMade as error:
                log.error("modules.catalogue_not_made", reason=str(error))
                pause = AGAIN
            except Exception:  # nothing about modules may end the agent's other work
                log.exception("modules.broke")
                pause = AGAIN

    def tell(self) -> bool:
        """Announce the catalogue; False while this executor node has no id yet. Ansible is only asked when heard.

        Raises SchedulerSilent, SchedulerRefused or CatalogueNotMade.
        """
        own_id = self._journal.standing.own_id()
        boot = self._journal.standing.boot()
        if own_id is None or boot is None:
            return False
        told = catalogue(self._settings)
        client = self._client_as(own_id)
        try:
            if not client.announce_modules(own_id, told.hash):
                client.announce_modules(own_id, told.hash, told.text)
        finally:
            client.close()
        log.info("modules.told", hash=told.hash)
        return True
