"""Putting questions of walks to people where they are, and taking their answers: one way to decide for all of them."""
