"""`noc-presentation stream`: the process that tells open pages what changes."""

from threading import Event, Thread

import click
from flask import Flask

from noc_presentation.api.streaming import create_stream_app
from noc_presentation.cli.opened import set_up_settings
from noc_presentation.cli.serving import Place, Server
from noc_presentation.logs import log_to_stderr
from noc_presentation.resources import Resources
from noc_presentation.streaming.watch import MOST_PAGES, Watch

#: For refusals and for questions about health while every page that may be open is.
SPARE_THREADS = 8


@click.command("stream")
def command() -> None:
    """Stream changes until told to stop; open pages then come back by themselves."""
    settings = set_up_settings()
    log_to_stderr(settings.log_format)
    stopping = Event()

    def made() -> Flask:
        resources = Resources.of(settings)
        watch = Watch(resources.scheduler, stopping)
        Thread(target=watch.run, name="watching", daemon=True).start()
        return create_stream_app(resources, watch)

    place = Place(settings.stream_host, settings.stream_port, MOST_PAGES + SPARE_THREADS)
    Server(settings, place, made, stopping.set).run()
