"""Auditing a walk: what its events alone say it did, and whether it was allowed to."""
