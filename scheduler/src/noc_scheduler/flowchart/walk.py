"""The walk: one happening moves one HostRun on, and says what to do and what has happened."""
