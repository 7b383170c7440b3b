"""What an order reaches besides its hosts: the procedures that it may call, and the channels that all of them tell."""

from dataclasses import dataclass

import sqlalchemy as sa

from noc_scheduler.flowchart.calls import channels_told
from noc_scheduler.flowchart.model import Flowchart
from noc_scheduler.service.flowcharts import flowchart_of
from noc_scheduler.store import calls


@dataclass(frozen=True, slots=True)
class Reached:
    """Names as they were frozen with the order: whoever it runs for needs a right on each of them."""

    procedures: tuple[str, ...]
    channels: tuple[str, ...]


def reached(connection: sa.Connection, flowchart: Flowchart, bundle: str | None) -> Reached:
    """What walks of this flowchart may reach with the procedures of this bundle."""
    versions = calls.versions(connection, bundle)
    flowcharts = [flowchart, *(flowchart_of(each["digest"], each["canonical"]) for each in versions.values())]
    channels = {channel for each in flowcharts for channel in channels_told(each)}
    return Reached(tuple(sorted(versions)), tuple(sorted(channels)))
