"""How the scheduler asks other layers: one module per layer."""
