"""What people do to executions and their hosts."""
