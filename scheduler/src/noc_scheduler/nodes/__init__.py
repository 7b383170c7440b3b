"""The conversation with executor nodes: who gets which attempt, in what form, and how it is told."""
