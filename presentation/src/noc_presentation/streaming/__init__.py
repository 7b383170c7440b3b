"""Streaming: what changes in executions, told to open pages as it happens."""
