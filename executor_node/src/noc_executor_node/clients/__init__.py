"""The ways out of this layer."""
