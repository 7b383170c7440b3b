"""Executor nodes at work: enrolled, authorised, listened to, emptied and stopped."""
