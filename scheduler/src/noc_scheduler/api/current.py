"""What a request works with: the application's means, and the executor node that asks."""

from flask import current_app, g

from noc_scheduler.service.admission import CallingNode
from noc_scheduler.service.means import Means

EXTENSION = "noc-scheduler"


def means() -> Means:
    """The means of this application."""
    found: Means = current_app.extensions[EXTENSION]
    return found


def calling_node() -> CallingNode:
    """The executor node that signed this request."""
    found: CallingNode = g.calling_node
    return found
