"""`noc-presentation telegram`: the process that takes answers from Telegram."""

import asyncio
import signal

import click
import structlog

from noc_presentation.asking.bot import make_bot, serve
from noc_presentation.asking.pressing import Presses
from noc_presentation.cli.opened import set_up_settings
from noc_presentation.errors import Misconfigured
from noc_presentation.instants import now
from noc_presentation.logs import log_to_stderr
from noc_presentation.notifications.channels.telegram import TelegramChannel
from noc_presentation.notifications.configuration import read_channels
from noc_presentation.resources import Resources

log = structlog.get_logger()


@click.command("telegram")
def command() -> None:
    """Take answers from Telegram until told to stop; one process for the one bot of the channels file."""
    settings = set_up_settings()
    found = read_channels(settings.channels)
    channels = {name: one for name, one in found.items() if isinstance(one, TelegramChannel)}
    if len({(one.token(), one.api) for one in channels.values()}) != 1:
        raise Misconfigured(
            str(settings.channels), "it takes telegram channels of one bot", "see docs/notifications.md"
        )
    log_to_stderr(settings.log_format)
    resources = Resources.of(settings)
    presses = Presses(resources.database, resources.scheduler, now, channels)
    log.info("telegram.started", channels=sorted(channels))
    try:
        asyncio.run(_serve(next(iter(channels.values())), presses, resources))
    finally:
        resources.close()


async def _serve(channel: TelegramChannel, presses: Presses, resources: Resources) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(make_bot(channel, presses, resources.database, now), stop)
