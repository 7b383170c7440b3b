"""What may be asked of the scheduler: one module per act, a function of `Means` and what was said."""
