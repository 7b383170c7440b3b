"""The command `noc`: what operators do from a terminal, all of it through the API."""
