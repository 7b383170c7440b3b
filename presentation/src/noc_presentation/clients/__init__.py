"""What this layer says to others."""
