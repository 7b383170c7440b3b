"""What the views work with, carried by the application."""

from dataclasses import dataclass
from typing import cast

from flask import current_app

from noc_executor_node.doorbell import Doorbell
from noc_executor_node.journal import Journal
from noc_executor_node.settings import Settings

NAME = "noc"


@dataclass(frozen=True, slots=True)
class Parts:
    """This executor node's settings, journal and doorbell."""

    settings: Settings
    journal: Journal
    doorbell: Doorbell


def parts() -> Parts:
    """The parts of the application that answers the present request."""
    return cast(Parts, current_app.extensions[NAME])
