"""kombu's filesystem broker, with messages that appear whole: two workers may share the folder."""

import uuid
from pathlib import Path
from time import monotonic_ns
from typing import Any

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.encoding import str_to_bytes
from kombu.utils.json import dumps

NAME = "noc-folder"
TRANSPORT_ALIASES[NAME] = f"{__name__}:Transport"


class Channel(filesystem.Channel):
    """A channel that gives a message its name in the queue only when it has been written."""

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override] # as kombu's own does
        file = Path(self.data_folder_out) / f"{monotonic_ns()}_{uuid.uuid4()}.{queue}.msg"
        unfinished = file.with_suffix(".part")
        unfinished.write_bytes(str_to_bytes(dumps(payload)))
        unfinished.replace(file)


class Transport(filesystem.Transport):
    """The filesystem transport over such channels."""

    Channel = Channel
