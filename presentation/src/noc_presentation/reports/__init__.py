"""Telling what became of executions: one message for each, to the destinations that want it."""
