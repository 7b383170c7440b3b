"""The presentation layer of noc-orchestrator: people, inventory, procedures, notifications."""

__version__ = "0.1.0"
