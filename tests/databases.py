"""An empty database file of each layer, made once in each process, to copy; making one takes a hundred times longer."""

from pathlib import Path

import pytest

import noc_presentation.store.migrate
import noc_scheduler.store.schema
from noc_presentation.store.database import Database as PresentationDatabase
from noc_scheduler.store.database import Database as SchedulerDatabase


@pytest.fixture(scope="session")
def empty_presentation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Presentation's tables and nothing in them."""
    path = tmp_path_factory.mktemp("empty") / "presentation.sqlite"
    database = PresentationDatabase(f"sqlite:///{path}")
    noc_presentation.store.migrate.migrate(database)
    database.close()  # with the last connection everything is in the file itself
    return path


@pytest.fixture(scope="session")
def empty_scheduler(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scheduler's tables and nothing in them."""
    path = tmp_path_factory.mktemp("empty") / "scheduler.sqlite"
    database = SchedulerDatabase(f"sqlite:///{path}")
    noc_scheduler.store.schema.migrate(database)
    database.close()
    return path
