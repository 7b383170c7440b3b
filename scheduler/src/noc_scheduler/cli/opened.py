"""What the commands begin with: settings, a state folder that was set up, errors in one line."""

from collections.abc import Iterator
from contextlib import contextmanager

import click

from noc_scheduler.errors import BrokenBackup, InsecureKeyFile, InvalidKey, Unavailable, WrongSettings
from noc_scheduler.settings import Settings, read_settings

#: sysexits' EX_CONFIG: the configuration is wrong, trying again won't help.
WRONG_CONFIGURATION = 78
#: sysexits' EX_TEMPFAIL: what it depends on is not there now, trying again may help.
NOT_NOW = 75


@contextmanager
def configured() -> Iterator[Settings]:
    """The settings; what is wrong with them or with what they name is said in one line, with exit code 78.

    What can't be reached just now is said with 75, for whoever starts it again.
    """
    try:
        yield read_settings()
    except Unavailable as error:
        click.echo(f"noc-scheduler: {error}", err=True)
        click.get_current_context().exit(NOT_NOW)
    except (WrongSettings, InsecureKeyFile, InvalidKey, BrokenBackup, OSError) as error:
        click.echo(f"noc-scheduler: {error}", err=True)
        click.get_current_context().exit(WRONG_CONFIGURATION)


def require_setup(settings: Settings) -> None:
    """Raise WrongSettings unless `setup` has been here."""
    if not settings.key_file.is_file():
        raise WrongSettings(f"{settings.home} is not set up; run noc-scheduler setup")
