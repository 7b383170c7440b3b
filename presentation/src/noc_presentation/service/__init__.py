"""What may be asked of this layer: one module per noun, all rules, no HTTP."""
