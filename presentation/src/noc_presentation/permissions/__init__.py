"""Who may do what with which things: pure decisions, and the one table of routes."""
