"""Executions at work: started, fired, let go in turn, ended and shown."""
