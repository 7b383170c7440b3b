"""`noc-scheduler consume`: takes messages from the queues of a message broker, and brings it what walks publish."""

import signal
from pathlib import Path

import click

from noc_scheduler.api.strict import read_json
from noc_scheduler.cli.opened import configured, require_setup
from noc_scheduler.errors import InsecureKeyFile, WrongSettings
from noc_scheduler.logs import log_to_stderr
from noc_scheduler.service.background import Background
from noc_scheduler.service.opening import open_means
from noc_scheduler.service.triggers.consuming import consume
from noc_scheduler.service.triggers.departing import send_departing

SEND_EVERY_S = 0.5
SCHEMES = ("amqp://", "amqps://", "redis://", "rediss://", "redis+socket://")


@click.command("consume")
@click.argument("url_file", type=click.Path(path_type=Path))
def command(url_file: Path) -> None:
    """Take messages from the broker whose URL is in URL_FILE, and send it others. Start as many as you like."""
    with configured() as settings:
        url = _url(url_file)
        require_setup(settings)
        means = open_means(settings)
        log_to_stderr(settings.log_format)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: means.stopping.set())
        sender = Background("departing", lambda: send_departing(means, url), SEND_EVERY_S)
        sender.start()
        consume(means, url, lambda body: read_json(body, "application/json"))
        sender.stop()
        means.close()


def _url(path: Path) -> str:
    """The URL, which holds a password: nobody else may read the file."""
    if path.stat().st_mode & 0o077:
        raise InsecureKeyFile(path)
    url = path.read_text(encoding="utf-8").strip()
    if not url.startswith(SCHEMES):
        raise WrongSettings(f"{path} holds no URL that begins with one of {', '.join(SCHEMES)}")
    return url
