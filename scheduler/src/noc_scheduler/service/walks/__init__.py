"""Walks at work: carried on by what happened to a host, by time, by other hosts and by sub-procedures."""
