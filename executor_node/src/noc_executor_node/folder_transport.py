"""kombu's filesystem broker for a prefork worker: it joins the event loop, and a message appears whole or not at all.

kombu's own polls in a blocking loop, for which Celery starts threads in the parent of the executors; a fork with
threads alive can deadlock the child. In the event loop the parent has none. There it is woken by the message's file
itself; the timer is for messages that had to wait for an executor, and for kernels that have nothing to wake us with.
"""

import uuid
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any

from kombu.transport import filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

from noc_executor_node.folder_watch import forget_what_it_saw, watch


class Channel(filesystem.Channel):
    """A channel that renames a finished file into the queue."""

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override] # as kombu's own does
        folder = Path(self.data_folder_out)
        name = f"{monotonic() * 1000:.0f}_{uuid.uuid4()}.{queue}.msg"
        unfinished = folder / f".{name}.part"
        unfinished.write_bytes(str_to_bytes(dumps(payload)))
        unfinished.replace(folder / name)


class Transport(filesystem.Transport):
    """The filesystem transport, woken in Celery's event loop."""

    Channel = Channel
    implements = filesystem.Transport.implements.extend(asynchronous=True)

    def register_with_event_loop(self, connection: Any, loop: Any) -> None:
        """Called by Celery once the worker listens."""
        coming = watch(Path(self.client.transport_options["data_folder_in"]))  # type: ignore[union-attr]
        if coming is not None:
            loop.add_reader(coming, self._come, coming)
        loop.call_repeatedly(self.polling_interval, self._take_what_is_there)

    def _come(self, coming: int) -> None:
        forget_what_it_saw(coming)
        self._take_what_is_there()

    def _take_what_is_there(self) -> None:
        try:
            while True:
                self.cycle.get(self._deliver, timeout=None)  # type: ignore[union-attr]
        except Empty:
            return
