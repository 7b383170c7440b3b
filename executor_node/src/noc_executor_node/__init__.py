"""The execution layer of noc-orchestrator: a queue, executors and Ansible on one machine."""

__version__ = "0.1.0"
