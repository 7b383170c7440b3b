"""Resident executors: Ansible stays loaded, connections stay warm, and each attempt is one call."""
