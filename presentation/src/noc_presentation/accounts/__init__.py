"""People and service accounts: who they are, how they come in, and what they were granted."""
