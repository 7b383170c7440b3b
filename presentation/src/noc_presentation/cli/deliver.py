"""`noc-presentation deliver`: the process that gets notifications to people."""

import random
import signal
from functools import partial
from threading import Event

import click
import structlog

from noc_presentation.asking.asker import Asker
from noc_presentation.asking.extras import extras_with
from noc_presentation.cli.opened import set_up_settings
from noc_presentation.instants import now
from noc_presentation.logs import log_to_stderr
from noc_presentation.notifications import listing
from noc_presentation.notifications.configuration import read_channels
from noc_presentation.notifications.delivery import Deliverer
from noc_presentation.notifications.forgetting import Forgetter
from noc_presentation.notifications.lanes import lanes_of, side_by_side
from noc_presentation.reports.following import follow
from noc_presentation.reports.reporter import Reporter
from noc_presentation.reports.troubles import TroubleTeller, note_channel
from noc_presentation.resources import Resources

PAUSE_S = 1.0
log = structlog.get_logger()


@click.command("deliver")
def command() -> None:
    """Deliver notifications until told to stop; those under way are finished first."""
    settings = set_up_settings()
    channels = read_channels(settings.channels)
    log_to_stderr(settings.log_format)
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    log.info("deliver.started", channels=sorted(channels))
    resources = Resources.of(settings)
    reporter = Reporter(resources.database, resources.scheduler, now, settings.public_url)
    kinds = listing.kinds(settings.channels)
    asker = Asker(resources.database, resources.scheduler, now, kinds, settings.public_url)
    forgetter = Forgetter(resources.database, now, settings.keep_notifications)
    teller = TroubleTeller(resources.database, resources.scheduler, now)
    rounds = [reporter.round, asker.round, teller.round, forgetter.round]
    extras = extras_with(resources.sealing_key, settings.public_url)
    deliverers = [
        Deliverer(resources.database, channels, now, random.random, extras, note_channel, lane)
        for lane in lanes_of(channels)
    ]
    try:
        side_by_side([partial(follow, rounds), *(one.run for one in deliverers)], stop, PAUSE_S)
    finally:
        resources.close()
