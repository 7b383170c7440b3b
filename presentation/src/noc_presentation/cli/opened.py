"""What most commands begin with: the settings and the database of a layer that was set up."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from noc_presentation.errors import Misconfigured
from noc_presentation.settings import PREFIX, Settings, read_settings
from noc_presentation.store.database import Database
from noc_presentation.store.migrate import migrate


def set_up_settings() -> Settings:
    """The settings; raises Misconfigured where `setup` was never run."""
    settings = read_settings()
    if not settings.key_file.exists():
        raise Misconfigured(
            str(settings.home), "nothing is set up here", "run `noc-presentation setup` first"
        )
    return settings


@contextmanager
def opened_database(settings: Settings) -> Iterator[Database]:
    """The database, closed at the end."""
    database = Database(settings.database_url)
    try:
        yield database
    finally:
        database.close()


def migrate_or_explain(database: Database) -> None:
    """Bring the database to the newest form; raises Misconfigured when it can't be reached."""
    try:
        migrate(database)
    except OperationalError as error:
        reason = " ".join(str(error.orig).split())
        raise Misconfigured(
            f"{PREFIX}DATABASE_URL", reason, "check the URL and that the database is running"
        ) from error
