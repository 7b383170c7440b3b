"""Verifying: rows are compared with what a replay of the events says, by pure functions of both."""
