"""The channel that writes messages into this process's log, for a first start and for whoever reads logs."""

import structlog

from noc_presentation.configuration_file import Options, refuse_unknown
from noc_presentation.notifications.message import Message

log = structlog.get_logger()


class LogChannel:
    """One log line for each message."""

    def deliver(self, message: Message) -> str:
        """Write the line; this can't fail."""
        log.info(
            "notification",
            notification=message.id,
            channel=message.channel,
            subject=message.subject,
            message=message.text,
            procedure=message.procedure,
            execution=message.execution_number,
            host=message.host,
            node=message.node,
        )
        return "logged"


def read(options: Options) -> LogChannel:
    """It has no options."""
    refuse_unknown(options, set())
    return LogChannel()
