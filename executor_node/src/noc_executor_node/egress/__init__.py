"""Egress: the one place from which requests leave this machine, in a process of their own for each."""
