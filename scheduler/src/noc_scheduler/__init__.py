"""The scheduling layer of noc-orchestrator: schedules, the walk over a flowchart, decisions."""

__version__ = "0.1.0"
