"""The audit chain: who did, or was refused, what and when; each entry seals the one before it."""
