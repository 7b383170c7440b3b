"""The agent: speaks for this executor node to its scheduler."""
