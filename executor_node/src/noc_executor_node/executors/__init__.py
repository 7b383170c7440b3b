"""Executors: what carries an attempt out, behind one interface."""
