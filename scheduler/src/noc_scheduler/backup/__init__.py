"""Backups: what this layer must not lose, in one file, and how it comes back."""
