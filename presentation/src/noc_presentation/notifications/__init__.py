"""Telling people: an outbox that keeps what is to be told, and channels that tell it."""
