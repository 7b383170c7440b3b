"""Attempts at work: leased, told, reported on, given back or lost."""
