"""What crosses hosts: gates, steps that one host runs for all, and who of an execution may walk when. Pure."""
