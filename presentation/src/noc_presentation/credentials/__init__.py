"""Credentials: named secrets, encrypted at rest, given out only sealed to one executor node for one attempt."""
