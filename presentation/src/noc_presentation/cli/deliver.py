"""`noc-presentation deliver`: the process that gets notifications to people."""

import random
import signal
from threading import Event, Thread

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
from noc_presentation.reports.following import follow
from noc_presentation.reports.reporter import Reporter
from noc_presentation.reports.troubles import TroubleTeller, note_channel
from noc_presentation.resources import Resources

PAUSE_S = 1.0
log = structlog.get_logger()


@click.command("deliver")
def command() -> None:
    """Deliver notifications until told to stop; the one under way is finished first."""
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
    following = Thread(target=follow, args=(rounds, stop, PAUSE_S), name="following")
    following.start()
    try:
        extras = extras_with(resources.sealing_key, settings.public_url)
        deliverer = Deliverer(resources.database, channels, now, random.random, extras, note_channel)
        deliverer.run(stop, PAUSE_S)
    finally:
        stop.set()
        following.join()
        resources.close()
